/** All decision tables: what each is for, which version is asked, and whether a draft waits. */
import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/api/session';
import { type DecisionRow, fetchDecisions, fetchOffer, readFile } from '@/features/decisions/api';
import type { Table } from '@/features/decisions/model';
import { NewDecision } from '@/features/decisions/NewDecision';
import { inLang } from '@/ui/process/words';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PlainTable } from '@/ui/PlainTable';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Decisions.module.css';

const rowKey = (row: DecisionRow) => row.id;

export function DecisionsPage() {
  const { t } = useTranslation();
  const mayDesign = useMay()('process.design');
  const [making, setMaking] = useState<{ table?: Table } | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const file = useRef<HTMLInputElement>(null);
  const { data, error, refetch } = useQuery({ queryKey: ['decision', 'all'], queryFn: ({ signal }) => fetchDecisions(signal) });
  const { data: offer } = useQuery({ queryKey: ['process', 'offer'], queryFn: ({ signal }) => fetchOffer(signal), staleTime: 60_000 });
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setRefused(null);
    try {
      const [table] = await readFile(chosen);
      if (table) setMaking({ table });
    } catch (why) {
      setRefused(why);
    }
  };
  const actions = [
    { id: 'new', label: t('decisions.new'), primary: true, run: () => setMaking({}) },
    { id: 'import', label: t('decisions.import'), icon: <UploadOutlined />, run: () => file.current?.click() },
  ];
  const subject = (kind: string) => {
    const found = offer?.subjects.find((one) => one.kind === kind);
    return found ? inLang(found.title, found.title_en) : kind;
  };
  return (
    <section className={css.page} aria-label={t('frame.decisions')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('frame.decisions')}</h1>
        {mayDesign && <ActionBar actions={actions} />}
      </header>
      <FilePicker field={file} take={take} />
      {refused != null && <ProblemBanner error={refused} />}
      {data === undefined && (error ? <ErrorState error={error} again={() => void refetch()} /> : <ProgressLine />)}
      {data?.length === 0 && (
        <EmptyState title={t('decisions.empty')} text={t('decisions.emptyText')}>
          {mayDesign && <ActionBar actions={actions} />}
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <PlainTable
          label={t('frame.decisions')}
          rows={data}
          rowKey={rowKey}
          columns={[
            { id: 'name', title: t('decisions.name'), wrap: true, render: (row) => <Link to={`/decision-tables/${row.id}`}>{inLang(row.name, row.name_en)}</Link> },
            { id: 'code', title: t('decisions.code'), width: 180, render: (row) => <code>{row.code}</code> },
            { id: 'subject', title: t('decisions.for'), width: 120, render: (row) => subject(row.subject) },
            { id: 'version', title: t('decisions.asked'), width: 220, render: (row) => <Asked row={row} /> },
            { id: 'rules', title: t('decisions.rules'), width: 90, align: 'right', render: (row) => <span className="num">{row.rules}</span> },
            { id: 'examples', title: t('decisions.examples'), width: 90, align: 'right', render: (row) => <span className="num">{row.examples}</span> },
          ]}
        />
      )}
      {making && <NewDecision offer={offer} table={making.table} taken={(data ?? []).map(({ code }) => code)} onClose={() => setMaking(null)} />}
    </section>
  );
}

/** Chooses a DMN file or a workbook. */
export function FilePicker({ field, take }: { field: React.RefObject<HTMLInputElement | null>; take: (file: File | undefined) => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <input
      ref={field}
      type="file"
      className="visually-hidden"
      tabIndex={-1}
      aria-label={t('decisions.import')}
      accept=".dmn,.xml,.xlsx"
      onChange={(event) => {
        void take(event.target.files?.[0]);
        event.target.value = '';
      }}
    />
  );
}

function Asked({ row }: { row: DecisionRow }) {
  const { t } = useTranslation();
  return (
    <>
      {row.version == null ? t('decisions.unpublished') : t('decisions.version', { version: row.version })}
      {!row.active && <Tag className={css.tag ?? ''}>{t('decisions.inactive')}</Tag>}
      {row.has_draft && <Tag className={css.tag ?? ''}>{t('decisions.draft')}</Tag>}
    </>
  );
}
