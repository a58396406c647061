/** The list under a lookup: floats over everything, so that no scrolling parent cuts it off. */
import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Option } from '@/ui/lookup';
import css from './OptionList.module.css';

interface OptionListProps {
  id: string;
  anchor: React.RefObject<HTMLElement | null>;
  options: Option[];
  at: number;
  busy: boolean;
  error: unknown;
  hover: (index: number) => void;
  pick: (option: Option) => void;
}

const GAP = 2;
const HEIGHT = 280;

interface Place {
  left: number;
  width: number;
  top?: number;
  bottom?: number;
}

function placeUnder(anchor: HTMLElement): Place {
  const box = anchor.getBoundingClientRect();
  const width = Math.max(box.width, Math.min(360, window.innerWidth - 16));
  const left = Math.max(8, Math.min(box.left, window.innerWidth - width - 8));
  const below = window.innerHeight - box.bottom;
  return below < HEIGHT && box.top > below
    ? { left, width, bottom: window.innerHeight - box.top + GAP }
    : { left, width, top: box.bottom + GAP };
}

export function OptionList({ id, anchor, options, at, busy, error, hover, pick }: OptionListProps) {
  const { t } = useTranslation();
  const [place, setPlace] = useState<Place>();
  const list = useRef<HTMLUListElement>(null);

  useLayoutEffect(() => {
    const follow = () => {
      if (anchor.current) setPlace(placeUnder(anchor.current));
    };
    follow();
    window.addEventListener('scroll', follow, true);
    window.addEventListener('resize', follow);
    return () => {
      window.removeEventListener('scroll', follow, true);
      window.removeEventListener('resize', follow);
    };
  }, [anchor]);

  useLayoutEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  if (!place) return null;
  const word = error == null ? (busy ? t('common.loading') : t('lookup.nothing')) : asProblem(error).text;
  return createPortal(
    // Pressing the mouse must not take the focus from the field before the click arrives.
    <div className={css.panel} style={{ ...place, maxHeight: HEIGHT }} onMouseDown={(event) => event.preventDefault()}>
      <ul ref={list} id={id} role="listbox" aria-label={t('lookup.options')} className={css.list}>
        {options.map((option, index) => (
          <li
            key={option.value}
            id={`${id}-${String(index)}`}
            role="option"
            aria-selected={index === at}
            className={`${css.option} ${index === at ? css.at : ''}`}
            onMouseMove={() => hover(index)}
            onClick={() => pick(option)}
          >
            {option.code !== undefined && <span className={css.code}>{option.code}</span>}
            <span className={css.label}>{option.label}</span>
            {option.hint !== undefined && <span className={css.hint}>{option.hint}</span>}
          </li>
        ))}
      </ul>
      {options.length === 0 && <p className={css.nothing}>{word}</p>}
    </div>,
    document.body,
  );
}
