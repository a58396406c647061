/** Columns, fields and views of the inbox. */
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '@/lib/now';
import { type BoxName, type Copy, type TaskRow, useBoxed } from '@/features/tasks/api';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { NameText } from '@/ui/NameText';
import { inLang, outcomeWord, reasonWords } from '@/ui/process/words';
import { durationText, MoneyText, TimeText } from '@/ui/texts';
import css from './Tasks.module.css';

export const reasonText = (task: Pick<TaskRow, 'reason'>, t: TFunction) => reasonWords(task.reason, t).join(t('list.comma'));

/** How long it waits. */
export function WaitText({ since }: { since: string }) {
  const { t } = useTranslation();
  const now = useNow();
  return <span className="num">{durationText((now - Date.parse(since)) / 1000, t)}</span>;
}

/** How long until it is due; late is said, and seen. */
export function DueText({ task }: { task: Pick<TaskRow, 'due_at' | 'state'> }) {
  const { t } = useTranslation();
  const now = useNow();
  if (task.due_at == null) return null;
  if (task.state !== 'open') return <TimeText at={task.due_at} />;
  const left = (Date.parse(task.due_at) - now) / 1000;
  const time = durationText(Math.abs(left), t);
  return left < 0 ? <b className={`${css.late} num`}>{t('tasks.late', { time })}</b> : <span className={`num ${left < SOON_S ? css.soon : ''}`}>{t('tasks.left', { time })}</span>;
}

const SOON_S = 15 * 60;

export function useTaskColumns(box: BoxName, narrow: boolean): Column<TaskRow>[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const column = (id: string, width: number, render: Column<TaskRow>['render'], more: Partial<Column<TaskRow>> = {}): Column<TaskRow> => ({ id, title: t(`tasks.column.${id}`), width, render, ...more });
    const wide = [
      column('reason', 180, (task) => reasonText(task, t)),
      column('process', 130, (task) => inLang(task.process_name, task.process_name_en)),
    ];
    const last: Record<BoxName, Column<TaskRow>[]> = {
      todo: [column('created_at', 100, (task) => <WaitText since={task.created_at} />, { sortable: true }), column('due_at', 130, (task) => <DueText task={task} />, { sortable: true })],
      started: [
        column('holder', 110, (task) => (task.assignee_id == null ? t('tasks.unclaimed') : <NameText id={task.assignee_id} />)),
        column('created_at', 100, (task) => <WaitText since={task.created_at} />, { sortable: true }),
        column('due_at', 130, (task) => <DueText task={task} />, { sortable: true }),
      ],
      done: [
        column('outcome', 110, (task) => outcomeWord(task.outcome, t)),
        column('comment', 180, (task) => task.comment),
        column('done_at', 140, (task) => <TimeText at={task.done_at} />, { sortable: true }),
      ],
    };
    return [
      column('number', narrow ? 145 : 160, (task) => task.number, { frozen: true, sortable: true }),
      column('title', narrow ? 170 : 200, (task) => task.title, { sortable: true }),
      column('amount', narrow ? 100 : 110, (task) => <MoneyText amount={task.amount} />, { align: 'right', sortable: true }),
      column('name', narrow ? 90 : 120, (task) => inLang(task.name, task.name_en), { sortable: true }),
      ...(narrow ? [] : wide),
      ...last[box],
    ];
  }, [t, box, narrow]);
}

/** Processes are offered as far as the box holds tasks of them: who decides need not see all processes. */
export function useTaskFields(box: BoxName): FilterField[] {
  const { t } = useTranslation();
  const { items } = useBoxed(box);
  return useMemo(() => {
    const processes = new Map(items.map((task) => [task.process_id, inLang(task.process_name, task.process_name_en)]));
    return [
      { field: 'process', title: t('tasks.column.process'), kind: 'choice', quick: true, choices: [...processes].map(([value, label]) => ({ value, label })) },
      { field: 'kind', title: t('tasks.column.kind'), kind: 'choice', quick: true, choices: ['approval', 'work'].map((value) => ({ value, label: t(`tasks.kind.${value}`) })) },
      { field: box === 'done' ? 'done_at' : 'due_at', title: t(`tasks.column.${box === 'done' ? 'done_at' : 'due_at'}`), kind: 'instant' },
      { field: 'amount', title: t('tasks.column.amount'), kind: 'number' },
      { field: 'created_at', title: t('tasks.arrived'), kind: 'instant' },
    ];
  }, [t, items, box]);
}

/** What is late is asked anew every minute: no event tells that a time has come. */
export function useTaskViews(box: BoxName): BuiltinView[] {
  const { t } = useTranslation();
  const now = useNow();
  return useMemo(() => {
    const all: BuiltinView = { id: 'all', name: t('common.all') };
    return box === 'done' ? [all] : [all, { id: 'overdue', name: t('tasks.overdue'), base: ['due_at', 'lt', new Date(now).toISOString()] }];
  }, [t, box, now]);
}

export function useCopyColumns(): Column<Copy>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('tasks.column.number'), width: 160, frozen: true, sortable: true, render: (copy) => (copy.read_at == null ? <b>{copy.number}</b> : copy.number) },
      { id: 'title', title: t('tasks.column.title'), width: 220, sortable: true, render: (copy) => copy.title },
      { id: 'name', title: t('tasks.column.name'), width: 130, sortable: true, render: (copy) => inLang(copy.name, copy.name_en) },
      { id: 'note', title: t('tasks.column.note'), width: 240, render: (copy) => copy.note },
      { id: 'sent_by', title: t('tasks.column.sentBy'), width: 110, render: (copy) => <NameText id={copy.sent_by} /> },
      { id: 'sent_at', title: t('tasks.column.sentAt'), width: 140, sortable: true, render: (copy) => <TimeText at={copy.sent_at} /> },
      { id: 'read_at', title: t('tasks.column.readAt'), width: 140, sortable: true, render: (copy) => (copy.read_at == null ? t('tasks.unread') : <TimeText at={copy.read_at} />) },
    ],
    [t],
  );
}
