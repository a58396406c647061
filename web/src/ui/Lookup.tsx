/** A field that finds one record while one types, and can be used without the mouse. */
import { useEffect, useId, useRef, useState } from 'react';
import { CloseCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { type LookupSource, type Option, useOptions } from '@/ui/lookup';
import { OptionList } from '@/ui/OptionList';
import css from './Lookup.module.css';

interface LookupProps {
  source: LookupSource;
  value: Option | null;
  onChange: (option: Option | null) => void;
  id?: string;
  placeholder?: string;
  /** Names the field where it has no <label>. */
  ariaLabel?: string;
  autoFocus?: boolean;
  invalid?: boolean;
  disabled?: boolean;
  /** After a choice by Enter: where the clerk goes on. */
  onDone?: () => void;
}

/** What the text names and nothing else. */
function exactly(found: Option[], typed: string): Option | undefined {
  const wanted = typed.trim().toLowerCase();
  return found.find(({ code }) => code?.toLowerCase() === wanted) ?? found.find(({ label }) => label.toLowerCase() === wanted);
}

export function Lookup({ source, value, onChange, id, placeholder, ariaLabel, autoFocus = false, invalid = false, disabled = false, onDone }: LookupProps) {
  const { t } = useTranslation();
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { options, busy, error } = useOptions(source, text ?? '', open);
  const active = Math.min(at, options.length - 1);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });

  const pick = (option: Option | undefined) => {
    if (!option) return;
    onChange(option);
    setText(null);
    setOpen(false);
  };

  /**
   * Who types faster than the list comes goes on at once, and what was typed is looked up behind him. What
   * names nothing, or too many, stays in the field and is marked: it is never dropped.
   */
  const leave = (typed: string, choose: (found: Option[]) => Option | undefined) => {
    setOpen(false);
    source
      .find(typed.trim(), new AbortController().signal)
      .then((found) => {
        if (latest.current === typed) pick(exactly(found, typed) ?? choose(found));
      })
      // Offline: the text stays, and is looked up again when one comes back to it.
      .catch(() => undefined);
  };

  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      else setAt(Math.max(0, Math.min(options.length - 1, active + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (open && !busy && options[active]) pick(options[active]);
      else if (text !== null && text.trim() !== '' && (!open || busy)) leave(text, ([first]) => first);
      if (!open || busy || options[active]) onDone?.();
    } else if (event.key === 'Tab' && open && !busy && text !== null && text.trim() !== '') {
      pick(options[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setText(null);
      setOpen(false);
    }
  };

  return (
    <div className={`${css.box} ${invalid || (text !== null && !open) ? css.invalid : ''}`}>
      <input
        ref={field}
        id={id}
        className={css.field}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && options[active] ? `${listId}-${String(active)}` : undefined}
        aria-label={ariaLabel}
        aria-invalid={invalid}
        autoComplete="off"
        spellCheck={false}
        autoFocus={autoFocus}
        disabled={disabled}
        placeholder={placeholder ?? t('lookup.placeholder')}
        value={text ?? value?.label ?? ''}
        onFocus={(event) => event.target.select()}
        onClick={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          if (text === null || text.trim() === '') setText(null);
          else if (!(open && !busy && options.length === 0)) leave(text, (found) => (found.length === 1 ? found[0] : undefined));
        }}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={onKey}
      />
      {value && !disabled && (
        <button type="button" tabIndex={-1} className={css.clear} aria-label={t('common.clear')} onClick={() => onChange(null)}>
          <CloseCircleFilled />
        </button>
      )}
      {open && (
        <OptionList id={listId} anchor={field} options={options} at={active} busy={busy} error={error} hover={setAt} pick={pick} />
      )}
    </div>
  );
}
