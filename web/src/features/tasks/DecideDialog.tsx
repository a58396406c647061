/** Yes or no to one task of the list: what it is about stands above the button. */
import { App, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { approve, reject, type TaskRow, useRefresh } from '@/features/tasks/api';
import { reasonText } from '@/features/tasks/columns';
import { ActionDialog, DialogField } from '@/ui/ActionDialog';
import { MoneyText } from '@/ui/texts';
import css from './Tasks.module.css';

export interface Decided {
  task: TaskRow;
  verdict: 'approve' | 'reject';
}

export function DecideDialog({ decided: { task, verdict }, close }: { decided: Decided; close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const refresh = useRefresh();
  const [comment, setComment] = useState('');
  const yes = verdict === 'approve';
  const run = async () => {
    await (yes ? approve({ comment }) : reject({ comment }))(task.id);
    refresh();
    void message.success(t(`tasks.did.${verdict}`, { number: task.number }));
  };
  return (
    <ActionDialog
      title={t(`tasks.ask.${verdict}`, { number: task.number })}
      okText={t(`tasks.${verdict}`)}
      danger={!yes}
      blocked={!yes && comment.trim() === '' ? t('tasks.commentFirst') : undefined}
      onOk={run}
      onClose={close}
    >
      <p className={css.about}>
        {task.title} <MoneyText amount={task.amount} strong />
        <span className={css.why}>{reasonText(task, t)}</span>
      </p>
      <DialogField label={t(yes ? 'tasks.comment' : 'tasks.commentNeeded')}>
        <Input value={comment} onChange={(event) => setComment(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}
