/** Messages that could not be delivered: why, and once more. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useMay } from '@/api/session';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import { TimeText } from '@/ui/texts';
import plain from '@/ui/PlainPage.module.css';
import css from './Settings.module.css';

type Message = components['schemas']['Message'];
const rowKey = (message: Message) => message.id;
/** Deliveries happen outside of what is told live. */
const REFRESH_MS = 15_000;

export function MessagesPage() {
  const { t } = useTranslation();
  const { message: notice } = App.useApp();
  const queries = useQueryClient();
  const mayReplay = useMay()('setting.write');
  const { data, error, refetch } = useQuery({ queryKey: ['message', 'dead'], queryFn: ({ signal }) => ok(api.GET('/api/messages/dead', { signal })), refetchInterval: REFRESH_MS });
  const replay = async (messages: Message[]) => {
    try {
      for (const { id } of messages) await ok(api.POST('/api/messages/{id}/replay', { params: { path: { id } } }));
      void notice.success(t('settings.replayed', { count: messages.length }));
    } catch (failure) {
      void notice.error(asProblem(failure).text);
    }
    await queries.invalidateQueries({ queryKey: ['message'] });
  };
  if (error != null) return <ErrorState error={error} again={() => void refetch()} />;
  if (!data) return <ProgressLine />;
  const all: Action[] = mayReplay && data.items.length > 1 ? [{ id: 'all', label: t('settings.replayAll', { count: data.items.length }), primary: true, run: () => replay(data.items) }] : [];
  return (
    <section className={plain.page} aria-label={t('settings.part.messages')}>
      <header className={plain.head}>
        <h1 className={plain.title}>{t('settings.part.messages')}</h1>
        <ActionBar actions={all} />
      </header>
      {data.items.length === 0 ? (
        <EmptyState title={t('settings.noMessages')} text={t('settings.noMessagesText')} />
      ) : (
        <PlainTable
          label={t('settings.part.messages')}
          rows={data.items}
          rowKey={rowKey}
          columns={[
            { id: 'channel', title: t('settings.channel'), render: (one) => one.channel },
            { id: 'key', title: t('settings.key'), render: (one) => <code>{one.key}</code> },
            { id: 'attempts', title: t('settings.attempts'), align: 'right', render: (one) => <span className="num">{one.attempts}</span> },
            { id: 'due', title: t('settings.lastTry'), render: (one) => <TimeText at={one.due_at} /> },
            { id: 'error', title: t('settings.lastError'), render: (one) => <span className={css.error}>{one.last_error}</span> },
            {
              id: 'payload',
              title: t('settings.payload'),
              render: (one) => (
                <details>
                  <summary>{t('settings.show')}</summary>
                  <pre className={css.data}>{one.payload}</pre>
                </details>
              ),
            },
            { id: 'tools', title: '', align: 'right', render: (one) => mayReplay && <Button size="small" onClick={() => void replay([one])}>{t('settings.replay')}</Button> },
          ]}
        />
      )}
    </section>
  );
}
