/** What one may do to stock from any of its lists. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '@/api/session';
import type { Action } from '@/ui/action';

export function useStockActions(): Action[] {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const actions: Action[] = [];
  if (may('stock.receive')) actions.push({ id: 'receive', label: t('stock.receive'), primary: true, shortcut: 'alt+r', run: () => navigate('/stock/receive') });
  if (may('stock.transfer')) actions.push({ id: 'transfer', label: t('stock.transfer'), run: () => navigate('/stock/transfer') });
  if (may('stock.adjust')) actions.push({ id: 'adjust', label: t('stock.adjust'), run: () => navigate('/stock/adjust') });
  if (may('stock.count')) actions.push({ id: 'count', label: t('stock.countNew'), run: () => navigate('/stock/counts?new=1') });
  return actions;
}
