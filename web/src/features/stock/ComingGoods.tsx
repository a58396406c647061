/** What is expected in the warehouse: taken over into the receipt by one click. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { Dispatch } from 'react';
import { useTranslation } from 'react-i18next';
import { addDecimals } from '@/lib/decimal';
import { comingActions } from '@/features/stock/lines';
import { type Planned, readComing } from '@/features/stock/rows';
import { cellOf, type GridAction, type GridRow } from '@/ui/grid/grid';
import { PlainTable } from '@/ui/PlainTable';
import { Section } from '@/ui/RecordPage';
import { QtyText } from '@/ui/texts';

interface ComingGoodsProps {
  warehouse: string;
  rows: GridRow[];
  dispatch: Dispatch<GridAction>;
}

const rowKey = (plan: Planned) => plan.id;
const toCome = (plan: Planned) => addDecimals(plan.qty, `-${plan.qty_received}`);

export function ComingGoods({ warehouse, rows, dispatch }: ComingGoodsProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['planned', 'coming', warehouse],
    queryFn: ({ signal }) => readComing(warehouse, signal),
    enabled: warehouse !== '',
  });
  if (!data || data.items.length === 0) return null;
  const taken = new Set(rows.map((row) => cellOf(row, 'plan').text));
  const take = (plan: Planned) => {
    const option = { value: plan.sku_id, code: plan.sku_code, label: plan.sku_name };
    comingActions(rows, { id: plan.id, option, qty: toCome(plan) }).forEach((action) => dispatch(action));
  };
  return (
    <Section title={t('stock.planned')}>
      <PlainTable
        label={t('stock.planned')}
        rows={data.items}
        rowKey={rowKey}
        columns={[
          { id: 'day', title: t('stock.expectedOn'), render: (plan) => plan.expected_on },
          { id: 'sku', title: t('stock.sku'), render: (plan) => plan.sku_code },
          { id: 'name', title: t('stock.name'), render: (plan) => plan.sku_name },
          { id: 'qty', title: t('stock.toCome'), align: 'right', render: (plan) => <QtyText qty={toCome(plan)} /> },
          { id: 'reference', title: t('stock.reference'), render: (plan) => plan.reference },
          {
            id: 'take',
            title: '',
            align: 'right',
            render: (plan) => (
              <Button size="small" disabled={taken.has(plan.id)} onClick={() => take(plan)}>
                {taken.has(plan.id) ? t('stock.taken') : t('stock.take')}
              </Button>
            ),
          },
        ]}
      />
    </Section>
  );
}
