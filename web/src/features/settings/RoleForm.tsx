/** Making a role, or renaming and closing one. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import type { Role } from '@/api/refs';
import { roleName } from '@/features/settings/users';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { flagOf, type FormField, type FormValues, textOf } from '@/ui/form/model';

export function RoleForm({ role, roles, onClose }: { role: Role | null; roles: Role[]; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields = useMemo<FormField[]>(() => {
    const names: FormField[] = [
      { id: 'name', label: t('settings.nameZh'), kind: 'text', required: true },
      { id: 'name_en', label: t('settings.nameEn'), kind: 'text' },
    ];
    if (role) return [...names, { id: 'active', label: t('settings.active'), kind: 'flag' }];
    return [
      ...names,
      { id: 'code', label: t('settings.code'), kind: 'text', required: true, hint: t('settings.codeHint') },
      { id: 'like', label: t('settings.like'), kind: 'choice', choices: roles.map((one) => ({ value: one.id, label: roleName(one) })), hint: t('settings.likeHint') },
    ];
  }, [t, role, roles]);
  const submit = async (values: FormValues) => {
    const names = { name: textOf(values, 'name'), name_en: textOf(values, 'name_en') || textOf(values, 'name') };
    if (role) {
      await ok(api.PATCH('/api/roles/{id}', { params: { path: { id: role.id } }, headers: ifMatch(role.revision), body: { ...names, active: flagOf(values, 'active') } }));
    } else {
      const grants = roles.find(({ id }) => id === textOf(values, 'like'))?.grants ?? [];
      await ok(api.POST('/api/roles', { body: { ...names, code: textOf(values, 'code'), grants } }));
    }
    await queries.invalidateQueries({ queryKey: ['role'] });
  };
  const start = { name: role?.name ?? '', name_en: role?.name_en ?? '', code: '', like: '', active: role?.active ?? true };
  return <FormDrawer title={role ? t('settings.roleEdit', { name: roleName(role) }) : t('settings.roleNew')} fields={fields} start={start} submit={submit} blame={{ taken: 'code', last_admin: 'active' }} onClose={onClose} />;
}
