/** The walk-through beside the picture: a document goes step by step, and nothing real is touched. */
import { CloseOutlined, RollbackOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SubjectField, Walked } from '@/features/process/api';
import { useDesk } from '@/features/process/designer/context';
import { Chips, Field } from '@/features/process/panel/Parts';
import { orderSource } from '@/features/process/panel/sources';
import { titleOf } from '@/features/process/words';
import { useWalk } from '@/features/process/walk/useWalk';
import { WaitingCard, WalkEnd, WalkTrail } from '@/features/process/walk/WalkTrail';
import { Lookup } from '@/ui/Lookup';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import { colleagueSource } from '@/ui/sources';
import panel from '@/features/process/panel/Panel.module.css';
import css from './Walk.module.css';

interface WalkProps {
  process: string;
  file: string;
  choose: (element: string) => void;
  /** Where it has been and where it stands, to be shown in the picture. */
  show: (walked: Walked | null) => void;
  close: () => void;
}

export default function Walk({ process, file, choose, show, close }: WalkProps) {
  const { t } = useTranslation();
  const { fields, sample, subject } = useDesk();
  const walk = useWalk({ process, file, fields, sample });
  const { walked } = walk;
  useEffect(() => {
    show(walked ?? null);
    return () => show(null);
  }, [walked, show]);
  return (
    <section className={panel.panel} aria-label={t('process.walk.title')}>
      <header className={panel.head}>
        <h2>{t('process.walk.title')}</h2>
        <Button type="text" size="small" icon={<UndoOutlined />} disabled={walk.back === undefined} aria-label={t('process.walk.back')} title={t('process.walk.back')} onClick={walk.back} />
        <Button type="text" size="small" icon={<RollbackOutlined />} disabled={walk.back === undefined} aria-label={t('process.walk.restart')} title={t('process.walk.restart')} onClick={walk.restart} />
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('common.close')} onClick={close} />
      </header>
      {walk.busy && <ProgressLine over />}
      <div className={panel.body}>
        <p className={panel.hint}>{t('process.walk.help')}</p>
        <Chips
          label={t('process.walk.about')}
          options={[
            ...(subject === 'order' ? [{ value: 'real', label: t('process.walk.real') }] : []),
            { value: 'made', label: t('process.walk.made') },
          ]}
          value={walk.real ? 'real' : 'made'}
          onChange={(value) => walk.setReal(value === 'real')}
        />
        {walk.real ? (
          <Lookup source={orderSource} ariaLabel={t('process.walk.real')} value={walk.document} onChange={walk.setDocument} />
        ) : (
          <MadeUp fields={walk.asked} typed={walk.typed} onChange={walk.setTyped} />
        )}
        <Field label={t('process.walk.starter')}>
          <Lookup source={colleagueSource} ariaLabel={t('process.walk.starter')} placeholder={t('process.walk.me')} value={walk.starter} onChange={walk.setStarter} />
        </Field>
        {walk.error != null && <ProblemBanner error={walk.error} />}
        {walked && (
          <div className={css.way}>
            <WalkTrail passed={walked.trail} choose={choose} />
            {walked.waiting.map((one) => (
              <WaitingCard key={`${one.step}-${String(walk.answers.length)}`} waiting={one} busy={walk.busy} answer={walk.answer} choose={choose} />
            ))}
            <WalkEnd walked={walked} />
          </div>
        )}
      </div>
    </section>
  );
}

interface MadeUpProps {
  fields: SubjectField[];
  typed: Record<string, string>;
  onChange: (typed: Record<string, string>) => void;
}

/** Only what the drawing asks for. */
function MadeUp({ fields, typed, onChange }: MadeUpProps) {
  const { t } = useTranslation();
  if (fields.length === 0) return <p className={panel.hint}>{t('process.walk.asksNothing')}</p>;
  return (
    <div className={css.facts}>
      {fields.map((field) => {
        const label = titleOf(field);
        const value = typed[field.key] ?? '';
        const put = (text: string) => onChange({ ...typed, [field.key]: text });
        const flags = ['true', 'false'].map((flag) => ({ value: flag, label: t(flag === 'true' ? 'common.yes' : 'common.no') }));
        return (
          <Field key={field.key} label={label}>
            {field.kind === 'boolean' ? (
              <Select allowClear aria-label={label} value={value === '' ? null : value} options={flags} onChange={(flag: string | undefined) => put(flag ?? '')} />
            ) : (
              <Input aria-label={label} type={field.kind === 'date' ? 'date' : 'text'} placeholder={field.kind === 'number' ? t('process.condition.number') : ''} value={value} onChange={(event) => put(event.target.value)} />
            )}
          </Field>
        );
      })}
    </div>
  );
}
