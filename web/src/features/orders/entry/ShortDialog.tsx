/** The goods do not reach: which lines, and what shall be done, one key each. */
import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import type { Problem } from '@/api/problem';
import { formatQty } from '@/lib/format';
import type { OnShort, OrderView } from '@/features/orders/entry/entry';
import css from './Entry.module.css';

interface ShortDialogProps {
  /** What was refused because of it. */
  problem: Problem | null;
  /** Placed already: it cannot be gone back on here, only decided or left for later. */
  placed: OrderView | null;
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

interface Line {
  key: string;
  sku: string;
  wanted: string;
  available: string;
}

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function useLines(problem: Problem | null, placed: OrderView | null): Line[] {
  const { data } = useQuery({
    queryKey: ['order', placed?.id, 'shortage', placed?.revision],
    queryFn: ({ signal }) => ok(api.GET('/api/orders/{id}/shortage', { params: { path: { id: placed?.id ?? '' } }, signal })),
    enabled: placed !== null,
  });
  if (data) return data.map((line) => ({ key: line.line, sku: line.sku, wanted: line.wanted, available: line.available }));
  const refused = problem?.problems.filter(({ code }) => code === 'stock_short') ?? [];
  return refused.map(({ field, params }) => ({ key: field, sku: text(params['sku']), wanted: text(params['wanted']), available: text(params['available']) }));
}

export function ShortDialog({ problem, placed, names, busy, choose, close }: ShortDialogProps) {
  const { t } = useTranslation();
  const lines = useLines(problem, placed);
  const onKey = (event: React.KeyboardEvent) => {
    const choice = CHOICES.find(({ key }) => key === event.key);
    if (!choice || busy) return;
    event.preventDefault();
    choose(choice.id);
  };
  return (
    <Modal open={problem !== null || placed !== null} title={t('entry.short.title', { count: lines.length })} onCancel={close} footer={null} width={640} destroyOnHidden>
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
            {lines.map(({ key, sku, wanted, available }) => (
              <tr key={key}>
                <td className="num">{sku}</td>
                <td>{names.get(sku)}</td>
                <td className={`num ${css.right}`}>{formatQty(wanted)}</td>
                <td className={`num ${css.right} ${css.short}`}>{formatQty(available)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className={css.choices}>
          {CHOICES.map(({ id, key }, index) => (
            <Button key={id} type={index === 0 ? 'primary' : 'default'} autoFocus={index === 0} disabled={busy} onClick={() => choose(id)}>
              <kbd className={css.choiceKey}>{key}</kbd>
              {t(placed && id === 'decide' ? 'entry.short.later' : `entry.short.${id}`)}
            </Button>
          ))}
          {!placed && <Button onClick={close}>{t('entry.short.back')}</Button>}
        </div>
        <p className={css.quietText}>{t('entry.short.explain')}</p>
      </div>
    </Modal>
  );
}
