/** The lines of an amendment: each figure can be typed over; what was, is still to be seen. */
import { DeleteOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { compareDecimals, percentOf } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import { type OrderLine, type OrderView } from '@/features/orders/entry/entry';
import { type AmendmentDraft, type LineEdit, wantedOf } from '@/features/orders/record/amendment';
import { type PlainColumn, PlainTable } from '@/ui/PlainTable';
import css from './Record.module.css';

interface AmendLinesProps {
  order: OrderView;
  draft: AmendmentDraft;
  change: (next: (now: AmendmentDraft) => AmendmentDraft) => void;
  mayPrice: boolean;
  wrong: { line: string; field: keyof LineEdit }[];
}

export function AmendLines({ order, draft, change, mayPrice, wrong }: AmendLinesProps) {
  const { t } = useTranslation();
  const edit = (line: OrderLine, part: LineEdit) => change((now) => ({ ...now, lines: { ...now.lines, [line.id]: { ...now.lines[line.id], ...part } } }));
  const lines = order.lines.filter((line) => compareDecimals(wantedOf(line), '0') > 0);
  const field = (line: OrderLine, name: 'qty' | 'price' | 'discount' | 'requestedOn', now: string, label: string, fixed = false) => {
    const typed = draft.lines[line.id] ?? {};
    return (
      <Input
        className={`${css.qty} ${typed[name] !== undefined && typed[name] !== now ? css.edited : ''}`}
        aria-label={t('grid.where', { line: line.line_no, column: label })}
        disabled={fixed || typed.dropped === true}
        autoFocus={name === 'qty' && line === lines[0]}
        inputMode={name === 'requestedOn' ? 'text' : 'decimal'}
        status={wrong.some((one) => one.line === line.id && one.field === name) ? 'error' : ''}
        value={typed[name] ?? now}
        onFocus={(event) => event.target.select()}
        onChange={(event) => edit(line, { [name]: event.target.value })}
      />
    );
  };
  const priced: PlainColumn<OrderLine>[] = mayPrice
    ? [
        { id: 'price', title: t('entry.price'), align: 'right', width: 104, render: (line) => field(line, 'price', line.price, t('entry.price'), compareDecimals(line.qty_invoiced, '0') > 0) },
        { id: 'discount', title: t('entry.discount'), align: 'right', width: 84, render: (line) => field(line, 'discount', percentOf(line.discount), t('entry.discount'), compareDecimals(line.qty_invoiced, '0') > 0) },
      ]
    : [];
  return (
    <PlainTable
      label={t('entry.grid')}
      rows={lines}
      rowKey={(line) => line.id}
      columns={[
        { id: 'no', title: t('grid.line'), width: 36, render: (line) => line.line_no },
        { id: 'sku', title: t('entry.sku'), width: 88, render: (line) => <span className="num">{line.sku}</span> },
        { id: 'name', title: t('entry.name'), wrap: true, render: (line) => <span className={draft.lines[line.id]?.dropped === true ? css.dropped : undefined}>{line.name}</span> },
        { id: 'fixed', title: t('order.amend.fixed'), align: 'right', width: 72, render: (line) => <span className="num">{formatQty(line.qty_released)}</span> },
        { id: 'qty', title: t('entry.qty'), align: 'right', width: 104, render: (line) => field(line, 'qty', wantedOf(line), t('entry.qty')) },
        ...priced,
        { id: 'day', title: t('orders.requestedOn'), width: 124, render: (line) => field(line, 'requestedOn', line.requested_on ?? '', t('orders.requestedOn')) },
        {
          id: 'drop',
          title: '',
          width: 40,
          render: (line) => {
            const dropped = draft.lines[line.id]?.dropped === true;
            const label = dropped ? t('order.amend.keepLine', { line: line.line_no }) : t('order.amend.dropLine', { line: line.line_no });
            return (
              <Button
                type="text"
                size="small"
                aria-label={label}
                title={label}
                disabled={compareDecimals(line.qty_released, '0') > 0}
                icon={dropped ? <UndoOutlined /> : <DeleteOutlined />}
                onClick={() => edit(line, { dropped: !dropped })}
              />
            );
          },
        },
      ]}
    />
  );
}
