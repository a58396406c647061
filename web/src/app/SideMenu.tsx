/** The menu: only what one may use. */
import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useInboxCounts } from '@/api/inbox';
import { useMe } from '@/api/session';
import { isAt, openPlaces } from '@/app/places';
import { formatCount } from '@/lib/format';
import { stored, useStored } from '@/lib/store';
import css from './SideMenu.module.css';

const folded = stored('shundan.menu.folded', false);

export function SideMenu() {
  const { t } = useTranslation();
  const { me } = useMe();
  const { pathname } = useLocation();
  const counts = useInboxCounts();
  const closed = useStored(folded);
  const fold = closed ? t('frame.expand') : t('frame.collapse');
  return (
    <nav className={`${css.menu} ${closed ? css.closed : ''} no-print`} aria-label={t('frame.menu')}>
      {openPlaces(me?.actions).map((place) => {
        const { id, path, icon: Icon } = place;
        return (
          <NavLink key={id} to={path} className={`${css.item} ${isAt(place, pathname) ? css.active : ''}`} title={closed ? t(`frame.${id}`) : undefined}>
            <Icon />
            <span className={closed ? 'visually-hidden' : undefined}>{t(`frame.${id}`)}</span>
            {id === 'tasks' && counts !== undefined && counts.todo > 0 && (
              <span className={`${css.count} ${counts.overdue > 0 ? css.late : ''} ${closed ? css.corner : ''} num`}>{formatCount(counts.todo)}</span>
            )}
          </NavLink>
        );
      })}
      <button type="button" className={`${css.item} ${css.fold}`} aria-label={fold} title={fold} onClick={() => folded.set(!closed)}>
        {closed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
      </button>
    </nav>
  );
}
