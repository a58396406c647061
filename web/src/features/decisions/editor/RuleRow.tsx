/** One rule. */
import { HolderOutlined } from '@ant-design/icons';
import { Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { FeelInput, type Way } from '@/features/decisions/editor/FeelInput';
import { placeOf } from '@/features/decisions/editor/places';
import { cellAt, type Column, type Table, titleOf } from '@/features/decisions/model';
import css from './Editor.module.css';

const ACTS = ['above', 'below', 'copy', 'up', 'down', 'remove'] as const;
type Act = (typeof ACTS)[number];

interface RuleRowProps {
  table: Table;
  row: number;
  columns: Column[];
  subject: string;
  mayWrite: boolean;
  problems: Map<string, string>;
  lit: 'hit' | 'clash' | null;
  change: (column: Column, text: string) => void;
  leave: (row: number, column: number, way: Way) => void;
  keys: (row: number, column: number) => (event: React.KeyboardEvent) => boolean;
  block: (row: number, column: number) => (text: string) => void;
  act: Record<Act, () => void>;
}

export function RuleRow({ table, row, columns, subject, mayWrite, problems, lit, change, leave, keys, block, act }: RuleRowProps) {
  const { t } = useTranslation();
  const items = ACTS.map((key) => ({ key, label: t(`decisions.row.${key}`), danger: key === 'remove' }));
  return (
    <tr className={lit === null ? '' : lit === 'hit' ? css.hit : css.clash}>
      <th scope="row" className={css.number}>
        {mayWrite ? (
          <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => act[key as Act]() }}>
            <button type="button" className={css.handle} aria-label={t('decisions.ofRule', { rule: row + 1 })}>
              {row + 1}
              <HolderOutlined className={css.grip} />
            </button>
          </Dropdown>
        ) : (
          row + 1
        )}
      </th>
      {table.inputs.length === 0 && <td />}
      {columns.map((column, index) => (
        <td key={`${column.side}${String(column.at)}`} className={`${css.cell} ${css[column.side] ?? ''}`}>
          <FeelInput
            label={t('decisions.where', { rule: row + 1, column: titleOf(table, column) })}
            value={cellAt(table, row, column)}
            subject={subject}
            place={placeOf(row, index)}
            placeholder={column.side === 'inputs' ? '-' : ''}
            problem={problems.get(placeOf(row, index))}
            disabled={!mayWrite}
            completes={column.side !== 'annotations'}
            onChange={(text) => change(column, text)}
            onLeave={(way) => leave(row, index, way)}
            onKey={keys(row, index)}
            onBlock={block(row, index)}
          />
        </td>
      ))}
      {table.annotations.length === 0 && <td />}
    </tr>
  );
}
