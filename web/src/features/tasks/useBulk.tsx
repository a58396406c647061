/** Approving many at once: each stands for itself, and each refusal is named with its document. */
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { approveMany, isApproval, type TaskRow, useRefresh } from '@/features/tasks/api';
import type { Action } from '@/ui/action';
import css from './Tasks.module.css';

export function useBulk() {
  const { t } = useTranslation();
  const { message, notification } = App.useApp();
  const refresh = useRefresh();
  return useCallback(
    (tasks: TaskRow[], done: () => void): Action[] => {
      const approvals = tasks.filter(isApproval);
      const run = async () => {
        try {
          const answers = await approveMany(approvals.map(({ id }) => id));
          const refused = answers.filter(({ ok }) => !ok);
          refresh();
          if (answers.length > refused.length) void message.success(t('tasks.bulkDone', { count: answers.length - refused.length }));
          if (refused.length === 0) done();
          else notification.warning({ title: t('tasks.bulkRefused', { count: refused.length }), description: <Refused tasks={approvals} refused={refused} />, duration: false });
        } catch (error) {
          void message.error(asProblem(error).text);
        }
      };
      return [{ id: 'approve', label: t('tasks.approveMany', { count: approvals.length }), primary: true, shortcut: 'a', blocked: approvals.length === 0 ? t('tasks.bulkNone') : undefined, run }];
    },
    [t, message, notification, refresh],
  );
}

function Refused({ tasks, refused }: { tasks: TaskRow[]; refused: { id: string; detail?: string | null }[] }) {
  return (
    <ul className={css.refused}>
      {refused.map(({ id, detail }) => (
        <li key={id}>
          <b>{tasks.find((task) => task.id === id)?.number}</b> {detail}
        </li>
      ))}
    </ul>
  );
}
