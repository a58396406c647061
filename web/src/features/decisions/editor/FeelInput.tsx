/** One cell: plain text in the language of expressions, names completed while one types, left by the keys of a spreadsheet. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { complete } from '@/features/decisions/api';
import { useDebounced } from '@/lib/debounce';
import type { Option } from '@/ui/lookup';
import { OptionList } from '@/ui/OptionList';
import css from './Editor.module.css';

export type Way = 'up' | 'down' | 'left' | 'right';

interface FeelInputProps {
  label: string;
  value: string;
  subject: string;
  /** Where the cell stands, for the keys that leave it. */
  place: string;
  onChange: (value: string) => void;
  onLeave?: (way: Way) => void;
  /** A block of cells; `false`: it was one plain value. */
  onBlock?: (text: string) => void;
  onKey?: (event: React.KeyboardEvent) => boolean;
  problem?: string | undefined;
  placeholder?: string;
  disabled?: boolean;
  completes?: boolean;
}

const SHOWN = 8;

export function FeelInput({ label, value, subject, place, onChange, onLeave, onBlock, onKey, problem, placeholder = '', disabled = false, completes = true }: FeelInputProps) {
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const options = useCompletions(value, completes ? cursor : null, subject);
  const open = options.length > 0;
  const active = Math.min(at, options.length - 1);
  const pick = (option: Option) => {
    const end = cursor ?? value.length;
    const start = new TextDecoder().decode(new TextEncoder().encode(value).slice(0, option.data as number)).length;
    onChange(value.slice(0, start) + option.value + value.slice(end));
    setCursor(null);
    const after = start + option.value.length;
    requestAnimationFrame(() => field.current?.setSelectionRange(after, after));
  };
  const keyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const chosen = options[active];
    const way = wayOf(event);
    if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) setAt((active + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
    else if (chosen && (event.key === 'Enter' || event.key === 'Tab')) pick(chosen);
    else if (open && event.key === 'Escape') setCursor(null);
    else if (onKey?.(event) === true) setCursor(null);
    else if (way && onLeave) onLeave(way);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <input
        ref={field}
        className={`${css.input} ${problem === undefined ? '' : css.wrong}`}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-label={label}
        aria-invalid={problem !== undefined}
        title={problem ?? (value === '' ? undefined : value)}
        data-place={place}
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        placeholder={placeholder}
        value={value}
        onFocus={(event) => event.target.select()}
        onBlur={() => setCursor(null)}
        onChange={(event) => {
          setCursor(event.target.selectionStart);
          setAt(0);
          onChange(event.target.value);
        }}
        onKeyDown={keyDown}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain');
          if (!onBlock || !/[\t\n]/.test(text.replace(/\r?\n$/, ''))) return;
          event.preventDefault();
          onBlock(text);
        }}
      />
      {open && <OptionList id={listId} anchor={field} options={options} at={active} busy={false} error={null} hover={setAt} pick={pick} />}
    </>
  );
}

/** Arrows leave the cell only where they could not move inside it. */
function wayOf(event: React.KeyboardEvent<HTMLInputElement>): Way | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { selectionStart, selectionEnd, value } = event.currentTarget;
  const whole = selectionStart === 0 && selectionEnd === value.length;
  if (event.key === 'Enter') return event.shiftKey ? 'up' : 'down';
  if (event.shiftKey) return null;
  if (event.key === 'ArrowUp') return 'up';
  if (event.key === 'ArrowDown') return 'down';
  if (event.key === 'ArrowLeft' && (whole || selectionEnd === 0)) return 'left';
  if (event.key === 'ArrowRight' && (whole || selectionStart === value.length)) return 'right';
  return null;
}

/** Whether a name is being written at the cursor, and not a number or a text. */
function isName(text: string, cursor: number): boolean {
  const before = text.slice(0, cursor);
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return false;
  return /[\p{L}_][\p{L}\p{N}_.]*$/u.test(before);
}

function useCompletions(text: string, cursor: number | null, subject: string): Option[] {
  const asked = useDebounced(`${String(cursor)}:${text}`, 120);
  const wanted = cursor !== null && isName(text, cursor);
  const { data } = useQuery({
    queryKey: ['process', 'complete', subject, asked],
    queryFn: ({ signal }) => complete(text, cursor ?? 0, subject, signal),
    enabled: wanted && asked === `${String(cursor)}:${text}`,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  if (!wanted) return [];
  return (data ?? []).slice(0, SHOWN).map((one) => ({ value: one.text, label: one.text, hint: one.detail, data: one.start }));
}
