/** What arrived: everything, or line by line what was taken and what was refused, and who signed. */
import { Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { compareDecimals, decimalText, parseDecimal } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import type { ShipmentLine } from '@/features/shipments/rows';
import type { DialogProps } from '@/features/shipments/ShipmentDialog';
import { ActionDialog, DialogField, DialogRow } from '@/ui/ActionDialog';
import css from './Shipments.module.css';

interface Row {
  delivered: string;
  refused: string;
  reason: string;
}

const onTheWay = (line: ShipmentLine) =>
  decimalText((parseDecimal(line.qty_shipped) ?? 0n) - (parseDecimal(line.qty_delivered) ?? 0n) - (parseDecimal(line.qty_refused) ?? 0n));
const said = (text: string) => (text.trim() === '' ? '0' : text.trim());

type Mode = 'all' | 'lines' | 'refused';

export function DeliverDialog({ shipment, done, close }: DialogProps) {
  const { t } = useTranslation();
  const lines = shipment.lines.filter((line) => compareDecimals(onTheWay(line), '0') > 0);
  const [mode, setMode] = useState<Mode>('all');
  const [signedBy, setSignedBy] = useState(shipment.receiver);
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const [rows, setRows] = useState<Record<string, Row>>(() =>
    Object.fromEntries(lines.map((line) => [line.id, { delivered: onTheWay(line), refused: '', reason: '' }])),
  );
  const put = (id: string, change: Partial<Row>) =>
    setRows((old) => ({ ...old, [id]: { ...(old[id] ?? { delivered: '', refused: '', reason: '' }), ...change } }));

  const told = () => {
    if (mode === 'all') return null;
    if (mode === 'refused') return lines.map((line) => ({ line: line.id, qty_delivered: '0', qty_refused: onTheWay(line), reason: reason.trim() }));
    return lines.map((line) => {
      const row = rows[line.id];
      return { line: line.id, qty_delivered: said(row?.delivered ?? ''), qty_refused: said(row?.refused ?? ''), reason: row?.reason.trim() ?? '' };
    });
  };
  const lineWrong = mode === 'lines' && Object.values(rows).some((row) => [row.delivered, row.refused].some((text) => parseDecimal(said(text)) === null));
  const blocked = lineWrong ? t('shipments.qtyWrong') : mode === 'refused' && reason.trim() === '' ? t('shipments.reasonWanted') : undefined;
  const run = async () =>
    done(
      await ok(
        api.POST('/api/shipments/{id}/deliver', {
          params: { path: { id: shipment.id } },
          headers: ifMatch(shipment.revision),
          body: { lines: told(), signed_by: mode === 'refused' ? '' : signedBy.trim(), note: note.trim(), photo: '', delivered_at: null },
        }),
      ),
    );
  return (
    <ActionDialog
      title={t('shipments.deliverTitle', { number: shipment.number })}
      okText={t(`shipments.deliverOk.${mode}`)}
      danger={mode === 'refused'}
      wide
      blocked={blocked}
      onOk={run}
      onClose={close}
    >
      <Segmented<Mode> value={mode} onChange={setMode} options={(['all', 'lines', 'refused'] as const).map((value) => ({ value, label: t(`shipments.deliverMode.${value}`) }))} />
      {mode === 'lines' && (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t('shipments.name')}</th>
                <th scope="col" className={css.right}>
                  {t('shipments.onTheWay')}
                </th>
                <th scope="col">{t('shipments.qty_delivered')}</th>
                <th scope="col">{t('shipments.qty_refused')}</th>
                <th scope="col">{t('shipments.reason')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <td className={css.name}>
                    {line.name} <span className={css.quiet}>{line.sku}</span>
                  </td>
                  <td className={`${css.right} num`}>
                    {formatQty(onTheWay(line))} {line.uom}
                  </td>
                  {(['delivered', 'refused'] as const).map((name) => (
                    <td key={name} className={css.qty}>
                      <Input
                        aria-label={`${line.sku} ${t(`shipments.qty_${name}`)}`}
                        inputMode="decimal"
                        value={rows[line.id]?.[name]}
                        onFocus={(event) => event.target.select()}
                        onChange={(event) => put(line.id, { [name]: event.target.value })}
                      />
                    </td>
                  ))}
                  <td>
                    <Input aria-label={`${line.sku} ${t('shipments.reason')}`} value={rows[line.id]?.reason} onChange={(event) => put(line.id, { reason: event.target.value })} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <DialogRow>
        {mode === 'refused' ? (
          <DialogField label={t('shipments.refusedReason')}>
            <Input value={reason} onChange={(event) => setReason(event.target.value)} />
          </DialogField>
        ) : (
          <DialogField label={t('shipments.signedBy')}>
            <Input value={signedBy} onChange={(event) => setSignedBy(event.target.value)} />
          </DialogField>
        )}
        <DialogField label={t('shipments.note')}>
          <Input value={note} onChange={(event) => setNote(event.target.value)} />
        </DialogField>
      </DialogRow>
    </ActionDialog>
  );
}
