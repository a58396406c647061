/** A row on the phone: what it is and its figure on top, the rest below. */
import type { ReactNode } from 'react';
import css from './RowCard.module.css';

interface RowCardProps {
  name: ReactNode;
  figure?: ReactNode;
  /** Under the head: a line each, left and right. */
  lines: [left: ReactNode, right: ReactNode][];
}

export function RowCard({ name, figure, lines }: RowCardProps) {
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b className={css.name}>{name}</b>
        <span>{figure}</span>
      </div>
      {lines.map(([left, right], index) => (
        <div key={index} className={`${css.line} ${css.quiet}`}>
          <span className={css.left}>{left}</span>
          <span>{right}</span>
        </div>
      ))}
    </div>
  );
}
