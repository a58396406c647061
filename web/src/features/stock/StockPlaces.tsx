/** The parts of the warehouse's own place. */
import { useTranslation } from 'react-i18next';
import { Parts } from '@/ui/Parts';

export function StockPlaces() {
  const { t } = useTranslation();
  return (
    <Parts
      places={[
        { path: '/stock', title: t('stock.balances'), end: true },
        { path: '/stock/moves', title: t('stock.moves') },
        { path: '/stock/planned', title: t('stock.planned') },
        { path: '/stock/counts', title: t('stock.counts') },
        { path: '/stock/warehouses', title: t('stock.places') },
      ]}
    />
  );
}
