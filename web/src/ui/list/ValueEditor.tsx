/** The editor of one condition's value, by the kind of its field. */
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '@/lib/format';
import { Lookup } from '@/ui/Lookup';
import { PRESETS, resolveDay } from '@/ui/list/filter';
import type { Chip, FilterField } from '@/ui/list/model';
import css from './FilterBar.module.css';

interface ValueEditorProps {
  field: FilterField;
  chip: Chip | undefined;
  onChange: (chip: Chip) => void;
}

export function ValueEditor(props: ValueEditorProps) {
  switch (props.field.kind) {
    case 'choice':
      return <ChoiceEditor {...props} />;
    case 'day':
    case 'instant':
      return <DayEditor {...props} />;
    case 'number':
      return <NumberEditor {...props} />;
    case 'flag':
      return <FlagEditor {...props} />;
    case 'ref':
      return <RefEditor {...props} />;
    case 'text':
      return <TextEditor {...props} />;
  }
}

const ends = (chip: Chip | undefined): [string, string] => {
  const [from = '', to = ''] = Array.isArray(chip?.value) ? chip.value.map(String) : [];
  return [from, to];
};

function ChoiceEditor({ field, chip, onChange }: ValueEditorProps) {
  const { t } = useTranslation();
  const chosen = Array.isArray(chip?.value) ? chip.value.map(String) : [];
  const not = chip?.op === 'ne';
  const put = (value: string[], op: Chip['op']) => onChange({ field: field.field, op, value });
  return (
    <div className={css.editor}>
      <Checkbox.Group
        className={css.choices ?? ''}
        value={chosen}
        options={field.choices ?? []}
        onChange={(value) => put(value, not ? 'ne' : 'in')}
      />
      <Checkbox checked={not} disabled={chosen.length === 0} onChange={(event) => put(chosen, event.target.checked ? 'ne' : 'in')}>
        {t('list.op.exclude')}
      </Checkbox>
    </div>
  );
}

function DayEditor({ field, chip, onChange }: ValueEditorProps) {
  const { t } = useTranslation();
  const [from, to] = ends(chip);
  const today = dayOf(new Date());
  const put = (value: [string, string]) => onChange({ field: field.field, op: 'in', value });
  return (
    <div className={css.editor}>
      <div className={css.presets}>
        {PRESETS.map((preset) => (
          <Button
            key={preset.id}
            size="small"
            type={preset.value[0] === from && preset.value[1] === to ? 'primary' : 'default'}
            onClick={() => put(preset.value)}
          >
            {t(`list.preset.${preset.id}`)}
          </Button>
        ))}
      </div>
      <div className={css.range}>
        <input type="date" className={css.date} aria-label={t('list.from')} value={resolveDay(from, today)} onChange={(event) => put([event.target.value, to])} />
        <span>{'–'}</span>
        <input type="date" className={css.date} aria-label={t('list.to')} value={resolveDay(to, today)} onChange={(event) => put([from, event.target.value])} />
      </div>
    </div>
  );
}

function NumberEditor({ field, chip, onChange }: ValueEditorProps) {
  const { t } = useTranslation();
  const [from, to] = ends(chip);
  const [draft, setDraft] = useState<[string, string]>([from, to]);
  const commit = () => {
    if (draft[0] !== from || draft[1] !== to) onChange({ field: field.field, op: 'in', value: draft });
  };
  return (
    <div className={css.range} onBlur={commit}>
      <Input
        inputMode="decimal"
        aria-label={t('list.from')}
        placeholder={t('list.least')}
        value={draft[0]}
        onChange={(event) => setDraft([event.target.value.trim(), draft[1]])}
        onPressEnter={commit}
      />
      <span>{'–'}</span>
      <Input
        inputMode="decimal"
        aria-label={t('list.to')}
        placeholder={t('list.most')}
        value={draft[1]}
        onChange={(event) => setDraft([draft[0], event.target.value.trim()])}
        onPressEnter={commit}
      />
    </div>
  );
}

function FlagEditor({ field, chip, onChange }: ValueEditorProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      value={chip?.value}
      onChange={(event) => onChange({ field: field.field, op: 'eq', value: event.target.value === true })}
      options={[
        { value: true, label: t('common.yes') },
        { value: false, label: t('common.no') },
      ]}
    />
  );
}

function RefEditor({ field, chip, onChange }: ValueEditorProps) {
  const values = Array.isArray(chip?.value) ? chip.value.map(String) : [];
  const value = values[0] === undefined ? null : { value: values[0], label: chip?.label ?? values[0] };
  if (!field.source) return null;
  return (
    <div className={css.editor}>
      <Lookup
        source={field.source}
        ariaLabel={field.title}
        autoFocus
        value={value}
        onChange={(option) =>
          onChange({ field: field.field, op: 'in', value: option ? [option.value] : [], ...(option ? { label: option.label } : {}) })
        }
      />
    </div>
  );
}

const TEXT_OPS = ['like', 'starts', 'eq', 'null'] as const;

function TextEditor({ field, chip, onChange }: ValueEditorProps) {
  const { t } = useTranslation();
  const [op, setOp] = useState<Chip['op']>(chip?.op ?? 'like');
  const [text, setText] = useState(typeof chip?.value === 'string' ? chip.value : '');
  const put = (nextOp: Chip['op'], value: string) => {
    if (nextOp === 'null') onChange({ field: field.field, op: nextOp, value: true });
    else if (value.trim() !== (chip?.value ?? '') || nextOp !== chip?.op) onChange({ field: field.field, op: nextOp, value: value.trim() });
  };
  return (
    <div className={css.range}>
      <Select
        className={css.op ?? ''}
        aria-label={t('list.condition')}
        value={op}
        options={TEXT_OPS.map((value) => ({ value, label: t(`list.op.${value}`) }))}
        onChange={(next) => {
          setOp(next);
          if (next === 'null' || text.trim() !== '') put(next, text);
        }}
      />
      {op !== 'null' && (
        <Input
          aria-label={field.title}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={() => put(op, text)}
          onBlur={() => put(op, text)}
        />
      )}
    </div>
  );
}
