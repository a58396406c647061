/** Who is away, when, and who does his work meanwhile. */
import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, ifMatch, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useMay, useMe } from '@/api/session';
import { AbsenceForm } from '@/features/absences/AbsenceForm';
import { useMedia } from '@/lib/media';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import { size } from '@/ui/tokens';
import plain from '@/ui/PlainPage.module.css';
import css from './Absences.module.css';

type Absence = components['schemas']['AbsenceView'];
const rowKey = (absence: Absence) => absence.id;

export function AbsencesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const all = search.get('all') === '1' && may('people.read');
  const [entering, setEntering] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['absence', all], queryFn: ({ signal }) => ok(api.GET('/api/absences', { params: { query: { all } }, signal })) });
  const enter = { id: 'new', label: t('absences.enter'), icon: <PlusOutlined />, primary: true, run: () => setEntering(true) };
  if (error != null) return <ErrorState error={error} again={() => void refetch()} />;
  return (
    <section className={plain.page} aria-label={t('absences.title')}>
      <header className={plain.head}>
        <h1 className={plain.title}>{t('absences.title')}</h1>
        {may('people.read') && (
          <Segmented
            aria-label={t('absences.whose')}
            value={all ? 'all' : 'mine'}
            onChange={(value) => setSearch(value === 'all' ? { all: '1' } : {}, { replace: true })}
            options={[
              { value: 'mine', label: t('absences.mine') },
              { value: 'all', label: t('absences.all') },
            ]}
          />
        )}
        <ActionBar actions={[enter]} />
      </header>
      <p className={css.note}>{t('absences.text')}</p>
      {data === undefined && <ProgressLine />}
      {data?.length === 0 && (
        <EmptyState title={t('absences.none')} text={t('absences.noneText')}>
          <ActionBar actions={[{ ...enter, id: 'first' }]} />
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && <Absences rows={data} />}
      {entering && <AbsenceForm onClose={() => setEntering(false)} />}
    </section>
  );
}

function Absences({ rows }: { rows: Absence[] }) {
  const { t } = useTranslation();
  const { me } = useMe();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const withdraw = useMutation({
    mutationFn: ({ id, revision }: Absence) => ok(api.POST('/api/absences/{id}/withdraw', { params: { path: { id } }, headers: ifMatch(revision) })),
    onSuccess: (_, { is_now }) => void message.success(is_now ? t('absences.ended') : t('absences.withdrawn')),
    onError: (failure) => void message.error(asProblem(failure).text),
    onSettled: () => queries.invalidateQueries({ queryKey: ['absence'] }),
  });
  const name = ({ id, name: called }: { id: string; name: string }) => (id === me?.id ? t('absences.me') : called);
  const substitute = (absence: Absence) => (absence.substitute ? name(absence.substitute) : <span className={css.note}>{t('absences.nobody')}</span>);
  const state = (absence: Absence) => <StateTag kind="absence" state={absence.is_now ? 'now' : 'coming'} />;
  const tools = (absence: Absence) =>
    absence.allowed_actions.includes('withdraw') && (
      <Button size={phone ? 'middle' : 'small'} disabled={withdraw.isPending} onClick={() => withdraw.mutate(absence)}>
        {absence.is_now ? t('absences.end') : t('absences.withdraw')}
      </Button>
    );
  if (phone) {
    return (
      <ul className={css.cards}>
        {rows.map((absence) => (
          <li key={absence.id} className={css.card}>
            <div className={css.line}>
              <b>{name(absence.actor)}</b>
              {state(absence)}
            </div>
            <span>
              <TimeText at={absence.from_at} /> – <TimeText at={absence.to_at} />
            </span>
            <div className={css.line}>
              <span>
                {t('absences.substitute')} {substitute(absence)}
              </span>
              {tools(absence)}
            </div>
            {absence.note !== '' && <span className={css.note}>{absence.note}</span>}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <PlainTable
      label={t('absences.title')}
      rows={rows}
      rowKey={rowKey}
      columns={[
        { id: 'actor', title: t('absences.who'), render: (absence) => <b>{name(absence.actor)}</b> },
        { id: 'from', title: t('absences.from'), render: (absence) => <TimeText at={absence.from_at} /> },
        { id: 'to', title: t('absences.to'), render: (absence) => <TimeText at={absence.to_at} /> },
        { id: 'substitute', title: t('absences.substitute'), render: substitute },
        { id: 'note', title: t('absences.note'), wrap: true, render: (absence) => absence.note },
        { id: 'state', title: t('settings.state'), render: state },
        { id: 'tools', title: '', align: 'right', render: tools },
      ]}
    />
  );
}
