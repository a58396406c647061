/** What cannot go on by itself: why, where, and how it is put right. */
import { Drawer } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';
import { type Incident, incidentRows } from '@/features/incidents/api';
import { IncidentPanel } from '@/features/incidents/IncidentPanel';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { RowCard } from '@/ui/list/RowCard';
import { causeText, inLang } from '@/ui/process/words';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';

const incidentId = (incident: Incident) => incident.id;
const CODES = ['no_assignee', 'expression', 'no_way_out', 'join_never_completes', 'loop_without_end', 'service', 'no_time', 'uncaught', 'nothing_to_repeat', 'too_many_instances'];
const WIDTH = 860;

export function IncidentsPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState<Incident | null>(null);
  const columns = useColumns();
  const show = (incident: Incident | null) => {
    setOpen(incident);
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        if (incident) next.set('open', incident.id);
        else next.delete('open');
        return next;
      },
      { replace: true },
    );
  };
  // A sent link opens what it names.
  const linked = useOne(open === null ? search.get('open') : null);
  const shown = open ?? linked ?? null;
  return (
    <>
      <DataList
        page="incidents"
        title={t('frame.incidents')}
        source={incidentRows}
        rowId={incidentId}
        onOpen={show}
        columns={columns}
        fields={useFields()}
        views={useViews()}
        searchable={false}
        keys={shown === null}
        card={(one) => <RowCard name={one.number} figure={<StateTag state={one.state} kind="incident" />} lines={[[inLang(one.name, one.name_en), <TimeText key="at" at={one.at} />], [causeText(one.code, one.cause, t), '']]} />}
        empty={{ title: t('incidents.empty'), text: t('incidents.emptyText') }}
      />
      <Drawer open={shown !== null} size={WIDTH} title={shown && `${shown.number} · ${inLang(shown.name, shown.name_en)}`} onClose={() => show(null)} destroyOnHidden>
        {shown && <IncidentPanel key={shown.id} incident={shown} onRepaired={show} />}
      </Drawer>
    </>
  );
}

function useOne(id: string | null): Incident | undefined {
  const { data } = useQuery({
    queryKey: ['incident', 'one', id],
    queryFn: ({ signal }) => ok(api.GET('/api/incidents', { params: { query: { filter: JSON.stringify(['id', 'eq', id]), limit: 1 } }, signal })),
    enabled: id !== null,
  });
  return data?.items[0];
}

function useColumns(): Column<Incident>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('incidents.document'), width: 160, frozen: true, sortable: true, render: (one) => one.number },
      { id: 'cause', title: t('incidents.cause.title'), width: 380, render: (one) => causeText(one.code, one.cause, t) },
      { id: 'name', title: t('incidents.step'), width: 150, sortable: true, render: (one) => inLang(one.name, one.name_en) },
      { id: 'process', title: t('incidents.process'), width: 150, render: (one) => inLang(one.process_name, one.process_name_en) },
      { id: 'state', title: t('incidents.state'), width: 100, sortable: true, render: (one) => <StateTag state={one.state} kind="incident" /> },
      { id: 'at', title: t('incidents.at'), width: 140, sortable: true, render: (one) => <TimeText at={one.at} /> },
      { id: 'how', title: t('incidents.howTitle'), width: 130, render: (one) => (one.how === '' ? '' : t(`incidents.how.${one.how}`, { defaultValue: one.how })) },
      { id: 'solved_at', title: t('incidents.solvedAt'), width: 140, sortable: true, render: (one) => <TimeText at={one.solved_at} /> },
    ],
    [t],
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { field: 'code', title: t('incidents.cause.title'), kind: 'choice', quick: true, choices: CODES.map((value) => ({ value, label: t(`incidents.short.${value}`) })) },
      { field: 'number', title: t('incidents.document'), kind: 'text', quick: true },
      { field: 'name', title: t('incidents.step'), kind: 'text' },
      { field: 'at', title: t('incidents.at'), kind: 'instant' },
    ],
    [t],
  );
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'open', name: t('state.incident.open'), base: ['state', 'eq', 'open'], whole: true },
      { id: 'solved', name: t('state.incident.solved'), base: ['state', 'eq', 'solved'] },
      { id: 'all', name: t('common.all') },
    ],
    [t],
  );
}
