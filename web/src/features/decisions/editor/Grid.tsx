/** The table as a spreadsheet: conditions, results and remarks as columns, rules as rows. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CellProblem, Checked } from '@/features/decisions/api';
import { GridHead } from '@/features/decisions/editor/GridHead';
import { goTo, placeOf } from '@/features/decisions/editor/places';
import { RuleRow } from '@/features/decisions/editor/RuleRow';
import type { Way } from '@/features/decisions/editor/FeelInput';
import type { Editing } from '@/features/decisions/editor/useDecision';
import { addRule, columnsOf, copyRule, moveRule, paste, removeRule, setCell } from '@/features/decisions/model';
import { matches } from '@/lib/keys';
import css from './Editor.module.css';

export interface GridProps {
  editing: Editing;
  checked: Checked | undefined;
  subject: string;
  mayWrite: boolean;
  /** Rules that an example, the sample or a finding speaks of, counted from one. */
  lit: { rules: readonly number[]; look: 'hit' | 'clash' };
  box: React.RefObject<HTMLDivElement | null>;
}

/** The problems of rules, by rule and column. */
function byCell(problems: CellProblem[] | undefined, inputs: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const { part, rule, column, sentence } of problems ?? []) {
    if (rule != null) found.set(placeOf(rule, part === 'answer' ? inputs + column : column), sentence);
  }
  return found;
}

export function Grid({ editing, checked, subject, mayWrite, lit, box }: GridProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { table, edit } = editing;
  const columns = useMemo(() => columnsOf(table), [table]);
  const problems = useMemo(() => byCell(checked?.problems, table.inputs.length), [checked, table.inputs.length]);
  const wanted = useRef<string | null>(null);
  const focusLater = (place: string) => {
    wanted.current = place;
    requestAnimationFrame(() => goTo(box.current, place));
  };
  const leave = (row: number, column: number, way: Way) => {
    const next = { up: [row - 1, column], down: [row + 1, column], left: [row, column - 1], right: [row, column + 1] }[way] as [number, number];
    if (goTo(box.current, placeOf(next[0], next[1]))) return;
    if (way === 'up') goTo(box.current, placeOf('name', column));
    // Enter on the last rule writes on below.
    if (way === 'down' && row === table.rules.length - 1 && mayWrite) {
      edit((now) => addRule(now, row + 1));
      focusLater(placeOf(row + 1, 0));
    }
  };
  const keys = (row: number, column: number) => (event: React.KeyboardEvent): boolean => {
    if (!mayWrite) return false;
    const target = columns[column];
    const above = table.rules[row - 1];
    if (matches('mod+d', event) && target && above) edit((now) => setCell(now, row, target, above[target.side][target.at] ?? ''));
    else if (matches('alt+arrowup', event)) {
      edit((now) => moveRule(now, row, row - 1));
      focusLater(placeOf(Math.max(0, row - 1), column));
    } else if (matches('alt+arrowdown', event)) {
      edit((now) => moveRule(now, row, row + 1));
      focusLater(placeOf(Math.min(table.rules.length - 1, row + 1), column));
    } else if (matches('alt+enter', event)) {
      edit((now) => addRule(now, row + 1));
      focusLater(placeOf(row + 1, 0));
    } else if (matches('mod+delete', event) || matches('mod+backspace', event)) {
      edit((now) => removeRule(now, row));
      focusLater(placeOf(Math.max(0, row - 1), column));
    } else return false;
    return true;
  };
  const block = (row: number, column: number) => (text: string) => {
    const { lines, dropped } = paste(table, row, column, text);
    edit((now) => paste(now, row, column, text).table);
    if (dropped > 0) void message.warning(`${t('decisions.pasted', { count: lines })} ${t('decisions.dropped', { count: dropped })}`);
    else void message.success(t('decisions.pasted', { count: lines }));
  };
  return (
    <div ref={box} className={css.scroller}>
      <table className={css.grid} role="grid" aria-label={t('frame.decisions')} aria-rowcount={table.rules.length}>
        <GridHead editing={editing} checked={checked} subject={subject} mayWrite={mayWrite} columns={columns} />
        <tbody>
          {table.rules.map((_, row) => (
            <RuleRow
              key={row}
              table={table}
              row={row}
              columns={columns}
              subject={subject}
              mayWrite={mayWrite}
              problems={problems}
              lit={lit.rules.includes(row + 1) ? lit.look : null}
              change={(column, text) => edit((now) => setCell(now, row, column, text), placeOf(row, columns.indexOf(column)))}
              leave={leave}
              keys={keys}
              block={block}
              act={{
                above: () => edit((now) => addRule(now, row)),
                below: () => edit((now) => addRule(now, row + 1)),
                copy: () => edit((now) => copyRule(now, row)),
                up: () => edit((now) => moveRule(now, row, row - 1)),
                down: () => edit((now) => moveRule(now, row, row + 1)),
                remove: () => edit((now) => removeRule(now, row)),
              }}
            />
          ))}
        </tbody>
      </table>
      {mayWrite && (
        <Button
          type="text"
          className={css.addRow ?? ''}
          icon={<PlusOutlined />}
          onClick={() => {
            edit((now) => addRule(now, now.rules.length));
            focusLater(placeOf(table.rules.length, 0));
          }}
        >
          {t('decisions.addRule')}
        </Button>
      )}
    </div>
  );
}
