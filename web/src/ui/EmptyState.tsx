/** Nothing here: what this place is for, and how to begin. */
import type { ReactNode } from 'react';
import css from './states.module.css';

interface EmptyStateProps {
  title: string;
  text?: string | undefined;
  icon?: ReactNode;
  /** Buttons: one to begin, one to import. */
  children?: ReactNode;
}

export function EmptyState({ title, text, icon, children }: EmptyStateProps) {
  return (
    <div className={css.state}>
      {icon != null && <div className={css.icon}>{icon}</div>}
      <h2 className={css.title}>{title}</h2>
      {text !== undefined && <p className={css.text}>{text}</p>}
      {children != null && <div className={css.buttons}>{children}</div>}
    </div>
  );
}
