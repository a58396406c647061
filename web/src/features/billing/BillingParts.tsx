/** The lists of finance, side by side. */
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import { Parts } from '@/ui/Parts';

export function BillingParts() {
  const { t } = useTranslation();
  const may = useMay();
  const places = [
    { path: '/invoices', title: t('billing.invoices'), action: 'invoice.read' },
    { path: '/payments', title: t('billing.payments'), action: 'payment.read' },
    { path: '/receivables', title: t('billing.receivables'), action: 'invoice.read' },
  ];
  return <Parts places={places.filter(({ action }) => may(action))} />;
}
