/** The heads of the columns: what is asked, what is answered, of which type, which values. */
import { MoreOutlined, PlusOutlined } from '@ant-design/icons';
import { Dropdown, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CellProblem, Checked } from '@/features/decisions/api';
import { FeelInput } from '@/features/decisions/editor/FeelInput';
import { goTo, placeOf } from '@/features/decisions/editor/places';
import type { Editing } from '@/features/decisions/editor/useDecision';
import { addColumn, type Column, KINDS, moveColumn, removeColumn, setInput, setOutput, type Side, titleOf } from '@/features/decisions/model';
import css from './Editor.module.css';

interface GridHeadProps {
  editing: Editing;
  checked: Checked | undefined;
  subject: string;
  mayWrite: boolean;
  columns: Column[];
}

const SIDES: Side[] = ['inputs', 'outputs', 'annotations'];
const PARTS: Partial<Record<Side, Record<string, CellProblem['part']>>> = {
  inputs: { name: 'input', values: 'input_values' },
  outputs: { name: 'output', values: 'output_values', default: 'default' },
};

export function GridHead(props: GridHeadProps) {
  const { t } = useTranslation();
  const { editing, mayWrite, columns, checked } = props;
  const { table } = editing;
  const usesValues = table.inputs.some(({ values }) => values !== '') || table.outputs.some(({ values }) => values !== '') || table.policy === 'priority' || table.policy === 'output_order';
  const asked = checked?.ruling?.asked;
  /** A cell for each column; a side without any keeps its place. */
  const row = (cell: (column: Column, index: number) => React.ReactElement) =>
    SIDES.flatMap((side) => {
      const own = columns.map((column, index) => (column.side === side ? cell(column, index) : null)).filter((one) => one !== null);
      return own.length > 0 ? own : [<td key={side} className={css[side]} />];
    });
  return (
    <thead className={css.thead}>
      <tr>
        <th rowSpan={usesValues ? 6 : 5} className={css.corner} scope="col">
          {t('decisions.rule')}
        </th>
        {SIDES.map((side) => (
          <th key={side} colSpan={Math.max(1, table[side].length)} className={`${css.side} ${css[side] ?? ''}`} scope="colgroup">
            <span>{t(`decisions.sides.${side}`)}</span>
            {mayWrite && (
              <button type="button" className={css.plus} aria-label={t(`decisions.add.${side}`)} title={t(`decisions.add.${side}`)} onClick={() => editing.edit((now) => addColumn(now, side, now[side].length))}>
                <PlusOutlined />
              </button>
            )}
          </th>
        ))}
      </tr>
      <tr>{row((column, index) => <LabelCell key={index} {...props} column={column} index={index} />)}</tr>
      <tr>{row((column, index) => <HeadCell key={index} {...props} column={column} index={index} part="name" />)}</tr>
      <tr>{row((column, index) => <KindCell key={index} {...props} column={column} index={index} />)}</tr>
      {usesValues && <tr>{row((column, index) => <HeadCell key={index} {...props} column={column} index={index} part="values" />)}</tr>}
      <tr>
        {row((column, index) =>
          column.side === 'outputs' ? (
            <HeadCell key={index} {...props} column={column} index={index} part="default" />
          ) : (
            <td key={index} className={`${css.sampled} ${css[column.side] ?? ''}`}>{column.side === 'inputs' ? (asked?.[column.at] ?? '') : ''}</td>
          ),
        )}
      </tr>
    </thead>
  );
}


type CellProps = GridHeadProps & { column: Column; index: number };

function LabelCell({ editing, mayWrite, column, index }: CellProps) {
  const { t } = useTranslation();
  const { side, at } = column;
  const { table, edit } = editing;
  const write = (text: string) => {
    const by = `label${String(index)}`;
    if (side === 'inputs') edit((now) => setInput(now, at, { label: text }), by);
    else if (side === 'outputs') edit((now) => setOutput(now, at, { label: text }), by);
    else edit((now) => ({ ...now, annotations: now.annotations.map((one, place) => (place === at ? text : one)) }), by);
  };
  const value = side === 'inputs' ? table.inputs[at]?.label : side === 'outputs' ? table.outputs[at]?.label : table.annotations[at];
  const acts: Record<string, () => void> = {
    before: () => edit((now) => addColumn(now, side, at)),
    after: () => edit((now) => addColumn(now, side, at + 1)),
    left: () => edit((now) => moveColumn(now, column, at - 1)),
    right: () => edit((now) => moveColumn(now, column, at + 1)),
    remove: () => edit((now) => removeColumn(now, column)),
  };
  const items = Object.keys(acts).map((key) => ({ key, label: t(`decisions.column.${key}`), danger: key === 'remove' }));
  return (
    <th scope="col" className={`${css.label} ${css[side] ?? ''}`}>
      <input
        className={css.input}
        aria-label={t('decisions.labelOf', { column: index + 1 })}
        data-place={placeOf('label', index)}
        placeholder={t('decisions.label')}
        disabled={!mayWrite}
        value={value ?? ''}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) goTo(event.currentTarget.closest('table'), placeOf(side === 'annotations' ? 0 : 'name', index));
        }}
      />
      {mayWrite && (
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => acts[key]?.() }}>
          <button type="button" className={css.more} aria-label={t('decisions.ofColumn', { column: titleOf(table, column) || index + 1 })}>
            <MoreOutlined />
          </button>
        </Dropdown>
      )}
    </th>
  );
}

/** What is asked or how the answer is called; its values; what holds when no rule fits. */
function HeadCell({ editing, checked, subject, mayWrite, column, index, part }: CellProps & { part: 'name' | 'values' | 'default' }) {
  const { t } = useTranslation();
  const { side, at } = column;
  const { table, edit } = editing;
  if (side === 'annotations') return <td className={css.annotations} />;
  const problem = checked?.problems.find((one) => one.rule == null && one.column === at && one.part === PARTS[side]?.[part])?.sentence;
  const input = table.inputs[at];
  const output = table.outputs[at];
  const value = side === 'inputs' ? (part === 'name' ? input?.expression : input?.values) : part === 'name' ? output?.name : part === 'values' ? output?.values : output?.default;
  const write = (text: string) =>
    edit(
      (now) => (side === 'inputs' ? setInput(now, at, part === 'name' ? { expression: text } : { values: text }) : setOutput(now, at, { [part]: text })),
      `${part}${String(index)}`,
    );
  const words = part === 'name' ? `decisions.placeholder.${side}` : `decisions.placeholder.${part}`;
  return (
    <td className={`${css.cell} ${css[side] ?? ''}`}>
      <FeelInput
        label={`${titleOf(table, column)} ${t(words)}`}
        value={value ?? ''}
        subject={subject}
        place={placeOf(part, index)}
        placeholder={t(words)}
        problem={problem}
        disabled={!mayWrite}
        completes={!(side === 'outputs' && part === 'name')}
        onChange={write}
        onLeave={(way) => {
          if (way === 'down') goTo(document.querySelector('[role="grid"]'), placeOf(0, index));
          if (way === 'left' || way === 'right') goTo(document.querySelector('[role="grid"]'), placeOf(part, index + (way === 'left' ? -1 : 1)));
        }}
      />
    </td>
  );
}

function KindCell({ editing, checked, mayWrite, column, index }: CellProps) {
  const { t } = useTranslation();
  const { side, at } = column;
  const { table, edit } = editing;
  if (side === 'annotations') return <td className={css.annotations} />;
  const kind = (side === 'inputs' ? table.inputs[at]?.kind : table.outputs[at]?.kind) ?? '';
  const found = side === 'inputs' ? checked?.inputs[at]?.kind : undefined;
  const known = kind === '' && found !== undefined && found !== 'Any' && found !== 'null';
  const name = (value: string) => (value === '' ? (known ? t('decisions.kindFound', { kind: t(`decisions.kinds.${found}`, { defaultValue: found }) }) : t('decisions.kinds.any')) : t(`decisions.kinds.${value}`, { defaultValue: value }));
  const all = KINDS.includes(kind as (typeof KINDS)[number]) ? [...KINDS] : [...KINDS, kind];
  return (
    <td className={`${css.kind} ${css[side] ?? ''}`}>
      <Select
        size="small"
        variant="borderless"
        popupMatchSelectWidth={false}
        className={css.kindSelect ?? ''}
        aria-label={t('decisions.kindOf', { column: titleOf(table, column) || index + 1 })}
        disabled={!mayWrite}
        value={kind}
        options={all.map((value) => ({ value, label: name(value) }))}
        onChange={(value: string) => edit((now) => (side === 'inputs' ? setInput(now, at, { kind: value }) : setOutput(now, at, { kind: value })))}
      />
    </td>
  );
}
