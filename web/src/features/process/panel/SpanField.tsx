/** A length of time: the usual ones at a click, any other typed; or an expression. */
import { Button, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FeelField } from '@/features/process/panel/FeelField';
import { Chips, Field } from '@/features/process/panel/Parts';
import { readSpan, type Unit, writeSpan } from '@/features/process/said/texts';
import { spanWords } from '@/features/process/words';
import css from './Panel.module.css';

interface SpanFieldProps {
  label: string;
  usual: string[];
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  /** Whether an expression may stand here. */
  feel?: boolean;
  /** Whether none is fine. */
  optional?: boolean;
}

const UNITS: Unit[] = ['M', 'H', 'D'];
const NONE = '';

export function SpanField({ label, usual, value, onChange, hint, feel = true, optional = true }: SpanFieldProps) {
  const { t } = useTranslation();
  const span = readSpan(value);
  const options = [...(optional ? [{ value: NONE, label: t('process.span.none') }] : []), ...usual.map((text) => ({ value: text, label: spanWords(t, text) }))];
  const text = value.replace(/^=\s*/, '');
  const isFeel = value !== '' && !span;
  return (
    <Field label={label} hint={hint}>
      <Chips label={label} options={options} value={value} onChange={onChange} />
      {span && (
        <span className={css.row}>
          <InputNumber style={{ width: 90 }} aria-label={t('process.span.amount')} min={1} max={9999} precision={0} value={span.amount} onChange={(amount) => onChange(writeSpan({ ...span, amount: amount ?? 1 }))} />
          <Select style={{ width: 100 }} aria-label={t('process.span.unit')} value={span.unit} options={UNITS.map((unit) => ({ value: unit, label: t(`process.span.units.${unit}`) }))} onChange={(unit) => onChange(writeSpan({ ...span, unit }))} />
          {feel && <Button type="link" size="small" onClick={() => onChange(`= duration("${value}")`)}>{t('process.span.feel')}</Button>}
        </span>
      )}
      {isFeel && <FeelField label={label} value={text} onChange={(next) => onChange(next === '' ? '' : `= ${next}`)} />}
    </Field>
  );
}
