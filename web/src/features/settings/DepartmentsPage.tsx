/** The tree of departments: by it "own department" and "below" are reckoned. */
import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { useNameOf } from '@/api/names';
import { type Department, useCalendars, useDepartments } from '@/api/refs';
import { useMay } from '@/api/session';
import { type Branch, branchesOf } from '@/features/settings/tree';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { flagOf, type FormField, type FormValues, refOf, textOf, textOrNull } from '@/ui/form/model';
import { NameText } from '@/ui/NameText';
import { ProgressLine } from '@/ui/ProgressLine';
import { colleagueSource } from '@/ui/sources';
import { StateTag } from '@/ui/StateTag';
import plain from '@/ui/PlainPage.module.css';
import css from './Settings.module.css';

const INDENT = 24;

type Open = { department: Department | null; parent: string } | null;

export function DepartmentsPage() {
  const { t } = useTranslation();
  const mayWrite = useMay()('people.write');
  const departments = useDepartments();
  const [open, setOpen] = useState<Open>(null);
  const branches = useMemo(() => branchesOf(departments ?? []), [departments]);
  const make = { id: 'new', label: t('settings.departmentNew'), primary: true, run: () => setOpen({ department: null, parent: branches[0]?.department.id ?? '' }) };
  return (
    <section className={plain.page} aria-label={t('settings.part.departments')}>
      <header className={plain.head}>
        <h1 className={plain.title}>{t('settings.part.departments')}</h1>
        {mayWrite && <ActionBar actions={[make]} />}
      </header>
      {departments === undefined && <ProgressLine />}
      {departments?.length === 0 && (
        <EmptyState title={t('settings.noDepartments')} text={t('settings.noDepartmentsText')}>
          {mayWrite && <ActionBar actions={[make]} />}
        </EmptyState>
      )}
      {branches.length > 0 && (
        <ul className={css.tree}>
          {branches.map((branch) => (
            <Row key={branch.department.id} branch={branch} mayWrite={mayWrite} show={setOpen} />
          ))}
        </ul>
      )}
      {open !== null && <DepartmentForm department={open.department} parent={open.parent} branches={branches} onClose={() => setOpen(null)} />}
    </section>
  );
}

function Row({ branch, mayWrite, show }: { branch: Branch; mayWrite: boolean; show: (open: Open) => void }) {
  const { t } = useTranslation();
  const { department, depth } = branch;
  return (
    <li className={`${css.branch} ${department.active ? '' : css.closed}`} style={{ paddingLeft: 12 + depth * INDENT }}>
      <span className={css.branchName}>{department.name}</span>
      <span className={css.note}>
        <NameText id={department.head_id} />
      </span>
      {!department.active && <StateTag state="inactive" />}
      {mayWrite && (
        <span className={css.tools}>
          <Button type="text" size="small" icon={<PlusOutlined />} aria-label={t('settings.departmentBelow', { name: department.name })} title={t('settings.departmentBelow', { name: department.name })} onClick={() => show({ department: null, parent: department.id })} />
          <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('settings.departmentEdit', { name: department.name })} onClick={() => show({ department, parent: department.parent_id ?? '' })} />
        </span>
      )}
    </li>
  );
}

interface DepartmentFormProps {
  department: Department | null;
  parent: string;
  branches: Branch[];
  onClose: () => void;
}

const BLAME = { department_cycle: 'parent_id', department_too_deep: 'parent_id', department_in_use: 'active', department_closed: 'parent_id' };

function DepartmentForm({ department, parent, branches, onClose }: DepartmentFormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const headName = useNameOf(department?.head_id);
  const calendars = useCalendars();
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'name', label: t('settings.name'), kind: 'text', required: true, wide: true },
      {
        id: 'parent_id',
        label: t('settings.parent'),
        kind: 'choice',
        choices: branches.filter((branch) => branch.department.id !== department?.id && branch.department.active).map((branch) => ({ value: branch.department.id, label: branch.path })),
        wide: true,
      },
      { id: 'head_id', label: t('settings.head'), kind: 'lookup', source: colleagueSource, placeholder: t('customers.ownerFind') },
      { id: 'calendar_id', label: t('settings.calendar'), kind: 'choice', choices: (calendars ?? []).map(({ id, label }) => ({ value: id, label })), placeholder: t('settings.calendarAbove') },
      ...(department ? [{ id: 'active', label: t('settings.active'), kind: 'flag' as const }] : []),
    ],
    [t, department, branches, calendars],
  );
  const start: FormValues = {
    name: department?.name ?? '',
    parent_id: parent,
    head_id: department?.head_id == null ? null : { value: department.head_id, label: headName },
    calendar_id: department?.calendar_id ?? '',
    active: department?.active ?? true,
  };
  const submit = async (values: FormValues) => {
    const body = { name: textOf(values, 'name'), parent_id: textOrNull(values, 'parent_id'), head_id: refOf(values, 'head_id'), calendar_id: textOrNull(values, 'calendar_id') };
    await (department
      ? ok(api.PATCH('/api/departments/{id}', { params: { path: { id: department.id } }, headers: ifMatch(department.revision), body: { ...body, active: flagOf(values, 'active') } }))
      : ok(api.POST('/api/departments', { body })));
    await queries.invalidateQueries({ queryKey: ['department'] });
  };
  const title = department ? t('settings.departmentEdit', { name: department.name }) : t('settings.departmentNew');
  return <FormDrawer title={title} fields={fields} start={start} submit={submit} blame={BLAME} onClose={onClose} />;
}
