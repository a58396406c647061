/** Refused goods are back on the shelf: all of them, or as many as were found good. */
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { compareDecimals, decimalText, parseDecimal } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import type { ShipmentLine } from '@/features/shipments/rows';
import type { DialogProps } from '@/features/shipments/ShipmentDialog';
import { ActionDialog, DialogField } from '@/ui/ActionDialog';
import css from './Shipments.module.css';

const waiting = (line: ShipmentLine) => decimalText((parseDecimal(line.qty_refused) ?? 0n) - (parseDecimal(line.qty_restocked) ?? 0n));

export function RestockDialog({ shipment, done, close }: DialogProps) {
  const { t } = useTranslation();
  const lines = shipment.lines.filter((line) => compareDecimals(waiting(line), '0') > 0);
  const [qty, setQty] = useState<Record<string, string>>(() => Object.fromEntries(lines.map((line) => [line.id, waiting(line)])));
  const [note, setNote] = useState('');
  const asked = lines.map((line) => ({ line: line.id, qty: (qty[line.id] ?? '').trim() })).filter((one) => one.qty !== '' && one.qty !== '0');
  const wrong = asked.some((one) => parseDecimal(one.qty) === null);
  const run = async () =>
    done(
      await ok(
        api.POST('/api/shipments/{id}/restock', {
          params: { path: { id: shipment.id } },
          headers: ifMatch(shipment.revision),
          body: { lines: asked, note: note.trim() },
        }),
      ),
    );
  return (
    <ActionDialog
      title={t('shipments.restockTitle', { number: shipment.number })}
      okText={t('shipments.action.restock')}
      wide
      blocked={wrong || asked.length === 0 ? t('shipments.qtyWrong') : undefined}
      onOk={run}
      onClose={close}
    >
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('shipments.name')}</th>
              <th scope="col">{t('shipments.refusedReason')}</th>
              <th scope="col" className={css.right}>
                {t('shipments.waitingBack')}
              </th>
              <th scope="col">{t('shipments.backQty')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td className={css.name}>
                  {line.name} <span className={css.quiet}>{line.sku}</span>
                </td>
                <td className={css.name}>{line.refused_reason}</td>
                <td className={`${css.right} num`}>
                  {formatQty(waiting(line))} {line.uom}
                </td>
                <td className={css.qty}>
                  <Input
                    aria-label={`${line.sku} ${t('shipments.backQty')}`}
                    inputMode="decimal"
                    value={qty[line.id]}
                    onFocus={(event) => event.target.select()}
                    onChange={(event) => setQty({ ...qty, [line.id]: event.target.value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <DialogField label={t('shipments.note')}>
        <Input value={note} onChange={(event) => setNote(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}
