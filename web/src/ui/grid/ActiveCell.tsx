/**
 * The one cell that is open for typing. It always holds the focus, so that input methods start on the
 * first key; what was there is selected, so that typing replaces it.
 */
import { useEffect, useId, useRef, useState } from 'react';
import { matches } from '@/lib/keys';
import { dayOf } from '@/lib/format';
import type { Cell, GridAction, Move } from '@/ui/grid/grid';
import type { GridColumn } from '@/ui/grid/useEntryGrid';
import { type LookupSource, useOptions } from '@/ui/lookup';
import { OptionList } from '@/ui/OptionList';
import css from './EntryGrid.module.css';

interface ActiveCellProps {
  column: GridColumn;
  cell: Cell;
  draft: string | null;
  focused: boolean;
  label: string;
  invalid: boolean;
  dispatch: (action: GridAction) => void;
  row: number;
  /** What holds while the cell is empty. */
  ghost: string | undefined;
  /** The very first cell, which Shift Tab leaves the grid from. */
  first: boolean;
  /** On the empty last line, which Tab leaves the grid from and Enter may end the entry on. */
  end: boolean;
  onDone: (() => void) | undefined;
}

const NOTHING: LookupSource = { key: ['none'], find: () => Promise.resolve([]) };

/** Arrows leave the cell only where they could not move inside it. */
function arrowMove(event: React.KeyboardEvent<HTMLInputElement>, typing: boolean): Move | null {
  const { selectionStart, selectionEnd, value } = event.currentTarget;
  const whole = selectionStart === 0 && selectionEnd === value.length;
  if (event.key === 'ArrowUp') return 'up';
  if (event.key === 'ArrowDown') return 'down';
  if (event.key === 'ArrowLeft' && !typing && (whole || selectionEnd === 0)) return 'left';
  if (event.key === 'ArrowRight' && !typing && (whole || selectionStart === value.length)) return 'right';
  return null;
}

export function ActiveCell({ column, cell, draft, focused, label, invalid, dispatch, row, ghost, first, end, onDone }: ActiveCellProps) {
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [at, setAt] = useState(0);
  const [asked, setAsked] = useState(false);
  const lookup = column.kind === 'lookup' && column.source !== undefined;
  const open = lookup && focused && (asked || (draft !== null && draft.trim() !== ''));
  const { options, busy, error } = useOptions(column.source ?? NOTHING, draft ?? '', open);
  const active = Math.min(at, options.length - 1);

  useEffect(() => {
    if (!focused) return;
    field.current?.focus();
    field.current?.select();
    field.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [focused, row, column.id]);

  /** The choice under the cursor, when the list is up to date with what was typed. */
  const chosen = () => (open && !busy ? options[active] : undefined);
  const leave = (move: Move) => {
    const option = move === 'up' || move === 'down' ? undefined : chosen();
    setAsked(false);
    dispatch({ type: 'commit', move, ...(option ? { option } : {}) });
  };

  const onKey = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const act = (run: () => void) => {
      event.preventDefault();
      run();
    };
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      act(() => setAt(Math.max(0, Math.min(options.length - 1, active + (event.key === 'ArrowDown' ? 1 : -1)))));
    } else if (matches('alt+arrowdown', event) && lookup) act(() => setAsked(true));
    else if (matches('mod+z', event)) act(() => dispatch({ type: 'undo' }));
    else if (matches('mod+y', event) || matches('mod+shift+z', event)) act(() => dispatch({ type: 'redo' }));
    else if (matches('mod+d', event)) act(() => dispatch({ type: 'copyAbove' }));
    else if (matches('mod+delete', event) || matches('mod+backspace', event)) act(() => dispatch({ type: 'remove', row }));
    else if (event.key === 'Escape' && (draft !== null || open)) {
      act(() => {
        event.stopPropagation();
        setAsked(false);
        dispatch({ type: 'draft', text: null });
      });
    } else if (event.key === 'F2') act(() => field.current?.setSelectionRange(field.current.value.length, field.current.value.length));
    else if (matches('enter', event)) act(() => (end && onDone ? onDone() : leave('next')));
    else if (matches('shift+enter', event)) act(() => leave('prev'));
    else if (matches('tab', event) && !end) act(() => leave('tab'));
    else if (matches('shift+tab', event) && !first) act(() => leave('backtab'));
    else if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey) {
      const move = arrowMove(event, draft !== null);
      if (move) act(() => leave(move));
    }
  };

  return (
    <>
      <input
        ref={field}
        className={css.input}
        aria-label={label}
        aria-invalid={invalid}
        {...(lookup
          ? { role: 'combobox', 'aria-expanded': open, 'aria-controls': listId, 'aria-activedescendant': open && options[active] ? `${listId}-${String(active)}` : undefined }
          : {})}
        inputMode={column.kind === 'decimal' ? 'decimal' : 'text'}
        autoComplete="off"
        spellCheck={false}
        placeholder={ghost}
        value={draft ?? cell.text}
        onChange={(event) => {
          setAt(0);
          dispatch({ type: 'draft', text: event.target.value });
        }}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain');
          // One plain value goes into the text as anywhere; a block goes over the cells.
          if (!/[\t\n]/.test(text.replace(/\r?\n$/, ''))) return;
          event.preventDefault();
          dispatch({ type: 'paste', text, today: dayOf(new Date()) });
        }}
        onKeyDown={onKey}
      />
      {open && (
        <OptionList
          id={listId}
          anchor={field}
          options={options}
          at={active}
          busy={busy}
          error={error}
          hover={setAt}
          pick={(option) => {
            setAsked(false);
            dispatch({ type: 'commit', move: 'next', option });
          }}
        />
      )}
    </>
  );
}
