/** Products and price lists, side by side. */
import { useTranslation } from 'react-i18next';
import { Parts } from '@/ui/Parts';

export function ProductPlaces() {
  const { t } = useTranslation();
  return (
    <Parts
      places={[
        { path: '/products', title: t('frame.products'), end: true },
        { path: '/products/price-lists', title: t('products.priceLists') },
      ]}
    />
  );
}
