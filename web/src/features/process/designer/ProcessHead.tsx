/** What the process is called, which version runs, where its cases stand, and when the clock starts the next. */
import { EditOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popover, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/api/session';
import { casesAt, fetchStanding, type Process, rename } from '@/features/process/api';
import { inLang } from '@/features/process/names';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, textOf } from '@/ui/form/model';
import { TimeText } from '@/ui/texts';
import css from './Designer.module.css';

export function ProcessHead({ process, anew }: { process: Process; anew: () => void }) {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  return (
    <>
      <h1 className={css.title} title={[process.code, process.description].filter((one) => one !== '').join(' · ')}>
        {inLang(process.name, process.name_en)}
      </h1>
      {process.allowed_actions.includes('rename') && (
        <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('process.rename')} title={t('process.rename')} onClick={() => setRenaming(true)} />
      )}
      <Tag>{process.version == null ? t('process.unpublished') : t('process.version', { version: process.version })}</Tag>
      {process.starts_at != null && (
        <Tag>
          {t('process.startsAt')} <TimeText at={process.starts_at} />
        </Tag>
      )}
      {process.version != null && <Standing id={process.id} />}
      {renaming && <Renaming process={process} anew={anew} onClose={() => setRenaming(false)} />}
    </>
  );
}

/** How many cases are under way, and on demand at which steps. */
function Standing({ id }: { id: string }) {
  const { t } = useTranslation();
  const operates = useMay()('process.operate');
  const { data = [] } = useQuery({ queryKey: ['process', id, 'standing'], queryFn: ({ signal }) => fetchStanding(id, signal) });
  if (data.length === 0) return null;
  const steps = (
    <ul className={css.standing}>
      {data.map((one) => {
        const name = inLang(one.name, one.name_en);
        return (
          <li key={one.step}>
            {operates ? <Link to={casesAt(id, { step: one.step, label: name })}>{name}</Link> : name}
            <span className="num">{one.running}</span>
            {one.stuck > 0 && <span className={css.stuck}>{t('process.stuckCount', { count: one.stuck })}</span>}
          </li>
        );
      })}
      {operates && (
        <li>
          <Link to={casesAt(id)}>{t('process.allRunning')}</Link>
        </li>
      )}
    </ul>
  );
  return (
    <Popover content={steps} title={t('process.standing')} trigger="click" placement="bottomLeft">
      <Button size="small" type="link">
        {t('process.standing')}
      </Button>
    </Popover>
  );
}

function Renaming({ process, anew, onClose }: { process: Process; anew: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields: FormField[] = [
    { id: 'name', label: t('process.nameZh'), kind: 'text', required: true },
    { id: 'name_en', label: t('process.nameEn'), kind: 'text' },
    { id: 'description', label: t('process.description'), kind: 'long', wide: true },
  ];
  const submit = async (values: FormValues) => {
    const [name, nameEn, description] = [textOf(values, 'name'), textOf(values, 'name_en'), textOf(values, 'description')];
    await rename(process.id, process.revision, { name, name_en: nameEn, description });
    await queries.invalidateQueries({ queryKey: ['process'] });
    onClose();
    anew();
  };
  const { name, name_en, description } = process;
  return <FormDrawer title={t('process.rename')} fields={fields} start={{ name, name_en, description }} submit={submit} onClose={onClose} />;
}
