/** A place with parts: their names on top, the open one below. */
import { Outlet } from 'react-router';
import { SubNav, type SubPlace } from '@/ui/SubNav';
import css from './Parts.module.css';

export function Parts({ places }: { places: SubPlace[] }) {
  return (
    <div className={css.parts}>
      <SubNav places={places} />
      <div className={css.open}>
        <Outlet />
      </div>
    </div>
  );
}
