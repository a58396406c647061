/** The goods do not reach: which lines, and what shall be done, one key each. */
import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { formatQty } from '@/lib/format';
import type { OnShort } from '@/features/orders/entry/entry';
import css from './Entry.module.css';

interface ShortDialogProps {
  problem: Problem | null;
  /** SKU names by code. */
  names: Map<string, string>;
  busy: boolean;
  choose: (onShort: OnShort) => void;
  close: () => void;
}

const CHOICES: { id: Exclude<OnShort, 'refuse'>; key: string }[] = [
  { id: 'backorder', key: '1' },
  { id: 'part', key: '2' },
  { id: 'decide', key: '3' },
];

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export function ShortDialog({ problem, names, busy, choose, close }: ShortDialogProps) {
  const { t } = useTranslation();
  const lines = problem?.problems.filter(({ code }) => code === 'stock_short') ?? [];
  const onKey = (event: React.KeyboardEvent) => {
    const choice = CHOICES.find(({ key }) => key === event.key);
    if (!choice || busy) return;
    event.preventDefault();
    choose(choice.id);
  };
  return (
    <Modal open={problem !== null} title={t('entry.short.title', { count: lines.length })} onCancel={close} footer={null} width={640} destroyOnHidden>
      <div onKeyDown={onKey}>
        <table className={css.shortTable}>
          <thead>
            <tr>
              <th>{t('entry.sku')}</th>
              <th>{t('entry.name')}</th>
              <th className={css.right}>{t('entry.short.wanted')}</th>
              <th className={css.right}>{t('entry.short.available')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ field, params }) => (
              <tr key={field}>
                <td className="num">{text(params['sku'])}</td>
                <td>{names.get(text(params['sku']))}</td>
                <td className={`num ${css.right}`}>{formatQty(text(params['wanted']))}</td>
                <td className={`num ${css.right} ${css.short}`}>{formatQty(text(params['available']))}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className={css.choices}>
          {CHOICES.map(({ id, key }, index) => (
            <Button key={id} type={index === 0 ? 'primary' : 'default'} autoFocus={index === 0} disabled={busy} onClick={() => choose(id)}>
              <kbd className={css.choiceKey}>{key}</kbd>
              {t(`entry.short.${id}`)}
            </Button>
          ))}
          <Button onClick={close}>{t('entry.short.back')}</Button>
        </div>
        <p className={css.quietText}>{t('entry.short.explain')}</p>
      </div>
    </Modal>
  );
}
