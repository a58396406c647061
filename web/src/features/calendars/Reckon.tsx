/** Shows by example what working time means: what is asked for now, and when it is due. */
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReckoned } from '@/features/calendars/api';
import { TimeText } from '@/ui/texts';
import css from './Calendars.module.css';

const TIMES = ['PT30M', 'PT1H', 'PT4H', 'PT8H', 'P1D', 'P2D', 'P5D'];

export function Reckon({ id, stale }: { id: string; stale: boolean }) {
  const { t } = useTranslation();
  const [time, setTime] = useState('P1D');
  const { data } = useReckoned(id, time);
  return (
    <div className={css.reckon}>
      <span>{t('calendars.reckonFrom')}</span>
      <Select aria-label={t('calendars.reckonTime')} value={time} onChange={setTime} options={TIMES.map((value) => ({ value, label: t(`calendars.time.${value}`) }))} />
      <span>{t('calendars.reckonDue')}</span>
      <b>{data?.due_at == null ? t('calendars.never') : <TimeText at={data.due_at} />}</b>
      {data && <span className={css.note}>{data.is_working ? t('calendars.worksNow') : t('calendars.restsNow')}</span>}
      {stale && <span className={css.note}>{t('calendars.reckonStale')}</span>}
    </div>
  );
}
