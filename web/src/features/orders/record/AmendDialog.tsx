/** Changing a confirmed order: quantities, prices, days, lines, address; what it does is shown before it is done. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, App, Input, Modal, Radio } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, idempotent, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import { useMay } from '@/api/session';
import { useDebounced } from '@/lib/debounce';
import { dayOf, formatQty } from '@/lib/format';
import { uuid } from '@/lib/uuid';
import type { OrderView, ShipTo } from '@/features/orders/entry/entry';
import { askableLines } from '@/features/orders/entry/entry';
import { useLineColumns } from '@/features/orders/entry/columns';
import { AmendLines } from '@/features/orders/record/AmendLines';
import { type AmendmentDraft, type Change, changesOf, wrongEdits } from '@/features/orders/record/amendment';
import { type NewAmendment, amend } from '@/features/orders/record/commands';
import { type OneDialogProps, Refused } from '@/features/orders/record/Dialogs';
import { effectOf } from '@/features/orders/record/effect';
import { EffectList } from '@/features/orders/record/EffectList';
import { EntryGrid } from '@/ui/grid/EntryGrid';
import { useEntryGrid } from '@/ui/grid/useEntryGrid';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Record.module.css';

const SETTLE_MS = 250;
const NEW_COLUMNS = ['sku', 'qty', 'uom', 'price', 'discount', 'note'];

/** What the changes would do, asked while one types. */
function usePreview(order: OrderView, changes: Change[], on_short: NewAmendment['on_short']) {
  const asked = useDebounced(JSON.stringify(changes), SETTLE_MS);
  return useQuery({
    queryKey: ['order', order.id, 'check-amendment', order.revision, asked],
    queryFn: ({ signal }) =>
      ok(
        api.POST('/api/orders/{id}/check-amendment', {
          params: { path: { id: order.id } },
          headers: idempotent(uuid()),
          body: { changes: JSON.parse(asked) as Change[], ...(on_short === undefined ? {} : { on_short }) },
          signal,
        }),
      ),
    enabled: asked !== '[]',
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}

export function AmendDialog({ order, runner, close }: OneDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const [today] = useState(() => dayOf(new Date()));
  const [draft, setDraft] = useState<AmendmentDraft>({ lines: {}, shipTo: null });
  const [reason, setReason] = useState('');
  const [onShort, setOnShort] = useState<'refuse' | 'backorder'>('refuse');
  const all = useLineColumns(may('order.price'));
  const columns = useMemo(() => all.filter(({ id, kind }) => NEW_COLUMNS.includes(id) && kind !== 'readonly'), [all]);
  const grid = useEntryGrid(columns);
  const added = useMemo(() => askableLines(grid.state.rows).map(({ line }) => line), [grid.state.rows]);
  const changes = useMemo(() => changesOf(order, draft, added, today), [order, draft, added, today]);
  const wrong = wrongEdits(draft, today);
  const preview = usePreview(order, changes, onShort);
  const effect = changes.length > 0 && preview.data ? effectOf(preview.data.effect) : null;
  const short = changes.length > 0 ? (preview.data?.short ?? []) : [];
  const blocked = changes.length === 0 || wrong.length > 0 || grid.problems.length > 0 || grid.pending || preview.error !== null;
  const send = async () => {
    if (blocked) return;
    const now = await runner.run(amend({ changes, reason, on_short: onShort }));
    if (!now) return;
    const last = now.amendments.at(-1);
    void message.success(last?.state === 'proposed' ? t('order.done.amendmentProposed') : t('order.done.amended'));
    close();
  };
  return (
    <Modal
      open
      width={1040}
      title={t('order.amendTitle', { number: order.number })}
      onCancel={close}
      mask={{ closable: false }}
      onOk={() => void send()}
      okText={effect !== null && effect.needsApproval.length > 0 ? t('order.amend.propose') : t('order.amend.apply')}
      cancelText={t('order.back')}
      okButtonProps={{ disabled: blocked, loading: runner.busy }}
    >
      <div className={css.dialog}>
        <Refused runner={runner} />
        <AmendLines order={order} draft={draft} change={setDraft} mayPrice={may('order.price')} wrong={wrong} />
        <h3 className={css.dialogTitle}>{t('order.amend.newLines')}</h3>
        <EntryGrid grid={grid} label={t('order.amend.newLines')} quiet />
        <AddressEdit order={order} value={draft.shipTo} change={(shipTo) => setDraft((now) => ({ ...now, shipTo }))} />
        <Input aria-label={t('order.reason')} placeholder={t('order.amend.reason')} value={reason} onChange={(event) => setReason(event.target.value)} />
        <section className={css.preview} aria-live="polite">
          <h3 className={css.dialogTitle}>{t('order.amend.effect')}</h3>
          {preview.error !== null && changes.length > 0 && <ProblemBanner error={asProblem(preview.error)} />}
          {effect === null ? <p className={css.quiet}>{t('order.amend.nothing')}</p> : <EffectList effect={effect} currency={order.currency} />}
          {effect !== null && effect.needsApproval.length > 0 && (
            <Alert type="warning" showIcon title={t('order.amend.willNeed', { reasons: effect.needsApproval.map((one) => t(`orders.hold.${one}`)).join(t('list.comma')) })} />
          )}
          {short.length > 0 && (
            <div className={css.previewShort}>
              {short.map((line) => (
                <p key={line.line}>{t('order.amend.short', { sku: line.sku, wanted: formatQty(line.wanted), available: formatQty(line.available) })}</p>
              ))}
              <Radio.Group
                value={onShort}
                onChange={(event) => setOnShort(event.target.value as 'refuse' | 'backorder')}
                options={[
                  { value: 'refuse', label: t('order.amend.refuse') },
                  { value: 'backorder', label: t('entry.short.backorder') },
                ]}
              />
            </div>
          )}
        </section>
      </div>
    </Modal>
  );
}

function AddressEdit({ order, value, change }: { order: OrderView; value: ShipTo | null; change: (shipTo: ShipTo | null) => void }) {
  const { t } = useTranslation();
  const now = value ?? { receiver: order.receiver, phone: order.phone, address: order.address };
  return (
    <div className={css.addressEdit}>
      {(['receiver', 'phone', 'address'] as const).map((part) => (
        <label key={part}>
          <span>{t(`orders.${part}`)}</span>
          <Input value={now[part]} onChange={(event) => change({ ...now, [part]: event.target.value })} />
        </label>
      ))}
    </div>
  );
}
