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
}

export function SubNav({ places }: { places: SubPlace[] }) {
  const { t } = useTranslation();
  const row = useInSight<HTMLElement>(useLocation().pathname, '[aria-current]');
  return (
    <nav ref={row} className={`${css.nav} no-print`} aria-label={t('frame.parts')}>
      {places.map(({ path, title, end = false }) => (
        <NavLink key={path} to={path} end={end} className={({ isActive }) => `${css.item} ${isActive ? css.active : ''}`}>
          {title}
        </NavLink>
      ))}
    </nav>
  );
}
