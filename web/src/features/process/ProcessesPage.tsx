/** All processes: what each is for, which version runs, and where something is stuck. */
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/api/session';
import { casesAt, fetchOffer, fetchProcesses, type ProcessRow } from '@/features/process/api';
import { inLang } from '@/features/process/names';
import { NewProcess } from '@/features/process/NewProcess';
import { titleOf } from '@/features/process/words';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Processes.module.css';

const rowKey = (row: ProcessRow) => row.id;

export function ProcessesPage() {
  const { t } = useTranslation();
  const mayDesign = useMay()('process.design');
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['process', 'all'], queryFn: ({ signal }) => fetchProcesses(signal) });
  const { data: offer } = useQuery({ queryKey: ['process', 'offer'], queryFn: ({ signal }) => fetchOffer(signal), staleTime: 60_000 });
  const make = { id: 'new', label: t('process.new'), primary: true, run: () => setMaking(true) };
  const subject = (kind: string) => {
    const found = offer?.subjects.find((one) => one.kind === kind);
    return found ? titleOf(found) : kind;
  };
  return (
    <section className={css.page} aria-label={t('frame.processes')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('frame.processes')}</h1>
        {mayDesign && <ActionBar actions={[make]} />}
      </header>
      {data === undefined && (error ? <ErrorState error={error} again={() => void refetch()} /> : <ProgressLine />)}
      {data?.length === 0 && (
        <EmptyState title={t('process.empty')} text={t('process.emptyText')}>
          {mayDesign && <ActionBar actions={[make]} />}
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <PlainTable
          label={t('frame.processes')}
          rows={data}
          rowKey={rowKey}
          columns={[
            { id: 'name', title: t('process.name'), wrap: true, render: (row) => <Link to={`/processes/${row.id}`}>{inLang(row.name, row.name_en)}</Link> },
            { id: 'code', title: t('process.code'), width: 180, render: (row) => <code>{row.code}</code> },
            { id: 'subject', title: t('process.for'), width: 120, render: (row) => subject(row.subject) },
            { id: 'version', title: t('process.runs'), width: 180, render: (row) => <Runs row={row} /> },
            { id: 'running', title: t('process.running'), width: 110, align: 'right', render: (row) => <Running row={row} /> },
            { id: 'incidents', title: t('process.incidents'), width: 110, align: 'right', render: (row) => <span className={`num ${row.incidents > 0 ? css.bad : ''}`}>{row.incidents}</span> },
          ]}
        />
      )}
      {making && <NewProcess offer={offer} taken={(data ?? []).map(({ code }) => code)} onClose={() => setMaking(false)} />}
    </section>
  );
}

function Running({ row }: { row: ProcessRow }) {
  const { t } = useTranslation();
  const operates = useMay()('process.operate');
  const number = <span className="num">{row.running}</span>;
  if (!operates || row.running === 0) return number;
  return (
    <Link to={casesAt(row.id)} aria-label={t('process.runningCount', { count: row.running })}>
      {number}
    </Link>
  );
}

function Runs({ row }: { row: ProcessRow }) {
  const { t } = useTranslation();
  return (
    <>
      {row.version == null ? t('process.unpublished') : t('process.version', { version: row.version })}
      {!row.active && <Tag className={css.tag ?? ''}>{t('process.inactive')}</Tag>}
      {row.has_draft && <Tag className={css.tag ?? ''}>{t('process.draft')}</Tag>}
    </>
  );
}
