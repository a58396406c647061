/** More about a cell on hover or focus; made only when it is asked for, so that a thousand cost nothing. */
import { type ReactNode, useId, useState } from 'react';
import { createPortal } from 'react-dom';
import css from './HoverCard.module.css';

interface HoverCardProps {
  title?: string;
  content: () => ReactNode;
  /** The keyboard reaches it too. */
  focusable?: boolean;
  children: ReactNode;
}

const GAP = 6;
/** More than the card can be high, so that it opens upwards in time. */
const ROOM = 200;

function placeOf(element: HTMLElement): React.CSSProperties {
  const box = element.getBoundingClientRect();
  const right = Math.max(8, window.innerWidth - box.right - 24);
  return window.innerHeight - box.bottom < ROOM ? { right, bottom: window.innerHeight - box.top + GAP } : { right, top: box.bottom + GAP };
}

export function HoverCard({ title, content, focusable = false, children }: HoverCardProps) {
  const id = useId();
  const [place, setPlace] = useState<React.CSSProperties | null>(null);
  const show = (event: React.SyntheticEvent<HTMLElement>) => setPlace(placeOf(event.currentTarget));
  const hide = () => setPlace(null);
  return (
    <>
      <span
        className={css.mark}
        {...(focusable ? { tabIndex: 0 } : {})}
        aria-describedby={place ? id : undefined}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event) => {
          if (event.key === 'Escape') hide();
        }}
      >
        {children}
      </span>
      {place &&
        createPortal(
          <div id={id} role="tooltip" className={css.card} style={place}>
            {title !== undefined && <b className={css.title}>{title}</b>}
            {content()}
          </div>,
          document.body,
        )}
    </>
  );
}
