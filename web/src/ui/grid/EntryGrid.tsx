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
  /** What a read-only column shows; must be stable. */
  render?: (column: string, row: GridRow, index: number) => ReactNode;
  /** Enter on the empty last line: the lines are done. */
  onDone?: () => void;
  autoFocus?: boolean;
  /** Under the lines: sums. */
  foot?: ReactNode;
}

const NUMBER_WIDTH = 44;
const TOOL_WIDTH = 36;

export function EntryGrid({ grid, label, render, onDone, autoFocus = false, foot }: EntryGridProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { state, dispatch, columns, problems } = grid;
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(autoFocus);
  const byRow = useMemo(() => {
    const rows = new Map<number, Record<string, string>>();
    for (const { row, column, text } of problems) rows.set(row, { ...rows.get(row), [column]: text });
    return rows;
  }, [problems]);

  const { pasted } = state;
  useEffect(() => {
    if (!pasted) return;
    const text = t('grid.pasted', { count: pasted.lines });
    if (pasted.dropped > 0) void message.warning(`${text} ${t('grid.dropped', { count: pasted.dropped })}`);
    else void message.success(text);
  }, [pasted, message, t]);

  const jump = (row: number, column: string) => {
    setFocused(true);
    dispatch({ type: 'goto', at: { row, col: columns.findIndex((one) => one.id === column) } });
  };

  const template = `${String(NUMBER_WIDTH)}px ${columns.map((column) => `minmax(${String(column.width)}px, ${String(column.width)}fr)`).join(' ')} ${String(TOOL_WIDTH)}px`;
  return (
    <div className={css.wrap}>
      {problems.length > 0 && (
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
          const here = index === state.at.row;
          return (
            <Row
              key={row.key}
              row={row}
              index={index}
              columns={columns}
              render={render}
              dispatch={dispatch}
              atCol={here ? state.at.col : -1}
              draft={here ? state.draft : null}
              focused={here && focused}
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
  dispatch: EntryGridState['dispatch'];
  atCol: number;
  draft: string | null;
  focused: boolean;
  problems: Record<string, string> | undefined;
  last: boolean;
  onDone: (() => void) | undefined;
}

const Row = memo(function Row({ row, index, columns, render, dispatch, atCol, draft, focused, problems, last, onDone }: RowProps) {
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
                first={index === 0 && col === columns.findIndex((one) => one.kind !== 'readonly' && one.stop !== false)}
                end={last && blank && draft === null}
                onDone={onDone}
              />
            </div>
          );
        }
        const shown = column.kind === 'readonly' ? render?.(column.id, row, index) : cellOf(row, column.id).text;
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
