/** The value a field is compared with, by its kind. Figures may be typed as they are said: 5万, 15%. */
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kind } from '@/features/process/said/condition';
import { typedNumber } from '@/features/process/said/number';
import css from './Panel.module.css';

interface ValueFieldProps {
  kind: Kind;
  values: string[];
  many: boolean;
  autoFocus: boolean;
  onChange: (values: string[]) => void;
}

export function ValueField({ kind, values, many, autoFocus, onChange }: ValueFieldProps) {
  const { t } = useTranslation();
  const label = t('process.condition.value');
  const [first = ''] = values;
  if (many) return <Select mode="tags" style={{ width: '100%' }} aria-label={label} placeholder={t('process.condition.values')} tokenSeparators={[',', ';']} open={false} suffixIcon={null} value={values} onChange={onChange} autoFocus={autoFocus} />;
  if (kind === 'flag') {
    const options = ['true', 'false'].map((value) => ({ value, label: t(value === 'true' ? 'common.yes' : 'common.no') }));
    return <Select style={{ width: '100%' }} aria-label={label} value={first} options={options} onChange={(value: string) => onChange([value])} />;
  }
  if (kind === 'number') return <NumberField value={first} autoFocus={autoFocus} onChange={(value) => onChange([value])} />;
  return <Input type={kind === 'date' ? 'date' : 'text'} aria-label={label} placeholder={label} autoFocus={autoFocus} value={first} onChange={(event) => onChange([event.target.value])} />;
}

/** Keeps what was typed; what it means is written, and shown when it is not the same. */
function NumberField({ value, autoFocus, onChange }: { value: string; autoFocus: boolean; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const meant = typedNumber(typed);
  const shown = meant === value || (meant === undefined && value === '') ? typed : value;
  const wrong = shown !== '' && typedNumber(shown) === undefined;
  return (
    <>
      <Input
        aria-label={t('process.condition.value')}
        placeholder={t('process.condition.number')}
        inputMode="decimal"
        autoFocus={autoFocus}
        {...(wrong ? { status: 'error' as const } : {})}
        value={shown}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(typedNumber(event.target.value) ?? '');
        }}
      />
      {wrong && <p className={css.wrong}>{t('process.condition.noNumber')}</p>}
      {meant !== undefined && shown === typed && meant !== typed && <p className={css.hint}>{t('process.condition.means', { value: meant })}</p>}
    </>
  );
}
