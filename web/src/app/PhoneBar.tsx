/** The phone's bar: what a thumb reaches, and behind "more" every place one may use. */
import { CheckSquareOutlined, EllipsisOutlined, FileTextOutlined, ScanOutlined, UserOutlined } from '@ant-design/icons';
import { Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useInboxCounts } from '@/api/inbox';
import { useMe } from '@/api/session';
import { formatCount } from '@/lib/format';
import { GROUPS, isAt, openPlaces, type Place } from '@/app/places';
import css from './PhoneBar.module.css';

export function PhoneBar() {
  const { t } = useTranslation();
  const { me } = useMe();
  const { pathname } = useLocation();
  const [more, setMore] = useState(false);
  const waiting = useInboxCounts()?.todo ?? 0;
  const places = openPlaces(me?.actions);
  const open = new Set(places.map((place) => place.id));
  const items = [
    { id: 'tasks', path: '/tasks', icon: CheckSquareOutlined, shown: true },
    { id: 'scan', path: '/pick', icon: ScanOutlined, shown: open.has('pick') },
    { id: 'orders', path: '/orders', icon: FileTextOutlined, shown: open.has('orders') },
    { id: 'me', path: '/me', icon: UserOutlined, shown: true },
  ].filter((item) => item.shown);
  // A place that has no button of its own is marked by the one that leads to it.
  const elsewhere = !items.some((item) => isAt(item, pathname));
  return (
    <>
      <nav className={`${css.bar} no-print`} aria-label={t('frame.menu')}>
        {items.map((item) => {
          const { id, path, icon: Icon } = item;
          return (
            <NavLink key={id} to={path} className={`${css.item} ${isAt(item, pathname) ? css.active : ''}`}>
              <Icon />
              <span>{t(`frame.${id}`)}</span>
              {id === 'tasks' && waiting > 0 && <span className={`${css.count} num`}>{formatCount(waiting)}</span>}
            </NavLink>
          );
        })}
        <button type="button" className={`${css.item} ${elsewhere ? css.active : ''}`} aria-haspopup="dialog" aria-expanded={more} onClick={() => setMore(true)}>
          <EllipsisOutlined />
          <span>{t('frame.more')}</span>
        </button>
      </nav>
      <Drawer open={more} placement="bottom" size="auto" title={t('frame.allPlaces')} onClose={() => setMore(false)}>
        {GROUPS.map((group) => (
          <Group key={group} name={t(`frame.group.${group}`)} places={places.filter((place) => place.group === group)} leave={() => setMore(false)} />
        ))}
      </Drawer>
    </>
  );
}

function Group({ name, places, leave }: { name: string; places: Place[]; leave: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  if (places.length === 0) return null;
  return (
    <nav className={css.group} aria-label={name}>
      <h3 className={css.groupName}>{name}</h3>
      <div className={css.places}>
        {places.map((place) => {
          const { id, path, icon: Icon } = place;
          return (
            <NavLink key={id} to={path} className={`${css.place} ${isAt(place, pathname) ? css.here : ''}`} onClick={leave}>
              <Icon />
              <span>{t(`frame.${id}`)}</span>
            </NavLink>
          );
        })}
      </div>
    </nav>
  );
}
