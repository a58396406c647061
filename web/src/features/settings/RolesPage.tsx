/** Roles and what they may do: actions down, roles across, the reach in each cell. */
import { EditOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { type Role, useRoles } from '@/api/refs';
import { useMay } from '@/api/session';
import { currentLang } from '@/lib/i18n';
import { type Grant, REACHES, type Reach, reachOf, roomOf, sameGrants, withReach } from '@/features/settings/grants';
import { RoleForm } from '@/features/settings/RoleForm';
import { roleName } from '@/features/settings/users';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import plain from '@/ui/PlainPage.module.css';
import css from './Settings.module.css';

type Drafts = Record<string, Grant[]>;

export function RolesPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const mayWrite = useMay()('people.write');
  const roles = useRoles(true);
  const { data: actions } = useQuery({ queryKey: ['role', 'actions'], queryFn: ({ signal }) => ok(api.GET('/api/actions', { signal })), staleTime: Infinity });
  const [drafts, setDrafts] = useState<Drafts>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [open, setOpen] = useState<Role | 'new' | null>(null);
  if (!roles || !actions) return <ProgressLine />;

  const changed = roles.filter((role) => drafts[role.id] !== undefined && !sameGrants(drafts[role.id] ?? [], role.grants));
  const save = async () => {
    setProblem(null);
    try {
      for (const role of changed) {
        await ok(api.PUT('/api/roles/{id}/grants', { params: { path: { id: role.id } }, headers: ifMatch(role.revision), body: { grants: drafts[role.id] ?? [] } }));
        setDrafts(({ [role.id]: _saved, ...rest }) => rest);
      }
      void message.success(t('settings.saved'));
    } catch (error) {
      setProblem(error);
    }
    await queries.invalidateQueries({ queryKey: ['role'] });
  };
  const buttons: Action[] = [];
  if (mayWrite && changed.length > 0) {
    buttons.push(
      { id: 'save', label: t('settings.saveGrants', { count: changed.length }), primary: true, shortcut: 'mod+enter', run: save },
      { id: 'drop', label: t('settings.dropChanges'), run: () => setDrafts({}) },
    );
  }
  if (mayWrite) buttons.push({ id: 'new', label: t('settings.roleNew'), run: () => setOpen('new') });
  return (
    <section className={plain.page} aria-label={t('settings.part.roles')}>
      <header className={plain.head}>
        <h1 className={plain.title}>{t('settings.part.roles')}</h1>
        <ActionBar actions={buttons} />
      </header>
      <p className={css.note}>{t('settings.rolesHint')}</p>
      {problem != null && <ProblemBanner error={problem} />}
      <Matrix
        roles={roles}
        actions={actions.items}
        drafts={drafts}
        put={(role, action, reach) => setDrafts((old) => ({ ...old, [role.id]: withReach(old[role.id] ?? role.grants, action, reach) }))}
        edit={setOpen}
      />
      {open !== null && <RoleForm role={open === 'new' ? null : open} roles={roles} onClose={() => setOpen(null)} />}
    </section>
  );
}

interface MatrixProps {
  roles: Role[];
  actions: { name: string; zh: string; en: string }[];
  drafts: Drafts;
  put: (role: Role, action: string, reach: Reach) => void;
  edit: (role: Role) => void;
}

function Matrix({ roles, actions, drafts, put, edit }: MatrixProps) {
  const { t } = useTranslation();
  const rooms = useMemo(() => [...new Set(actions.map(({ name }) => roomOf(name)))], [actions]);
  const named = (action: { zh: string; en: string }) => (currentLang() === 'en' ? action.en : action.zh);
  return (
    <div className={css.matrix} role="region" aria-label={t('settings.part.roles')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('settings.action')}</th>
            {roles.map((role) => (
              <th key={role.id} scope="col" className={role.active ? undefined : css.closed}>
                <span className={css.roleName}>
                  {roleName(role)}
                  {role.allowed_actions.includes('change') && (
                    <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('settings.roleEdit', { name: roleName(role) })} onClick={() => edit(role)} />
                  )}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        {rooms.map((room) => (
          <tbody key={room}>
            <tr className={css.group}>
              <th scope="rowgroup" colSpan={roles.length + 1}>
                {t(`settings.room.${room}`, { defaultValue: room })}
              </th>
            </tr>
            {actions
              .filter(({ name }) => roomOf(name) === room)
              .map((action) => (
                <tr key={action.name}>
                  <th scope="row" title={action.name}>
                    {named(action)}
                  </th>
                  {roles.map((role) => {
                    const reach = reachOf(drafts[role.id] ?? role.grants, action.name);
                    const before = reachOf(role.grants, action.name);
                    return (
                      <td key={role.id}>
                        <select
                          className={[css.reach, reach === '' ? css.none : '', reach === before ? '' : css.changed].join(' ')}
                          aria-label={`${roleName(role)}: ${named(action)}`}
                          value={reach}
                          disabled={!role.allowed_actions.includes('put_grants')}
                          onChange={(event) => put(role, action.name, event.target.value as Reach)}
                        >
                          {REACHES.map((one) => (
                            <option key={one} value={one}>
                              {one === '' ? '—' : t(`settings.reach.${one}`)}
                            </option>
                          ))}
                        </select>
                      </td>
                    );
                  })}
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
