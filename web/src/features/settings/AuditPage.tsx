/** Everything that happened to one document, by its id or number, as the journal has it. */
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import { TimeText } from '@/ui/texts';
import plain from '@/ui/PlainPage.module.css';
import css from './Settings.module.css';

type Happened = components['schemas']['Happened'];
const rowKey = (one: Happened) => String(one.seq);
/** `ord_32T2P3GGM040B`: what the journal knows documents by. */
const ID = /^[a-z]{2,5}_[0-9A-Z]+$/;

/** The id that was typed, or that of the first thing the number finds. */
async function subjectOf(typed: string, signal: AbortSignal): Promise<string> {
  if (ID.test(typed)) return typed;
  const { items } = await ok(api.GET('/api/search', { params: { query: { q: typed } }, signal }));
  return items[0]?.id ?? typed;
}

export function AuditPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('of') ?? '';
  const [typed, setTyped] = useState(asked);
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['audit', asked],
    queryFn: async ({ signal }) => {
      const subject = await subjectOf(asked, signal);
      const { items } = await ok(api.GET('/api/audit/{subject}', { params: { path: { subject } }, signal }));
      return { subject, items };
    },
    enabled: asked !== '',
  });
  return (
    <section className={plain.page} aria-label={t('settings.part.audit')}>
      <header className={plain.head}>
        <h1 className={plain.title}>{t('settings.part.audit')}</h1>
        <Input.Search
          className={css.search ?? ''}
          autoFocus
          enterButton={t('settings.look')}
          placeholder={t('settings.auditOf')}
          aria-label={t('settings.auditOf')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(text) => setSearch(text.trim() === '' ? {} : { of: text.trim() })}
        />
      </header>
      {isFetching && <ProgressLine over />}
      {error != null && <ErrorState error={error} again={() => void refetch()} />}
      {asked === '' && <EmptyState title={t('settings.auditTitle')} text={t('settings.auditText')} />}
      {data !== undefined && error == null && (
        <PlainTable
          label={t('settings.part.audit')}
          rows={data.items}
          rowKey={rowKey}
          empty={t('settings.noAudit', { of: asked })}
          columns={[
            { id: 'at', title: t('settings.at'), render: (one) => <TimeText at={one.at} /> },
            { id: 'actor', title: t('settings.by'), render: (one) => (one.actor === 'system' ? t('timeline.system') : one.actor) },
            { id: 'kind', title: t('settings.event'), render: (one) => <code>{one.kind}</code> },
            {
              id: 'data',
              title: t('settings.facts'),
              render: (one) => (
                <details>
                  <summary>{t('settings.show')}</summary>
                  <pre className={css.data}>{JSON.stringify(one.data, null, 2)}</pre>
                </details>
              ),
            },
            { id: 'cause', title: t('settings.cause'), render: (one) => <code>{one.cause}</code> },
            { id: 'hash', title: t('settings.hash'), render: (one) => <code title={one.hash}>{one.hash.slice(0, 12)}</code> },
          ]}
        />
      )}
    </section>
  );
}
