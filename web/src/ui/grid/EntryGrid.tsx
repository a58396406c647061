/** A grid one types through without the mouse and pastes into from Excel. */
import { DeleteOutlined } from '@ant-design/icons';
import { App } from 'antd';
import { type ReactNode, memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActiveCell } from '@/ui/grid/ActiveCell';
import { type GridRow, cellOf, isBlank } from '@/ui/grid/grid';
import type { EntryGridState, GridColumn } from '@/ui/grid/useEntryGrid';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './EntryGrid.module.css';

interface EntryGridProps {
  grid: EntryGridState;
  /** Names the grid for screen readers. */
  label: string;
  /** What a read-only column shows, and any other while it is not typed into; undefined: its text. Must be stable. */
  render?: (column: string, row: GridRow, index: number) => ReactNode;
  /** What holds while a cell is empty, such as the price of the list. Must be stable. */
  ghost?: (column: string, row: GridRow, index: number) => string | undefined;
  /** The page tells what is wrong in its own place; the grid only marks. */
  quiet?: boolean;
  /** With `quiet`: it was tried to save, and what is missing on the line one stands on is wrong too. */
  strict?: boolean;
  /** Enter on the empty last line: the lines are done. */
  onDone?: () => void;
  autoFocus?: boolean;
  /** Under the lines: sums. */
  foot?: ReactNode;
}

const NUMBER_WIDTH = 44;
const TOOL_WIDTH = 36;

export function EntryGrid({ grid, label, render, ghost, quiet = false, strict = false, onDone, autoFocus = false, foot }: EntryGridProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { state, dispatch, columns, problems } = grid;
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(autoFocus);
  const here = state.at.row;
  const byRow = useMemo(() => {
    const rows = new Map<number, Record<string, string>>();
    for (const { row, column, text, missing } of problems) {
      // What is still to be typed into the line one stands on is not wrong yet.
      if (missing && quiet && !strict && row === here) continue;
      rows.set(row, { ...rows.get(row), [column]: text });
    }
    return rows;
  }, [problems, quiet, strict, here]);

  const { pasted } = state;
  useEffect(() => {
    if (!pasted || quiet) return;
    const text = t('grid.pasted', { count: pasted.lines });
    if (pasted.dropped > 0) void message.warning(`${text} ${t('grid.dropped', { count: pasted.dropped })}`);
    else void message.success(text);
  }, [pasted, quiet, message, t]);

  const jump = (row: number, column: string) => {
    setFocused(true);
    dispatch({ type: 'goto', at: { row, col: columns.findIndex((one) => one.id === column) } });
  };

  const template = `${String(NUMBER_WIDTH)}px ${columns.map((column) => `minmax(${String(column.width)}px, ${String(column.width)}fr)`).join(' ')} ${String(TOOL_WIDTH)}px`;
  return (
    <div className={css.wrap}>
      {problems.length > 0 && !quiet && (
        <ProblemBanner
          problems={problems.map((problem) => ({
            key: `${String(problem.row)}/${problem.column}`,
            where: t('grid.where', { line: problem.row + 1, column: columns.find((one) => one.id === problem.column)?.title }),
            text: problem.text,
            jump: () => jump(problem.row, problem.column),
          }))}
        />
      )}
      <div
        ref={box}
        className={css.grid}
        style={{ '--columns': template } as React.CSSProperties}
        role="grid"
        aria-label={label}
        aria-rowcount={state.rows.length + 1}
        onFocus={() => setFocused(true)}
        onBlur={(event) => {
          if (event.currentTarget.contains(event.relatedTarget)) return;
          setFocused(false);
          dispatch({ type: 'commit', move: 'stay' });
        }}
      >
        <div role="row" className={`${css.row} ${css.head}`}>
          <div role="columnheader" className={css.number}>
            {t('grid.line')}
          </div>
          {columns.map((column) => (
            <div key={column.id} role="columnheader" className={`${css.cell} ${column.align === 'right' ? css.right : ''}`}>
              {column.title}
              {column.required === true && <span className={css.star}>{'*'}</span>}
            </div>
          ))}
          <div role="columnheader">
            <span className="visually-hidden">{t('grid.tools')}</span>
          </div>
        </div>
        {state.rows.map((row, index) => {
          return (
            <Row
              key={row.key}
              row={row}
              index={index}
              columns={columns}
              render={render}
              ghost={ghost}
              dispatch={dispatch}
              atCol={index === here ? state.at.col : -1}
              draft={index === here ? state.draft : null}
              focused={index === here && focused}
              problems={byRow.get(index)}
              last={index === state.rows.length - 1}
              onDone={onDone}
            />
          );
        })}
        {foot != null && (
          <div role="row" className={css.foot}>
            <div role="gridcell">{foot}</div>
          </div>
        )}
      </div>
    </div>
  );
}

interface RowProps {
  row: GridRow;
  index: number;
  columns: GridColumn[];
  render: EntryGridProps['render'];
  ghost: EntryGridProps['ghost'];
  dispatch: EntryGridState['dispatch'];
  atCol: number;
  draft: string | null;
  focused: boolean;
  problems: Record<string, string> | undefined;
  last: boolean;
  onDone: (() => void) | undefined;
}

const Row = memo(function Row({ row, index, columns, render, ghost, dispatch, atCol, draft, focused, problems, last, onDone }: RowProps) {
  const { t } = useTranslation();
  const blank = isBlank(row);
  return (
    <div role="row" aria-rowindex={index + 2} className={css.row}>
      <div role="rowheader" className={css.number}>
        {index + 1}
      </div>
      {columns.map((column, col) => {
        const problem = problems?.[column.id];
        const at = col === atCol;
        const className = [css.cell, column.align === 'right' ? css.right : '', column.kind === 'readonly' ? css.fixed : '', problem === undefined ? '' : css.wrong, at ? css.at : ''].join(' ');
        if (at) {
          return (
            <div key={column.id} role="gridcell" className={className} title={problem} aria-invalid={problem !== undefined}>
              <ActiveCell
                column={column}
                cell={cellOf(row, column.id)}
                draft={draft}
                focused={focused}
                label={t('grid.where', { line: index + 1, column: column.title })}
                invalid={problem !== undefined}
                dispatch={dispatch}
                row={index}
                ghost={ghost?.(column.id, row, index)}
                first={index === 0 && col === columns.findIndex((one) => one.kind !== 'readonly')}
                end={last && blank && draft === null}
                onDone={onDone}
              />
            </div>
          );
        }
        const { text } = cellOf(row, column.id);
        const silent = column.kind !== 'readonly' && text === '' ? ghost?.(column.id, row, index) : undefined;
        const shown = render?.(column.id, row, index) ?? (silent === undefined ? text : <span className={css.ghost}>{silent}</span>);
        return (
          <div
            key={column.id}
            role="gridcell"
            className={className}
            title={problem ?? (typeof shown === 'string' ? shown : undefined)}
            aria-invalid={problem !== undefined}
            // Mouse down, not click: the cell that is left commits first, then this one opens.
            onMouseDown={(event) => {
              if (column.kind === 'readonly') return;
              event.preventDefault();
              dispatch({ type: 'goto', at: { row: index, col } });
              event.currentTarget.closest<HTMLElement>('[role="grid"]')?.querySelector<HTMLElement>('input')?.focus();
            }}
          >
            {shown}
          </div>
        );
      })}
      <div role="gridcell" className={css.tools}>
        {!blank && (
          <button
            type="button"
            tabIndex={-1}
            className={css.tool}
            aria-label={t('grid.remove', { line: index + 1 })}
            title={t('grid.remove', { line: index + 1 })}
            onClick={() => dispatch({ type: 'remove', row: index })}
          >
            <DeleteOutlined />
          </button>
        )}
      </div>
    </div>
  );
});
