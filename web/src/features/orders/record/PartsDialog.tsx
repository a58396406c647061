/** Splitting, cancelling, taking back, all or a part: how much of which line. */
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import type { OrderView } from '@/features/orders/entry/entry';
import { cancel, split, takeBack } from '@/features/orders/record/commands';
import { type OneDialogProps, Refused } from '@/features/orders/record/Dialogs';
import { type PartsKind, isAll, linesOf, mostOf, partsOf, wrongQty } from '@/features/orders/record/parts';
import { PlainTable } from '@/ui/PlainTable';
import css from './Record.module.css';

interface PartsDialogProps extends OneDialogProps {
  kind: PartsKind;
  done: (made: OrderView) => void;
}

export function PartsDialog({ kind, order, runner, close, done }: PartsDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const lines = linesOf(kind, order);
  const everything = () => Object.fromEntries(lines.map((line) => [line.id, mostOf(kind, line)]));
  // Cancelling mostly means all of it; a split never does.
  const [typed, setTyped] = useState<Record<string, string>>(kind === 'cancel' ? everything : {});
  const [reason, setReason] = useState('');
  const parts = partsOf(kind, order, typed);
  const all = isAll(kind, order, parts);
  const wrong = lines.some((line) => wrongQty(kind, typed[line.id] ?? '', line) !== null);
  const isDraft = order.state === 'draft';
  const blocked = wrong || (parts.length === 0 && !isDraft) || (kind === 'split' && all) || (kind === 'cancel' && reason.trim() === '');
  const send = async () => {
    if (blocked) return;
    const command = { split: () => split(parts), take_back: () => takeBack(parts), cancel: () => cancel(reason, all || isDraft ? null : parts) }[kind]();
    const made = await runner.run(command);
    if (!made) return;
    void message.success(kind === 'split' ? t('order.done.split', { number: made.number }) : t(`order.done.${kind}`));
    done(made);
  };
  const word = kind !== 'cancel' ? t(`order.action.${kind}`) : all ? t('order.cancelAll') : t('order.cancelPart');
  return (
    <Modal
      open
      width={720}
      title={t(`order.action.${kind}`)}
      onCancel={close}
      onOk={() => void send()}
      okText={word}
      cancelText={t('order.back')}
      okButtonProps={{ disabled: blocked, loading: runner.busy, danger: kind === 'cancel' }}
    >
      <div className={css.dialog}>
        <p className={css.quiet}>{t(`order.explain.${kind}`)}</p>
        <Refused runner={runner} />
        <PlainTable
          label={t('entry.grid')}
          rows={lines}
          rowKey={(line) => line.id}
          empty={t('order.nothingLeft')}
          columns={[
            { id: 'sku', title: t('entry.sku'), width: 96, render: (line) => <span className="num">{line.sku}</span> },
            { id: 'name', title: t('entry.name'), wrap: true, render: (line) => line.name },
            { id: 'left', title: t(kind === 'take_back' ? 'order.atCustomer' : 'order.changeable'), align: 'right', width: 96, render: (line) => <span className="num">{`${formatQty(mostOf(kind, line))} ${line.uom}`}</span> },
            {
              id: 'part',
              title: t(`order.part.${kind}`),
              align: 'right',
              width: 130,
              render: (line, index) => (
                <Input
                  className={css.qty}
                  autoFocus={index === 0}
                  inputMode="decimal"
                  aria-label={t('order.partOf', { sku: line.sku })}
                  status={wrongQty(kind, typed[line.id] ?? '', line) === null ? '' : 'error'}
                  value={typed[line.id] ?? ''}
                  onFocus={(event) => event.target.select()}
                  onChange={(event) => setTyped((now) => ({ ...now, [line.id]: event.target.value }))}
                />
              ),
            },
          ]}
        />
        <div className={css.allButtons}>
          <Button size="small" onClick={() => setTyped(everything())}>
            {t('order.partAll')}
          </Button>
          <Button size="small" onClick={() => setTyped({})}>
            {t('order.partNone')}
          </Button>
        </div>
        {kind === 'cancel' && <Input aria-label={t('order.reason')} placeholder={t('order.reasonNeeded')} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </div>
    </Modal>
  );
}
