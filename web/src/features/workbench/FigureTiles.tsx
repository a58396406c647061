/** Figures, each a door to the list it counts: tiles for what one must act on, lines for the rest. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '@/api/session';
import { formatCount, formatMoneyRounded } from '@/lib/format';
import { type Figure, pathOfFigure } from '@/features/workbench/figures';
import css from './WorkbenchPage.module.css';

function usePath() {
  const { me } = useMe();
  return (figure: Figure) => pathOfFigure(figure, me ? { id: me.id, name: me.name } : undefined);
}

const isNothing = (figure: Figure) => figure.count === 0;
const amountOf = ({ amount, count }: Figure) => (amount == null || count === 0 ? null : formatMoneyRounded(amount));

export function FigureTiles({ figures }: { figures: Figure[] }) {
  const { t } = useTranslation();
  const path = usePath();
  return (
    <ul className={css.tiles}>
      {figures.map((figure) => (
        <li key={figure.name}>
          <Link to={path(figure)} className={`${css.tile} ${isNothing(figure) ? css.nothing : ''}`}>
            <span className={css.tileName}>{t(`workbench.figure.${figure.name}`, { defaultValue: figure.name })}</span>
            <b className={`${css.tileCount} num`}>{formatCount(figure.count, figure.capped)}</b>
            <span className={`${css.tileAmount} num`}>{amountOf(figure)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function FigureLines({ title, figures }: { title: string; figures: Figure[] }) {
  const { t } = useTranslation();
  const path = usePath();
  if (figures.length === 0) return null;
  return (
    <section className={css.panel} aria-label={title}>
      <h2 className={css.panelTitle}>{title}</h2>
      <ul className={css.lines}>
        {figures.map((figure) => (
          <li key={figure.name}>
            <Link to={path(figure)} className={`${css.lineLink} ${isNothing(figure) ? css.nothing : ''}`}>
              <span className={css.lineName}>{t(`workbench.figure.${figure.name}`, { defaultValue: figure.name })}</span>
              <b className="num">{formatCount(figure.count, figure.capped)}</b>
              <span className={`${css.lineAmount} num`}>{amountOf(figure)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
