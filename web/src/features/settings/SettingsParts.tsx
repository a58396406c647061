/** The parts of the settings, as far as one may open them. */
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Parts } from '@/ui/Parts';

export const PARTS = [
  { path: '/settings/orders', id: 'orders', actions: ['setting.write'] },
  { path: '/settings/users', id: 'users', actions: ['people.read'] },
  { path: '/settings/departments', id: 'departments', actions: ['people.read'] },
  { path: '/settings/calendars', id: 'calendars', actions: ['people.read', 'calendar.write'] },
  { path: '/settings/roles', id: 'roles', actions: ['people.read'] },
  { path: '/settings/connections', id: 'connections', actions: ['connection.write'] },
  { path: '/settings/tokens', id: 'tokens', actions: ['token.write'] },
  { path: '/settings/messages', id: 'messages', actions: ['audit.read'] },
  { path: '/settings/audit', id: 'audit', actions: ['audit.read'] },
];

export function SettingsParts() {
  const { t } = useTranslation();
  const may = useMay();
  const open = PARTS.filter(({ actions }) => actions.some(may));
  return <Parts places={open.map(({ path, id }) => ({ path, title: t(`settings.part.${id}`) }))} />;
}
