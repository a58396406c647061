/** When a branch is taken: put together from fields, or written as FEEL. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { FeelField, Live } from '@/features/process/panel/FeelField';
import { Chips, Field } from '@/features/process/panel/Parts';
import { ValueField } from '@/features/process/panel/ValueField';
import { type Condition, type Kind, type Op, readCondition, type Row, writeCondition } from '@/features/process/said/condition';
import { titleOf } from '@/features/process/words';
import css from './Panel.module.css';

interface ConditionEditorProps {
  value: string;
  onChange: (value: string) => void;
  /** Just added: the choice of the first field is open at once. */
  eager?: boolean;
}

const EMPTY: Row = { field: '', op: '=', values: [], kind: 'text' };
const OPS: Record<Kind, Op[]> = {
  number: ['>', '>=', '<', '<=', '=', '!='],
  text: ['=', '!=', 'in', 'contains', 'empty', 'filled'],
  flag: ['='],
  date: ['>', '>=', '<', '<=', '=', 'empty', 'filled'],
};

export const kindOfField = (kind: string): Kind => (kind === 'number' ? 'number' : kind === 'boolean' ? 'flag' : kind === 'date' ? 'date' : 'text');

export function ConditionEditor({ value, onChange, eager = false }: ConditionEditorProps) {
  const { t } = useTranslation();
  const [asText, setAsText] = useState(false);
  const [grown, setGrown] = useState(eager);
  const [draft, setDraft] = useState<Condition | null>(null);
  const read = readCondition(value);
  const shape = asText || read === undefined ? 'text' : 'fields';
  const written = read ?? [];
  // What is half said is kept here as long as the rest is what was written.
  const condition = draft !== null && writeCondition(draft) === writeCondition(written) ? draft : written;
  const shown = condition.length === 0 ? [[EMPTY]] : condition;
  const put = (next: Condition) => {
    const groups = next.filter((rows) => rows.length > 0);
    setDraft(groups);
    onChange(writeCondition(groups));
  };
  const grow = (next: Condition) => {
    setGrown(true);
    put(next);
  };
  const putRow = (group: number, row: number, next: Row) => put(shown.with(group, (shown[group] ?? []).with(row, next)));
  const dropRow = (group: number, row: number) => put(shown.with(group, (shown[group] ?? []).toSpliced(row, 1)));
  return (
    <Field label={t('process.condition.label')} first>
      <Chips
        label={t('process.condition.how')}
        options={[
          { value: 'fields', label: t('process.condition.fields') },
          { value: 'text', label: t('process.condition.text') },
        ]}
        value={shape}
        onChange={(next) => {
          if (next === 'fields' && read === undefined) return;
          setAsText(next === 'text');
        }}
      />
      {shape === 'text' ? (
        <>
          <FeelField label={t('process.condition.label')} value={value} rows={3} placeholder={t('process.condition.placeholder')} onChange={onChange} />
          {read === undefined && <p className={css.hint}>{t('process.condition.onlyText')}</p>}
        </>
      ) : (
        <>
          {shown.map((rows, group) => (
            <Fragment key={group}>
              {group > 0 && <span className={css.or}>{t('process.condition.or')}</span>}
              <div className={css.group}>
                {rows.map((row, index) => (
                  <ConditionRow key={index} row={row} eager={grown} put={(next) => putRow(group, index, next)} drop={() => dropRow(group, index)} />
                ))}
                <div>
                  <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => grow(shown.with(group, [...rows, EMPTY]))}>
                    {t('process.condition.addAnd')}
                  </Button>
                </div>
              </div>
            </Fragment>
          ))}
          <div>
            <Button size="small" icon={<PlusOutlined />} onClick={() => grow([...shown, [EMPTY]])}>
              {t('process.condition.addOr')}
            </Button>
          </div>
          <Live text={value} />
        </>
      )}
    </Field>
  );
}

interface RowProps {
  row: Row;
  eager: boolean;
  put: (row: Row) => void;
  drop: () => void;
}

function ConditionRow({ row, eager, put, drop }: RowProps) {
  const { t } = useTranslation();
  const { fields } = useDesk();
  const [named, setNamed] = useState(false);
  const [open, setOpen] = useOpenSoon(eager && row.field === '');
  const choose = (key: string) => {
    const kind = kindOfField(fields.find((field) => field.key === key)?.kind ?? '');
    const op = OPS[kind].includes(row.op) && kind === row.kind ? row.op : (OPS[kind][0] ?? '=');
    put({ field: key, op, values: kind === 'flag' ? ['true'] : kind === row.kind ? row.values : [], kind });
    // The hand goes on to the value.
    setNamed(true);
  };
  const options = fields.map((field) => ({ value: field.key, label: titleOf(field) }));
  const known = fields.find((field) => field.key === row.field || field.title === row.field)?.key ?? row.field;
  const many = row.op === 'in';
  return (
    <div className={css.conditionRow}>
      <Select
        aria-label={t('process.condition.field')}
        placeholder={t('process.condition.field')}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        open={open}
        onOpenChange={setOpen}
        autoFocus={eager && row.field === ''}
        value={known === '' ? null : known}
        options={options}
        onChange={choose}
      />
      <Select aria-label={t('process.condition.op')} popupMatchSelectWidth={false} value={row.op} options={OPS[row.kind].map((op) => ({ value: op, label: t(`process.condition.ops.${WORD[op] ?? op}`) }))} onChange={(op) => put({ ...row, op, values: op === 'in' ? row.values : row.values.slice(0, 1) })} />
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('common.delete')} onClick={drop} />
      {row.op !== 'empty' && row.op !== 'filled' && row.field !== '' && (
        <div className={css.value}>
          <ValueField key={row.field} kind={row.kind} values={row.values} many={many} autoFocus={named} onChange={(values) => put({ ...row, values })} />
          {row.kind === 'number' && <Live text={row.field} />}
        </div>
      )}
    </div>
  );
}

const PLACED_MS = 80;

/** A list that opens by itself, once its field stands where it will stay. */
function useOpenSoon(wanted: boolean) {
  const state = useState(false);
  const [, setOpen] = state;
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => setOpen(true), PLACED_MS);
    return () => clearTimeout(timer);
    // Only when it is new.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return state;
}

/** Keys in the locales cannot be signs. */
const WORD: Partial<Record<Op, string>> = { '=': 'eq', '!=': 'ne', '>': 'gt', '>=': 'ge', '<': 'lt', '<=': 'le' };
