/** Cases of processes: of which document, where each stands, since when. */
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { RowCard } from '@/ui/list/RowCard';
import type { Source } from '@/ui/list/useRows';
import { NameText } from '@/ui/NameText';
import { ProcessPicture } from '@/ui/process/ProcessPicture';
import { documentPath, inLang } from '@/ui/process/words';
import { ProgressLine } from '@/ui/ProgressLine';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import css from './Cases.module.css';

type CaseRow = components['schemas']['CaseListRow'];

const rows: Source<CaseRow> = {
  kind: 'case',
  load: ({ q: _none, ...query }, signal) => ok(api.GET('/api/cases', { params: { query }, signal })),
};
const caseId = (row: CaseRow) => row.id;
const WIDTH = 860;

export function CasesPage() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<CaseRow | null>(null);
  return (
    <>
      <DataList
        page="cases"
        title={t('cases.title')}
        source={rows}
        rowId={caseId}
        onOpen={setOpen}
        columns={useColumns()}
        fields={useFields()}
        views={useViews()}
        defaultSort="-started_at"
        searchable={false}
        keys={open === null}
        card={(row) => <RowCard name={row.number === '' ? t('cases.unnamed') : row.number} figure={<StateTag state={row.state} kind="case" />} lines={[[inLang(row.process_name, row.process_name_en), <TimeText key="at" at={row.started_at} />], [<Stands key="now" row={row} />, '']]} />}
        empty={{ title: t('cases.empty'), text: t('cases.emptyText') }}
      />
      <Drawer open={open !== null} size={WIDTH} title={open && `${open.number} · ${inLang(open.process_name, open.process_name_en)}`} onClose={() => setOpen(null)} destroyOnHidden>
        {open && <Picture id={open.id} />}
      </Drawer>
    </>
  );
}

function Picture({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, isPending } = useQuery({ queryKey: ['case', id], queryFn: ({ signal }) => ok(api.GET('/api/cases/{id}', { params: { path: { id } }, signal })), retry: false });
  if (data) return <ProcessPicture found={data} />;
  return isPending ? <ProgressLine /> : <p>{t('cases.unseen')}</p>;
}

/** The steps it waits at; what is stuck stands out. */
function Stands({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  return (
    <span className={css.steps}>
      {row.now.map((at) => (
        <span key={at.token} className={at.stuck ? css.stuck : undefined}>
          {inLang(at.name, at.name_en)}
          {at.stuck && ` (${t('case.mark.stuck')})`}
        </span>
      ))}
    </span>
  );
}

function Document({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  const path = documentPath(row.subject);
  const name = row.number === '' ? t('cases.unnamed') : row.number;
  if (row.subject === '') return null;
  return path === null ? <>{name}</> : <Link to={path}>{name}</Link>;
}

function useColumns(): Column<CaseRow>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('cases.document'), width: 170, frozen: true, render: (row) => <Document row={row} /> },
      { id: 'title', title: t('cases.about'), width: 200, render: (row) => row.title },
      { id: 'process', title: t('cases.process'), width: 160, render: (row) => inLang(row.process_name, row.process_name_en) },
      { id: 'now', title: t('cases.step'), width: 220, render: (row) => <Stands row={row} /> },
      { id: 'state', title: t('cases.state'), width: 100, sortable: true, render: (row) => <StateTag state={row.state} kind="case" /> },
      { id: 'started_at', title: t('cases.startedAt'), width: 140, sortable: true, render: (row) => <TimeText at={row.started_at} /> },
      { id: 'starter', title: t('cases.startedBy'), width: 110, render: (row) => <NameText id={row.started_by} /> },
      { id: 'ended_at', title: t('cases.endedAt'), width: 140, sortable: true, render: (row) => <TimeText at={row.ended_at} /> },
    ],
    [t],
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ['process', 'all'], queryFn: ({ signal }) => ok(api.GET('/api/processes', { signal })), retry: false });
  return useMemo(
    () => [
      { field: 'process', title: t('cases.process'), kind: 'choice', quick: true, choices: (data ?? []).map((one) => ({ value: one.id, label: inLang(one.name, one.name_en) })) },
      { field: 'stands', title: t('cases.step'), kind: 'text', quick: true },
      { field: 'started_at', title: t('cases.startedAt'), kind: 'instant', quick: true },
      { field: 'ended_at', title: t('cases.endedAt'), kind: 'instant' },
      { field: 'stuck', title: t('cases.stuck'), kind: 'number' },
    ],
    [t, data],
  );
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'running', name: t('state.case.running'), base: ['state', 'eq', 'running'], whole: true },
      { id: 'stuck', name: t('cases.stuckView'), base: ['stuck', 'gt', 0] },
      { id: 'ended', name: t('state.case.ended'), base: ['state', 'eq', 'ended'] },
      { id: 'all', name: t('common.all') },
    ],
    [t],
  );
}
