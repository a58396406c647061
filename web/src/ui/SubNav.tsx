/** The parts of a place, under the top bar: each with its own address. */
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useInSight } from '@/ui/useInSight';
import css from './SubNav.module.css';

export interface SubPlace {
  path: string;
  title: string;
  /** Only this address, not those below it. */
  end?: boolean;
  /** How much waits there. */
  count?: string | undefined;
}

export function SubNav({ places }: { places: SubPlace[] }) {
  const { t } = useTranslation();
  const row = useInSight<HTMLElement>(useLocation().pathname, '[aria-current]');
  return (
    <nav ref={row} className={`${css.nav} no-print`} aria-label={t('frame.parts')}>
      {places.map(({ path, title, end = false, count }) => (
        <NavLink key={path} to={path} end={end} className={({ isActive }) => `${css.item} ${isActive ? css.active : ''}`}>
          {title}
          {count !== undefined && <span className={`${css.count} num`}>{count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}
