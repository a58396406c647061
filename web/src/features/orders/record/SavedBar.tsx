/** Just entered: what became of it, and the next one with one key. */
import { CheckCircleFilled } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { compareDecimals } from '@/lib/decimal';
import type { OrderView } from '@/features/orders/entry/entry';
import { Kbd } from '@/ui/Kbd';
import css from './Record.module.css';

export function SavedBar({ saved, order }: { saved: string; order: OrderView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const waiting = order.lines.filter((line) => compareDecimals(line.qty_waiting, '0') > 0).length;
  return (
    <div className={css.saved} role="status">
      <CheckCircleFilled />
      <span>{t(`order.saved.${waiting > 0 && saved === 'confirmed' ? 'waiting' : saved}`, { count: waiting,  number: order.number, defaultValue: t('order.saved.placed', { number: order.number }) })}</span>
      <Button size="small" type="primary" autoFocus onClick={() => void navigate('/orders/new')}>
        {t('order.again')} <Kbd combo="n" />
      </Button>
    </div>
  );
}
