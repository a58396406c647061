/** What needs a word or a choice before it is done: one dialog at a time. */
import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { OrderView } from '@/features/orders/entry/entry';
import { AmendDialog } from '@/features/orders/record/AmendDialog';
import { type Command, type Runner, close as closeOrder, hold, lift } from '@/features/orders/record/commands';
import { ConflictNote } from '@/features/orders/record/ConflictNote';
import { PartsDialog } from '@/features/orders/record/PartsDialog';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Record.module.css';

export type Dialog = 'amend' | 'split' | 'cancel' | 'take_back' | 'hold' | 'lift' | 'close';

interface DialogsProps {
  dialog: Dialog | null;
  order: OrderView;
  runner: Runner;
  close: () => void;
}

export interface OneDialogProps {
  order: OrderView;
  runner: Runner;
  close: () => void;
}

const SAYS: Record<'hold' | 'lift' | 'close', { command: (text: string) => Command; needed: boolean }> = {
  hold: { command: hold, needed: true },
  lift: { command: lift, needed: false },
  close: { command: closeOrder, needed: true },
};

export function Dialogs({ dialog, order, runner, close }: DialogsProps) {
  const navigate = useNavigate();
  switch (dialog) {
    case 'amend':
      return <AmendDialog order={order} runner={runner} close={close} />;
    case 'split':
      return <PartsDialog kind="split" order={order} runner={runner} close={close} done={(made) => void navigate(`/orders/${made.id}`)} />;
    case 'cancel':
    case 'take_back':
      return <PartsDialog kind={dialog} order={order} runner={runner} close={close} done={close} />;
    case 'hold':
    case 'lift':
    case 'close':
      return <SayDialog kind={dialog} order={order} runner={runner} close={close} />;
    case null:
      return null;
  }
}

/** What was refused, and what somebody else changed, inside a dialog that keeps what was typed. */
export function Refused({ runner }: { runner: Runner }) {
  return (
    <>
      {runner.problem && <ProblemBanner error={runner.problem} problems={runner.problem.problems.map((one) => ({ key: one.field, text: one.detail }))} />}
      {runner.conflict && <ConflictNote found={runner.conflict} />}
    </>
  );
}

function SayDialog({ kind, runner, close }: OneDialogProps & { kind: 'hold' | 'lift' | 'close' }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const { command, needed } = SAYS[kind];
  const blocked = needed && text.trim() === '';
  const send = async () => {
    if (blocked || !(await runner.run(command(text)))) return;
    void message.success(t(`order.done.${kind}`));
    close();
  };
  return (
    <Modal open title={t(`order.action.${kind}`)} onCancel={close} onOk={() => void send()} okText={t(`order.action.${kind}`)} cancelText={t('order.back')} okButtonProps={{ disabled: blocked, loading: runner.busy }}>
      <div className={css.dialog}>
        <p className={css.quiet}>{t(`order.explain.${kind}`)}</p>
        <Refused runner={runner} />
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 2, maxRows: 6 }}
          aria-label={t('order.reason')}
          placeholder={needed ? t('order.reasonNeeded') : t('order.reason')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
      </div>
    </Modal>
  );
}
