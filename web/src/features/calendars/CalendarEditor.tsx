/** One calendar: its week, its year, and what may be done with it. Changes are kept here until they are saved. */
import { App, Input, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, refusalText } from '@/api/problem';
import { useCalendarCommands } from '@/features/calendars/api';
import { ImportMenu } from '@/features/calendars/ImportMenu';
import { type CalendarView, type Draft, draftOf, overlapping, WEEKDAYS } from '@/features/calendars/model';
import { Reckon } from '@/features/calendars/Reckon';
import { WeekEditor } from '@/features/calendars/WeekEditor';
import { YearView } from '@/features/calendars/YearView';
import { dayOf } from '@/lib/format';
import { currentLang } from '@/lib/i18n';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { Section } from '@/ui/RecordPage';
import css from './Calendars.module.css';

interface Edit {
  draft: Draft;
  /** Of the calendar that was changed: when somebody saves another meanwhile, ours is refused. */
  revision: number;
}

/** What was changed and not saved outlives a visit to another page. */
const kept = new Map<string, Edit>();

function useEdit(calendar: CalendarView) {
  const [edit, setEdit] = useState<Edit | undefined>(() => kept.get(calendar.id));
  const put = (next: Edit | undefined) => {
    if (next) kept.set(calendar.id, next);
    else kept.delete(calendar.id);
    setEdit(next);
  };
  const draft = edit?.draft ?? draftOf(calendar);
  return {
    draft,
    edit,
    change: (part: Partial<Draft>) => put({ draft: { ...draft, ...part }, revision: edit?.revision ?? calendar.revision }),
    forget: () => put(undefined),
  };
}

export function CalendarEditor({ calendar, onGone }: { calendar: CalendarView; onGone: () => void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const { draft, edit, change, forget } = useEdit(calendar);
  const [year, setYear] = useState(() => Number(dayOf(new Date()).slice(0, 4)));
  const { save, take, makeDefault, remove } = useCalendarCommands(calendar);
  const may = (action: string) => calendar.allowed_actions.includes(action);
  const mayChange = may('change');
  const overlaps = WEEKDAYS.find((day) => overlapping(draft.week[day]) >= 0);
  const failed = save.error ?? take.error ?? makeDefault.error ?? remove.error;

  const keep = async () => {
    if (!edit) return;
    await save.mutateAsync(edit).then(
      () => {
        forget();
        void message.success(t('calendars.saved'));
      },
      () => undefined,
    );
  };
  const throwAway = () =>
    modal.confirm({
      title: t('calendars.deleteAsk', { name: calendar.name }),
      okText: t('calendars.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync().then(() => { forget(); onGone(); }, () => undefined),
    });
  const blocked = overlaps === undefined ? undefined : t('calendars.overlapIn', { day: t(`calendars.day.${overlaps}`) });
  const actions: Action[] = [];
  if (edit) {
    actions.push({ id: 'save', label: t('calendars.save'), primary: true, shortcut: 'mod+enter', blocked, run: keep });
    actions.push({ id: 'forget', label: t('settings.dropChanges'), run: () => { save.reset(); forget(); } });
  }
  const first = edit ? t('calendars.saveFirst') : undefined;
  if (may('make_default')) actions.push({ id: 'default', label: t('calendars.makeDefault'), blocked: first, run: () => makeDefault.mutateAsync().catch(() => undefined) });
  if (may('delete')) actions.push({ id: 'delete', label: t('calendars.delete'), danger: true, run: throwAway });

  return (
    <>
      <div className={css.toolbar}>
        <b className={css.name}>{currentLang() === 'en' ? draft.nameEn : draft.name}</b>
        {calendar.is_default && <Tag>{t('calendars.default')}</Tag>}
        {edit && <span className={css.unsaved}>{t('calendars.unsaved')}</span>}
        <span className={css.gap} />
        {may('import') && <ImportMenu blocked={first} take={take.mutateAsync} onYear={setYear} />}
        {actions.length > 0 && <ActionBar actions={actions} shown={edit ? 2 : 1} />}
      </div>
      {failed != null && <Failure error={failed} />}
      <div className={css.columns}>
        <Section title={t('calendars.week')}>
          <WeekEditor week={draft.week} readOnly={!mayChange} onChange={(week) => change({ week })} />
        </Section>
        <div className={css.beside}>
          {mayChange && (
            <Section title={t('calendars.about')}>
              <About draft={draft} change={change} />
            </Section>
          )}
          <Section title={t('calendars.reckon')}>
            <Reckon id={calendar.id} stale={edit !== undefined} />
          </Section>
        </div>
      </div>
      <YearView draft={draft} year={year} onYear={setYear} readOnly={!mayChange} onChange={(days) => change({ days })} />
    </>
  );
}

/** What was refused, and of which line or day, when the server said so. */
function Failure({ error }: { error: unknown }) {
  const problem = asProblem(error);
  const problems = problem.problems.map(({ field, code, params, detail }) => ({ key: field, where: `${field} `, text: refusalText(code, params, detail) }));
  return <ProblemBanner error={error} problems={problems} />;
}

function About({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const { t } = useTranslation();
  const field = (id: 'name' | 'nameEn' | 'zone', placeholder?: string): ReactNode => (
    <label className={css.field}>
      <span>{t(`calendars.${id}`)}</span>
      <Input value={draft[id]} {...(placeholder === undefined ? {} : { placeholder })} onChange={(event) => change({ [id]: event.target.value })} />
    </label>
  );
  return (
    <div className={css.about}>
      {field('name')}
      {field('nameEn')}
      {field('zone', t('calendars.zoneOfCompany'))}
    </div>
  );
}
