/** Somebody changed the draft meanwhile: what, and whose words hold. Nothing typed is lost either way. */
import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { Differences } from '@/features/orders/Differences';
import type { OrderView } from '@/features/orders/entry/entry';
import type { Conflict } from '@/features/orders/entry/useSave';
import css from './Entry.module.css';

interface ConflictDialogProps {
  conflict: Conflict | null;
  mine: () => void;
  theirs: (order: OrderView) => void;
  close: () => void;
}

export function ConflictDialog({ conflict, mine, theirs, close }: ConflictDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal open={conflict !== null} title={t('orders.conflict.title')} onCancel={close} footer={null} destroyOnHidden>
      {conflict && (
        <>
          <Differences found={conflict.found} />
          <div className={css.choices}>
            {conflict.theirs.state === 'draft' && (
              <Button type="primary" autoFocus onClick={mine}>
                {t('orders.conflict.mine')}
              </Button>
            )}
            <Button onClick={() => theirs(conflict.theirs)}>{t('orders.conflict.theirs')}</Button>
          </div>
          <p className={css.quietText}>{t('orders.conflict.explain')}</p>
        </>
      )}
    </Modal>
  );
}
