/** When people work: the company's calendars, one of them open. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, ok } from '@/api/client';
import { useCalendars } from '@/api/refs';
import { useMay } from '@/api/session';
import { useCalendar } from '@/features/calendars/api';
import { CalendarEditor } from '@/features/calendars/CalendarEditor';
import type { CalendarView } from '@/features/calendars/model';
import { ActionBar } from '@/ui/ActionBar';
import { ErrorState } from '@/ui/ErrorState';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, textOf, textOrNull } from '@/ui/form/model';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Calendars.module.css';

export function CalendarsPage() {
  const { t } = useTranslation();
  const { id } = useParams();
  const navigate = useNavigate();
  const mayWrite = useMay()('calendar.write');
  const [making, setMaking] = useState(false);
  const all = useCalendars();
  const open = all?.find((one) => one.id === id) ?? all?.[0];
  const choose = (chosen: string) => void navigate(`/settings/calendars/${chosen}`);
  const make = { id: 'new', label: t('calendars.new'), icon: <PlusOutlined />, run: () => setMaking(true) };
  return (
    <section className={css.page} aria-label={t('settings.part.calendars')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('settings.part.calendars')}</h1>
        {all !== undefined && all.length > 1 && open && (
          <Segmented aria-label={t('settings.part.calendars')} value={open.id} onChange={choose} options={all.map((one) => ({ value: one.id, label: one.is_default ? t('calendars.labelDefault', { name: one.label }) : one.label }))} />
        )}
        {mayWrite && open && <ActionBar actions={[make]} />}
      </header>
      {open ? <Opened key={open.id} id={open.id} making={making} stop={() => setMaking(false)} choose={choose} /> : <ProgressLine />}
    </section>
  );
}

function Opened({ id, making, stop, choose }: { id: string; making: boolean; stop: () => void; choose: (id: string) => void }) {
  const { data, error, refetch } = useCalendar(id);
  const navigate = useNavigate();
  if (error != null) return <ErrorState error={error} again={() => void refetch()} />;
  if (!data) return <ProgressLine />;
  return (
    <>
      <CalendarEditor calendar={data} onGone={() => void navigate('/settings/calendars', { replace: true })} />
      {making && <NewCalendar from={data} onClose={stop} onMade={choose} />}
    </>
  );
}

/** A new calendar begins as a copy of the one that is open: most differ little. */
function NewCalendar({ from, onClose, onMade }: { from: CalendarView; onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'name', label: t('calendars.name'), kind: 'text', required: true, placeholder: t('calendars.nameLike') },
      { id: 'name_en', label: t('calendars.nameEn'), kind: 'text' },
      { id: 'code', label: t('calendars.code'), kind: 'text', required: true, placeholder: t('calendars.codeLike'), hint: t('calendars.codeHint') },
      { id: 'zone', label: t('calendars.zone'), kind: 'text', placeholder: t('calendars.zoneOfCompany') },
    ],
    [t],
  );
  const submit = async (values: FormValues) => {
    const made = await ok(
      api.POST('/api/calendars', {
        body: { code: textOf(values, 'code'), name: textOf(values, 'name'), name_en: textOrNull(values, 'name_en'), zone: textOrNull(values, 'zone'), week: from.week, days: from.days },
      }),
    );
    queries.setQueryData(['calendar', made.id], made);
    await queries.invalidateQueries({ queryKey: ['calendar', 'all'] });
    onMade(made.id);
  };
  return (
    <FormDrawer
      title={t('calendars.new')}
      okText={t('calendars.make')}
      intro={<p className={css.intro}>{t('calendars.copyOf', { name: from.name })}</p>}
      fields={fields}
      start={{ name: '', name_en: '', code: '', zone: '' }}
      submit={submit}
      onClose={onClose}
    />
  );
}
