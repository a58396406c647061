/** To whom the goods of one balance are promised. */
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import { useMedia } from '@/lib/media';
import type { Balance } from '@/features/stock/rows';
import { ErrorState } from '@/ui/ErrorState';
import { chipsToText } from '@/ui/list/filter';
import { PlainTable } from '@/ui/PlainTable';
import { QtyText, TimeText } from '@/ui/texts';
import { size } from '@/ui/tokens';
import css from './Stock.module.css';

const WIDTH = 560;

/** The list of orders, filtered to one number. */
const orderPath = (number: string) => `/orders?filter=${encodeURIComponent(chipsToText([{ field: 'number', op: 'eq', value: number }]))}`;

export function HoldersDrawer({ balance, onClose }: { balance: Balance; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const { data, error, refetch } = useQuery({
    queryKey: ['stock', 'holders', balance.sku_id, balance.warehouse_id],
    queryFn: ({ signal }) => ok(api.GET('/api/stock/holders', { params: { query: { sku: balance.sku_id, warehouse: balance.warehouse_id } }, signal })),
  });
  return (
    <Drawer open title={t('stock.holdersOf', { sku: balance.sku })} size={phone ? '100%' : WIDTH} onClose={onClose}>
      <dl className={css.facts}>
        <div>
          <dt>{t('stock.name')}</dt>
          <dd>{balance.name}</dd>
        </div>
        <div>
          <dt>{t('stock.onHand')}</dt>
          <dd>
            <QtyText qty={balance.on_hand} />
          </dd>
        </div>
        <div>
          <dt>{t('stock.reserved')}</dt>
          <dd>
            <QtyText qty={balance.reserved} />
          </dd>
        </div>
        <div>
          <dt>{t('stock.available')}</dt>
          <dd>
            <QtyText qty={balance.available} />
          </dd>
        </div>
      </dl>
      {error != null ? (
        <ErrorState error={error} again={() => void refetch()} />
      ) : (
        <PlainTable
          label={t('stock.holders')}
          rows={data ?? []}
          rowKey={(row) => `${row.origin}/${row.lot}`}
          empty={data ? t('stock.noHolders') : t('common.loading')}
          columns={[
            { id: 'document', title: t('stock.order'), render: (row) => <Link to={orderPath(row.document)}>{row.document}</Link> },
            { id: 'lot', title: t('stock.lot'), render: (row) => row.lot },
            { id: 'qty', title: t('stock.qty'), align: 'right', render: (row) => <QtyText qty={row.qty} /> },
            { id: 'at', title: t('stock.since'), render: (row) => <TimeText at={row.created_at} /> },
          ]}
        />
      )}
    </Drawer>
  );
}
