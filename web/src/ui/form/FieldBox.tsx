/** One field of a form: label above, what is wrong below. */
import { Checkbox, Input, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FormField, FormValue } from '@/ui/form/model';
import { Lookup } from '@/ui/Lookup';
import css from './Form.module.css';

interface FieldBoxProps {
  field: FormField;
  inputId: string;
  value: FormValue | undefined;
  wrong: string | undefined;
  onChange: (value: FormValue) => void;
}

export function FieldBox({ field, inputId, value, wrong, onChange }: FieldBoxProps) {
  const note = wrong ?? field.hint;
  return (
    <div className={`${css.field} ${field.wide === true ? css.wide : ''}`}>
      <label className={css.label} htmlFor={inputId}>
        {field.label}
        {field.required === true && <span className={css.star}>{'*'}</span>}
      </label>
      <Control field={field} inputId={inputId} value={value} wrong={wrong} onChange={onChange} />
      {note !== undefined && (
        <p id={`${inputId}-note`} className={wrong === undefined ? css.hint : css.wrong} role={wrong === undefined ? undefined : 'alert'}>
          {note}
        </p>
      )}
    </div>
  );
}

function Control({ field, inputId, value, wrong, onChange }: FieldBoxProps) {
  const { t } = useTranslation();
  const text = typeof value === 'string' ? value : '';
  const invalid = wrong !== undefined;
  const shared = {
    id: inputId,
    disabled: field.disabled === true,
    'aria-invalid': invalid,
    ...(invalid || field.hint !== undefined ? { 'aria-describedby': `${inputId}-note` } : {}),
    ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
  };
  const status = invalid ? { status: 'error' as const } : {};
  switch (field.kind) {
    case 'long':
      return <Input.TextArea {...shared} {...status} autoSize={{ minRows: 2, maxRows: 8 }} value={text} onChange={(event) => onChange(event.target.value)} />;
    case 'password':
      return <Input.Password {...shared} {...status} autoComplete="new-password" value={text} onChange={(event) => onChange(event.target.value)} />;
    case 'choice':
      return (
        <Select
          {...shared}
          {...status}
          allowClear={field.required !== true}
          showSearch={{ optionFilterProp: 'label' }}
          value={text === '' ? null : text}
          options={field.choices ?? []}
          onChange={(next: string | null | undefined) => onChange(next ?? '')}
        />
      );
    case 'many':
      return (
        <Checkbox.Group
          className={css.many ?? ''}
          disabled={field.disabled === true}
          value={Array.isArray(value) ? value : []}
          options={field.choices ?? []}
          onChange={(next) => onChange(next.map(String))}
        />
      );
    case 'flag':
      return (
        <span>
          <Switch id={inputId} disabled={field.disabled === true} checked={value === true} onChange={(next) => onChange(next)} />
        </span>
      );
    case 'lookup': {
      const option = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
      return field.source ? (
        <Lookup
          id={inputId}
          source={field.source}
          value={option}
          invalid={invalid}
          disabled={field.disabled === true}
          placeholder={field.placeholder ?? t('lookup.placeholder')}
          onChange={onChange}
        />
      ) : null;
    }
    case 'day':
      return <input {...shared} type="date" className={`${css.day} ${invalid ? css.dayWrong : ''}`} value={text} onChange={(event) => onChange(event.target.value)} />;
    case 'moment':
      return <input {...shared} type="datetime-local" className={`${css.day} ${invalid ? css.dayWrong : ''}`} value={text} onChange={(event) => onChange(event.target.value)} />;
    case 'decimal':
    case 'whole':
    case 'text':
      return (
        <Input
          {...shared}
          {...status}
          autoComplete="off"
          spellCheck={false}
          inputMode={field.kind === 'text' ? 'text' : field.kind === 'whole' ? 'numeric' : 'decimal'}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
