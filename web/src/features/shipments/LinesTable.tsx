/** What is in the shipment, and how far each line is. Columns that say nothing are left out. */
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import type { ShipmentLine } from '@/features/shipments/rows';
import { type PlainColumn, PlainTable } from '@/ui/PlainTable';
import { QtyText } from '@/ui/texts';
import css from './Shipments.module.css';

type Counted = 'qty_picked' | 'qty_short' | 'qty_shipped' | 'qty_delivered' | 'qty_refused' | 'qty_restocked';
const ALWAYS: Counted[] = ['qty_picked', 'qty_shipped', 'qty_delivered'];
const COUNTED: Counted[] = ['qty_picked', 'qty_short', 'qty_shipped', 'qty_delivered', 'qty_refused', 'qty_restocked'];
const LOOK: Partial<Record<Counted, string | undefined>> = { qty_short: css.warn, qty_refused: css.bad };

export function LinesTable({ lines }: { lines: ShipmentLine[] }) {
  const { t } = useTranslation();
  const shown = COUNTED.filter((name) => ALWAYS.includes(name) || lines.some((line) => line[name] !== '0'));
  const counted = (name: Counted): PlainColumn<ShipmentLine> => ({
    id: name,
    title: t(`shipments.${name}`),
    align: 'right',
    render: (line) => (
      <span className={line[name] === '0' ? css.quiet : LOOK[name]} title={name === 'qty_refused' ? line.refused_reason : undefined}>
        {formatQty(line[name])}
      </span>
    ),
  });
  const lots: PlainColumn<ShipmentLine>[] = lines.some((line) => line.lot !== '') ? [{ id: 'lot', title: t('shipments.lot'), render: (line) => line.lot }] : [];
  const reasons: PlainColumn<ShipmentLine>[] = lines.some((line) => line.refused_reason !== '')
    ? [{ id: 'reason', title: t('shipments.refusedReason'), render: (line) => line.refused_reason }]
    : [];
  return (
    <PlainTable
      label={t('shipments.lines')}
      rows={lines}
      rowKey={(line) => line.id}
      columns={[
        { id: 'no', title: '#', width: 36, render: (line) => line.line_no },
        { id: 'sku', title: t('shipments.sku'), render: (line) => line.sku },
        { id: 'name', title: t('shipments.name'), render: (line) => line.name },
        ...lots,
        { id: 'qty', title: t('shipments.qty'), align: 'right', render: (line) => <QtyText qty={line.qty} uom={line.uom} /> },
        ...shown.map(counted),
        ...reasons,
      ]}
    />
  );
}
