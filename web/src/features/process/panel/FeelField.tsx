/** A FEEL expression: names are completed while one types, its value on the sample stands below. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkExpression, type Completion, completeExpression } from '@/features/process/api';
import { useDesk } from '@/features/process/designer/context';
import { useDebounced } from '@/lib/debounce';
import css from './Panel.module.css';

interface FeelFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  rows?: number;
  /** Texts of several lines or with names of their own are not evaluated by themselves. */
  live?: boolean;
}

const bare = (text: string) => text.trim().replace(/^=\s*/, '');
const SHOWN = 8;

export function FeelField({ label, value, onChange, placeholder, rows = 2, live = true }: FeelFieldProps) {
  const { mayWrite, subject } = useDesk();
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const options = useCompletions(value, cursor, subject);
  const active = options[Math.min(at, options.length - 1)];
  const area = () => box.current?.querySelector('textarea');
  const pick = ({ text, start: byte }: Completion) => {
    const end = cursor ?? value.length;
    const start = new TextDecoder().decode(new TextEncoder().encode(value).slice(0, byte)).length;
    onChange(value.slice(0, start) + text + value.slice(end));
    setCursor(null);
    requestAnimationFrame(() => area()?.setSelectionRange(start + text.length, start + text.length));
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !active) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setAt((now) => (now + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
    else if (event.key === 'Enter' || event.key === 'Tab') pick(active);
    else if (event.key === 'Escape') setCursor(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={box} className={css.feel}>
      <Input.TextArea
        className={css.code ?? ''}
        aria-label={label}
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        autoSize={{ minRows: rows, maxRows: 12 }}
        spellCheck={false}
        disabled={!mayWrite}
        placeholder={placeholder ?? ''}
        value={value}
        onKeyDown={onKey}
        onBlur={() => setCursor(null)}
        onChange={(event) => {
          setCursor(event.target.selectionStart);
          setAt(0);
          onChange(event.target.value);
        }}
      />
      {options.length > 0 && (
        <ul id={listId} className={css.options} role="listbox" aria-label={label}>
          {options.map((one) => (
            <li key={one.text} role="option" aria-selected={one === active} className={css.option} onMouseDown={(event) => event.preventDefault()} onClick={() => pick(one)}>
              <code>{one.text}</code>
              <span>{one.detail}</span>
            </li>
          ))}
        </ul>
      )}
      {live && options.length === 0 && <Live text={bare(value)} />}
    </div>
  );
}

/** Where the name under the cursor begins. */
function wordStart(text: string, end: number): number {
  return end - (/[\p{L}\p{N}_.]*$/u.exec(text.slice(0, end))?.[0].length ?? 0);
}

function useCompletions(text: string, cursor: number | null, subject: string): Completion[] {
  const asked = useDebounced(`${String(cursor)}:${text}`, 120);
  const wanted = cursor !== null && wordStart(text, cursor) < cursor;
  const { data } = useQuery({
    queryKey: ['process', 'complete', subject, asked],
    queryFn: ({ signal }) => completeExpression({ text, cursor: [...text.slice(0, cursor ?? 0)].length, subject }, signal),
    enabled: wanted && asked === `${String(cursor)}:${text}`,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  return wanted ? (data ?? []).slice(0, SHOWN) : [];
}

/** What the text is worth on the sample, or what is wrong with it. */
export function Live({ text }: { text: string }) {
  const { t } = useTranslation();
  const { subject, sample } = useDesk();
  const settled = useDebounced(text, 300);
  const { data } = useQuery({
    queryKey: ['process', 'value', subject, sample?.value ?? '', settled],
    queryFn: ({ signal }) => checkExpression({ text: settled, subject, ...(sample ? { sample: sample.value } : {}) }, signal),
    enabled: settled !== '',
    staleTime: 60_000,
    retry: false,
  });
  if (text === '' || !data) return null;
  const [problem] = data.problems;
  if (problem) return <p className={css.wrong}>{problem.sentence}</p>;
  if (!sample) return null;
  return (
    <p className={css.live}>
      <span className={css.hint}>{t('process.onSample', { sample: sample.label.split(' ')[0] })}</span>
      <b>{valueText(data.value ?? null, t)}</b>
    </p>
  );
}

/** As FEEL writes it, except what has a plain word. */
function valueText(value: string | null, t: ReturnType<typeof useTranslation>['t']): string {
  if (value === 'true' || value === 'false') return t(value === 'true' ? 'common.yes' : 'common.no');
  return value === null || value === 'null' ? t('process.nothing') : value;
}
