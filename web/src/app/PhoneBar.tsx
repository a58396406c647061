/** The phone's bar: what a thumb reaches. */
import { DashboardOutlined, FileTextOutlined, ScanOutlined, UserOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useMe } from '@/api/session';
import { openPlaces } from '@/app/places';
import css from './PhoneBar.module.css';

export function PhoneBar() {
  const { t } = useTranslation();
  const { me } = useMe();
  const open = new Set(openPlaces(me?.actions).map((place) => place.id));
  const items = [
    { id: 'workbench', path: '/workbench', icon: DashboardOutlined, shown: true },
    { id: 'scan', path: '/pick', icon: ScanOutlined, shown: open.has('pick') },
    { id: 'orders', path: '/orders', icon: FileTextOutlined, shown: open.has('orders') },
    { id: 'me', path: '/me', icon: UserOutlined, shown: true },
  ];
  return (
    <nav className={`${css.bar} no-print`} aria-label={t('frame.menu')}>
      {items
        .filter((item) => item.shown)
        .map(({ id, path, icon: Icon }) => (
          <NavLink key={id} to={path} className={({ isActive }) => `${css.item} ${isActive ? css.active : ''}`}>
            <Icon />
            <span>{t(`frame.${id}`)}</span>
          </NavLink>
        ))}
    </nav>
  );
}
