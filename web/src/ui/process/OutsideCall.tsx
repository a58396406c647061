/** A step that waits for another system: which, how often it was asked, when it is asked next; and what may be done about it. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useMay } from '@/api/session';
import { useNow } from '@/lib/now';
import { TimeText } from '@/ui/texts';
import css from './ProcessPicture.module.css';

type Call = components['schemas']['OutsideCallView'];

export function OutsideCall({ call }: { call: Call }) {
  const { t } = useTranslation();
  const now = useNow();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const mayAct = useMay()('process.operate');
  const { connection, tries, next_at } = call;
  const act = async (run: () => Promise<unknown>, done: string) => {
    try {
      await run();
      void message.success(done);
    } catch (failure) {
      void message.error(asProblem(failure).text);
    }
    await queries.invalidateQueries({ predicate: ({ queryKey }) => ['case', 'incident', 'order'].includes(String(queryKey[0])) });
  };
  const body = { params: { path: { id: call.id } }, body: {} };
  const giveUp = () =>
    modal.confirm({
      title: t('case.outside.giveUpAsk', { connection }),
      content: t('case.outside.giveUpText'),
      okText: t('case.outside.giveUp'),
      okButtonProps: { danger: true },
      onOk: () => act(() => ok(api.POST('/api/outside-calls/{id}/give-up', body)), t('case.outside.gaveUp')),
    });
  return (
    <div className={css.outside}>
      <span>
        {t('case.outside.waits', { connection })} · {t('case.outside.tries', { tries, max: call.tries_max })}
        {next_at != null && Date.parse(next_at) > now && call.said !== '' && (
          <>
            {' · '}
            {t('case.outside.next')} <TimeText at={next_at} />
          </>
        )}
      </span>
      <code>{call.request}</code>
      {call.said !== '' && <q>{call.said}</q>}
      {mayAct && (
        <span className={css.outsideTools}>
          <Button size="small" onClick={() => void act(() => ok(api.POST('/api/outside-calls/{id}/hurry', body)), t('case.outside.hurried'))}>
            {t('case.outside.hurry')}
          </Button>
          <Button size="small" danger onClick={giveUp}>
            {t('case.outside.giveUp')}
          </Button>
        </span>
      )}
    </div>
  );
}
