/** The one field everything is scanned or typed into. It takes the focus whenever no other field wants it. */
import { ScanOutlined } from '@ant-design/icons';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { foldWidth } from '@/lib/decimal';
import { useMedia } from '@/lib/media';
import { typedByScanner } from '@/features/pick/station';
import css from './Capture.module.css';

interface CaptureProps {
  placeholder: string;
  onEnter: (text: string, byScanner: boolean) => void;
  /** What the next scan is taken for: `× 12`, a lot. */
  mode?: string | undefined;
  children?: ReactNode;
}

const isField = (element: Element | null) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches('input, textarea, select') || element.closest('[role="dialog"]') !== null);

export function Capture({ placeholder, onEnter, mode, children }: CaptureProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const times = useRef<number[]>([]);
  // A finger must not raise the keyboard with every touch; typing is a tap on the field away.
  const touch = useMedia('(pointer: coarse)');

  useEffect(() => {
    const take = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
      // Focused during keydown, the field receives this very character.
      if (!isField(document.activeElement)) field.current?.focus({ preventScroll: true });
    };
    const back = () =>
      setTimeout(() => {
        if (!isField(document.activeElement)) field.current?.focus({ preventScroll: true });
      }, 0);
    field.current?.focus({ preventScroll: true });
    window.addEventListener('keydown', take, true);
    window.addEventListener('pointerup', back);
    window.addEventListener('focus', back);
    return () => {
      window.removeEventListener('keydown', take, true);
      window.removeEventListener('pointerup', back);
      window.removeEventListener('focus', back);
    };
  }, []);

  const onKey = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const input = event.currentTarget;
    if (event.key === 'Enter' || (event.key === 'Tab' && input.value.trim() !== '')) {
      event.preventDefault();
      const text = foldWidth(input.value).trim();
      input.value = '';
      const byScanner = typedByScanner(times.current);
      times.current = [];
      onEnter(text, byScanner);
    } else if (event.key === 'Escape') {
      input.value = '';
      times.current = [];
    } else if (event.key.length === 1) {
      times.current.push(event.timeStamp);
    }
  };

  return (
    <div className={css.bar}>
      <label className={css.box}>
        <ScanOutlined className={css.icon} />
        {mode !== undefined && <b className={css.mode}>{mode}</b>}
        <input
          ref={field}
          className={css.field}
          aria-label={t('pick.capture')}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          inputMode={touch ? 'none' : 'text'}
          onKeyDown={onKey}
          onClick={(event) => {
            event.currentTarget.inputMode = 'text';
          }}
          onBlur={(event) => {
            if (touch) event.currentTarget.inputMode = 'none';
          }}
        />
      </label>
      {children}
    </div>
  );
}
