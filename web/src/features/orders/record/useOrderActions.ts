/** The order's buttons, what is next first, from what the server allows. */
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '@/api/session';
import { compareDecimals } from '@/lib/decimal';
import type { OrderView } from '@/features/orders/entry/entry';
import { type Command, type Runner, confirm, copy, invoice, placeAndConfirm, release } from '@/features/orders/record/commands';
import type { Dialog } from '@/features/orders/record/Dialogs';
import type { Action } from '@/ui/action';

type Allowed = OrderView['allowed_actions'][number];

/** Where a decision is made on the page itself. */
function show(section: string) {
  const place = document.getElementById(section);
  place?.scrollIntoView({ block: 'center' });
  place?.querySelector<HTMLElement>('input, textarea, button')?.focus();
}

export function useOrderActions(order: OrderView, runner: Runner, open: (dialog: Dialog) => void): Action[] {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const may = useMay();
  const does = (command: Command, done: string) => async () => {
    if (await runner.run(command)) void message.success(done);
  };
  const uninvoiced = order.lines.some((line) => compareDecimals(line.qty_shipped, line.qty_invoiced) > 0);
  const all: (Action & { when?: Allowed })[] = [
    { id: 'review', when: 'review', label: t('order.action.review'), primary: true, run: () => show('order-holds') },
    { id: 'resolve_short', when: 'resolve_short', label: t('order.action.resolve_short'), primary: true, run: () => show('order-short') },
    { id: 'place', when: 'place', label: t('order.action.place'), primary: true, shortcut: 'mod+enter', run: does(placeAndConfirm, t('order.done.place')) },
    { id: 'edit', when: 'edit', label: t('order.action.edit'), shortcut: 'e', run: () => navigate(`/orders/${order.id}/edit`) },
    { id: 'confirm', when: 'confirm', label: t('order.action.confirm'), primary: true, shortcut: 'mod+enter', run: does(confirm('decide'), t('order.done.confirm')) },
    { id: 'release', when: 'release', label: t('order.action.release'), primary: true, shortcut: 'mod+enter', run: does(release, t('order.done.release')) },
    { id: 'lift', when: 'lift', label: t('order.action.lift'), run: () => open('lift') },
    ...(uninvoiced && may('invoice.issue') ? [{ id: 'invoice', label: t('order.action.invoice'), run: does(invoice, t('order.done.invoice')) }] : []),
    { id: 'amend', when: 'amend', label: t('order.action.amend'), run: () => open('amend') },
    {
      id: 'copy',
      when: 'copy',
      label: t('order.action.copy'),
      run: async () => {
        const made = await runner.run(copy);
        if (made) await navigate(`/orders/${made.id}/edit`);
      },
    },
    { id: 'split', when: 'split', label: t('order.action.split'), run: () => open('split') },
    { id: 'hold', when: 'hold', label: t('order.action.hold'), run: () => open('hold') },
    { id: 'take_back', when: 'take_back', label: t('order.action.take_back'), run: () => open('take_back') },
    { id: 'close', when: 'close', label: t('order.action.close'), run: () => open('close') },
    { id: 'cancel', when: 'cancel', label: t('order.action.cancel'), danger: true, run: () => open('cancel') },
  ];
  return all.filter(({ when }) => when === undefined || order.allowed_actions.includes(when));
}
