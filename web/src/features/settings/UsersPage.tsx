/** Who may log in, and as what. */
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import { useDepartments } from '@/api/refs';
import { useMay } from '@/api/session';
import { useAddressFlag } from '@/lib/addressFlag';
import { PasswordForm, UserForm } from '@/features/settings/UserForm';
import { type User, userRows } from '@/features/settings/users';
import type { Action } from '@/ui/action';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { RowCard } from '@/ui/list/RowCard';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';

const rowId = (user: User) => user.id;

export function UsersPage() {
  const { t } = useTranslation();
  const mayWrite = useMay()('people.write');
  const [creating, show] = useAddressFlag('new');
  const [editing, setEditing] = useState<User>();
  const [password, setPassword] = useState<User>();
  const edit = useCallback((user: User) => user.allowed_actions.includes('change') && setEditing(user), []);
  const bulk = useBulk(setPassword);
  const actions: Action[] = mayWrite ? [{ id: 'new', label: t('settings.userNew'), primary: true, run: () => show(true) }] : [];
  return (
    <>
      <DataList
        page="users"
        title={t('settings.part.users')}
        source={userRows}
        rowId={rowId}
        onOpen={edit}
        columns={useColumns()}
        fields={useFields()}
        views={useViews()}
        defaultSort="name"
        searchPlaceholder={t('settings.searchUsers')}
        actions={actions}
        {...(mayWrite ? { bulk } : {})}
        card={Card}
        keys={!creating && editing === undefined && password === undefined}
        empty={{ title: t('settings.noUsers'), text: t('settings.noUsersText'), actions }}
      />
      {creating && <UserForm onClose={() => show(false)} />}
      {editing !== undefined && <UserForm user={editing} onClose={() => setEditing(undefined)} />}
      {password !== undefined && <PasswordForm user={password} onClose={() => setPassword(undefined)} />}
    </>
  );
}

/** Letting people in and out; a password is for one. */
function useBulk(setPassword: (user: User) => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useCallback(
    (users: User[], done: () => void): Action[] => {
      const run = async (wanted: User[], path: '/api/users/{id}/deactivate' | '/api/users/{id}/reactivate') => {
        try {
          for (const user of wanted) await ok(api.POST(path, { params: { path: { id: user.id } }, headers: ifMatch(user.revision) }));
          done();
        } catch (error) {
          void message.error(asProblem(error).text);
        }
        await queries.invalidateQueries({ queryKey: ['actor'] });
      };
      const may = (action: string) => users.filter((user) => user.allowed_actions.includes(action));
      const [one] = users.length === 1 ? may('set_password') : [];
      const none = (wanted: User[]) => (wanted.length === 0 ? t('settings.noneOfThem') : undefined);
      return [
        { id: 'password', label: t('settings.setPassword'), blocked: one ? undefined : t('settings.onePerson'), run: () => one && setPassword(one) },
        { id: 'deactivate', label: t('settings.deactivate'), danger: true, blocked: none(may('deactivate')), run: () => run(may('deactivate'), '/api/users/{id}/deactivate') },
        { id: 'reactivate', label: t('settings.reactivate'), blocked: none(may('reactivate')), run: () => run(may('reactivate'), '/api/users/{id}/reactivate') },
      ];
    },
    [t, message, queries, setPassword],
  );
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'name', title: t('settings.name'), width: 150, frozen: true, sortable: true, render: (user) => user.name },
      { id: 'login', title: t('settings.login'), width: 140, sortable: true, render: (user) => user.login },
      { id: 'roles', title: t('settings.part.roles'), width: 220, render: (user) => user.roles.map(({ name }) => name).join(t('list.comma')) },
      { id: 'department', title: t('settings.department'), width: 200, render: (user) => user.department?.name },
      { id: 'phone', title: t('settings.phone'), width: 130, sortable: true, render: (user) => <span className="num">{user.phone}</span> },
      { id: 'email', title: t('settings.email'), width: 200, render: (user) => user.email },
      { id: 'kind', title: t('settings.kind'), width: 90, sortable: true, render: (user) => t(`settings.kinds.${user.kind}`) },
      { id: 'active', title: t('settings.state'), width: 90, sortable: true, render: (user) => <StateTag state={user.active ? 'active' : 'inactive'} /> },
      { id: 'created_at', title: t('settings.createdAt'), width: 140, hidden: true, sortable: true, render: (user) => <TimeText at={user.created_at} /> },
    ],
    [t],
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const departments = useDepartments();
  return useMemo(
    () => [
      { field: 'department', title: t('settings.department'), kind: 'choice', quick: true, choices: (departments ?? []).map(({ id, name }) => ({ value: id, label: name })) },
      { field: 'kind', title: t('settings.kind'), kind: 'choice', choices: ['person', 'system', 'token'].map((value) => ({ value, label: t(`settings.kinds.${value}`) })) },
      { field: 'active', title: t('settings.active'), kind: 'flag' },
      { field: 'phone', title: t('settings.phone'), kind: 'text' },
      { field: 'login', title: t('settings.login'), kind: 'text' },
    ],
    [t, departments],
  );
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'active', name: t('settings.view.active'), base: ['active', 'eq', true] },
      { id: 'gone', name: t('settings.view.gone'), base: ['active', 'eq', false] },
      { id: 'all', name: t('common.all') },
    ],
    [t],
  );
}

function Card(user: User) {
  const roles = user.roles.map(({ name }) => name).join(' ');
  return <RowCard name={user.name} figure={<StateTag state={user.active ? 'active' : 'inactive'} />} lines={[[roles, user.department?.name]]} />;
}
