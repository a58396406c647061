/** Entering a colleague or a program, changing one, and giving a new password. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { useDepartments } from '@/api/refs';
import { currentLang, type Lang } from '@/lib/i18n';
import { type User, useRoleChoices } from '@/features/settings/users';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, listOf, textOf, textOrNull } from '@/ui/form/model';

const BLAME = { taken: 'login', password_too_short: 'password', password_too_long: 'password', password_too_common: 'password', unknown_role: 'roles', beyond_own: 'roles', last_admin: 'roles' };

function useFields(user: User | undefined): FormField[] {
  const { t } = useTranslation();
  const departments = useDepartments();
  const roles = useRoleChoices();
  return useMemo(() => {
    const fields: FormField[] = [
      { id: 'name', label: t('settings.name'), kind: 'text', required: true },
      { id: 'login', label: t('settings.login'), kind: 'text', required: user === undefined || user.kind === 'person' },
    ];
    if (!user) fields.push({ id: 'password', label: t('settings.firstPassword'), kind: 'password', required: true, hint: t('settings.passwordHint') });
    fields.push(
      { id: 'phone', label: t('settings.phone'), kind: 'text' },
      { id: 'email', label: t('settings.email'), kind: 'text' },
      {
        id: 'department_id',
        label: t('settings.department'),
        kind: 'choice',
        choices: (departments ?? []).filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name })),
      },
      { id: 'lang', label: t('frame.language'), kind: 'choice', required: true, choices: [{ value: 'zh', label: t('frame.langZh') }, { value: 'en', label: t('frame.langEn') }] },
      { id: 'roles', label: t('settings.part.roles'), kind: 'many', wide: true, choices: roles },
    );
    return fields;
  }, [t, user, departments, roles]);
}

function factsOf(values: FormValues) {
  return {
    name: textOf(values, 'name'),
    login: textOrNull(values, 'login'),
    phone: textOrNull(values, 'phone'),
    email: textOrNull(values, 'email'),
    department_id: textOrNull(values, 'department_id'),
    lang: textOf(values, 'lang') as Lang,
  };
}

async function change(user: User, values: FormValues) {
  const params = { path: { id: user.id } };
  const changed = await ok(api.PATCH('/api/users/{id}', { params, headers: ifMatch(user.revision), body: factsOf(values) }));
  const roles = listOf(values, 'roles');
  const before = user.roles.map(({ code }) => code);
  if ([...roles].sort().join() === [...before].sort().join()) return;
  await ok(api.PUT('/api/users/{id}/roles', { params, headers: ifMatch(changed.revision), body: { roles } }));
}

export function UserForm({ user, onClose }: { user?: User; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const start: FormValues = {
    name: user?.name ?? '',
    login: user?.login ?? '',
    password: '',
    phone: user?.phone ?? '',
    email: user?.email ?? '',
    department_id: user?.department?.id ?? '',
    lang: user?.lang ?? currentLang(),
    roles: user?.roles.map(({ code }) => code) ?? [],
  };
  const submit = async (values: FormValues) => {
    try {
      if (user) await change(user, values);
      else await ok(api.POST('/api/users', { body: { ...factsOf(values), roles: listOf(values, 'roles'), password: textOf(values, 'password') } }));
    } finally {
      await queries.invalidateQueries({ queryKey: ['actor'] });
    }
  };
  // Without a draft: a password must not lie about.
  return <FormDrawer title={user ? t('settings.userEdit', { name: user.name }) : t('settings.userNew')} fields={useFields(user)} start={start} submit={submit} blame={BLAME} onClose={onClose} />;
}

export function PasswordForm({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields: FormField[] = [{ id: 'password', label: t('settings.newPassword'), kind: 'password', required: true, wide: true, hint: t('settings.setPasswordHint') }];
  const submit = async (values: FormValues) => {
    await ok(api.POST('/api/users/{id}/password', { params: { path: { id: user.id } }, headers: ifMatch(user.revision), body: { password: textOf(values, 'password') } }));
    await queries.invalidateQueries({ queryKey: ['actor'] });
  };
  return <FormDrawer title={t('settings.passwordOf', { name: user.name })} fields={fields} start={{ password: '' }} submit={submit} blame={BLAME} onClose={onClose} />;
}
