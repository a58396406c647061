/** More about a cell on hover or focus; made only when it is asked for, so that a thousand cost nothing. */
import { Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import css from './HoverCard.module.css';

interface HoverCardProps {
  title?: string;
  content: () => ReactNode;
  /** The keyboard reaches it too. */
  focusable?: boolean;
  children: ReactNode;
}

export function HoverCard({ title, content, focusable = false, children }: HoverCardProps) {
  const [asked, setAsked] = useState(false);
  const part = (
    <span className={css.mark} {...(focusable ? { tabIndex: 0, role: 'button' } : {})} onMouseEnter={() => setAsked(true)} onFocus={() => setAsked(true)}>
      {children}
    </span>
  );
  if (!asked) return part;
  return (
    <Popover defaultOpen title={title} content={content} trigger={['hover', 'focus']} mouseEnterDelay={0.15} placement="bottomRight">
      {part}
    </Popover>
  );
}
