/** The packages: weight and tracking number of each. A row is added by typing in the last one. */
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { parseDecimal } from '@/lib/decimal';
import type { DialogProps } from '@/features/shipments/ShipmentDialog';
import { ActionDialog } from '@/ui/ActionDialog';
import css from './Shipments.module.css';

interface Row {
  tracking: string;
  /** In kilograms, as it is on the scale. */
  weight: string;
  note: string;
}

const EMPTY: Row = { tracking: '', weight: '', note: '' };
const isEmpty = (row: Row) => row.tracking.trim() === '' && row.weight.trim() === '' && row.note.trim() === '';
const grams = (row: Row) => Number((parseDecimal(row.weight.trim() === '' ? '0' : row.weight) ?? -1n) / 1000n);
const kilograms = (weight: number) => (weight === 0 ? '' : `${String(Math.trunc(weight / 1000))}.${String(weight % 1000).padStart(3, '0')}`.replace(/\.?0+$/, ''));

export function PackDialog({ shipment, done, close, pack }: DialogProps & { pack: boolean }) {
  const { t } = useTranslation();
  const [rows, setRows] = useState<Row[]>(() => [
    ...shipment.packages.map((one) => ({ tracking: one.tracking_number, weight: kilograms(one.weight_g), note: one.note })),
    EMPTY,
  ]);
  const put = (index: number, change: Partial<Row>) => {
    const next = rows.map((row, at) => (at === index ? { ...row, ...change } : row));
    const last = next.at(-1);
    setRows(last && !isEmpty(last) ? [...next, EMPTY] : next);
  };
  const filled = rows.filter((row) => !isEmpty(row));
  const wrong = filled.some((row) => row.weight.trim() !== '' && parseDecimal(row.weight) === null);
  const run = async () => {
    const packages = filled.map((row) => ({ tracking_number: row.tracking.trim(), weight_g: grams(row), note: row.note.trim() }));
    const params = { path: { id: shipment.id } };
    const headers = ifMatch(shipment.revision);
    done(
      await ok(
        pack
          ? api.POST('/api/shipments/{id}/pack', { params, headers, body: { packages } })
          : api.POST('/api/shipments/{id}/packages', { params, headers, body: { packages } }),
      ),
    );
  };
  return (
    <ActionDialog
      title={t(pack ? 'shipments.packTitle' : 'shipments.packagesOf', { number: shipment.number })}
      okText={t(pack ? 'shipments.action.pack' : 'common.save')}
      wide
      blocked={wrong ? t('shipments.weightWrong') : undefined}
      onOk={run}
      onClose={close}
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{'#'}</th>
            <th scope="col">{t('shipments.tracking')}</th>
            <th scope="col">{t('shipments.weight')}</th>
            <th scope="col">{t('shipments.note')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // Rows have no identity but their place.
            <tr key={index}>
              <td className="num">{index + 1}</td>
              <td>
                <Input aria-label={t('shipments.tracking')} value={row.tracking} onChange={(event) => put(index, { tracking: event.target.value })} />
              </td>
              <td className={css.qty}>
                <Input
                  aria-label={t('shipments.weight')}
                  inputMode="decimal"
                  value={row.weight}
                  status={row.weight.trim() !== '' && parseDecimal(row.weight) === null ? 'error' : ''}
                  onChange={(event) => put(index, { weight: event.target.value })}
                />
              </td>
              <td>
                <Input aria-label={t('shipments.note')} value={row.note} onChange={(event) => put(index, { note: event.target.value })} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ActionDialog>
  );
}
