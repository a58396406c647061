/** What is owed, by how long it is overdue; every figure opens the invoices behind it. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type Receivable, type Receivables, useReceivables } from '@/features/billing/rows';
import { addDays, dayOf, formatMoney } from '@/lib/format';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { chipsToText } from '@/ui/list/filter';
import type { Chip } from '@/ui/list/model';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Billing.module.css';
import own from './Receivables.module.css';

const AGES = ['not_due', 'days_1_30', 'days_31_60', 'days_61_90', 'days_over_90'] as const;
type Age = (typeof AGES)[number];

/** The due days of an age, seen from a day: as the server groups them. */
function dueDays(age: Age, on: string): [string, string] {
  switch (age) {
    case 'not_due':
      return [on, ''];
    case 'days_1_30':
      return [addDays(on, -30), addDays(on, -1)];
    case 'days_31_60':
      return [addDays(on, -60), addDays(on, -31)];
    case 'days_61_90':
      return [addDays(on, -90), addDays(on, -61)];
    case 'days_over_90':
      return ['', addDays(on, -91)];
  }
}

function invoicesPath(on: string, age: Age | undefined, of: Receivable | undefined): string {
  const chips: Chip[] = [];
  if (of) chips.push({ field: 'customer', op: 'in', value: [of.customer], label: of.customer_name });
  if (age) chips.push({ field: 'due_on', op: 'in', value: dueDays(age, on) });
  return chips.length === 0 ? '/invoices' : `/invoices?filter=${encodeURIComponent(chipsToText(chips))}`;
}

export function ReceivablesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('on') ?? undefined;
  const { data, error, refetch } = useReceivables(asked);
  return (
    <section className={css.page} aria-label={t('billing.receivables')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('billing.receivables')}</h1>
        <label className={css.end}>
          {t('billing.asOf')}
          <input
            type="date"
            className={css.day}
            value={asked ?? data?.on ?? dayOf(new Date())}
            onChange={(event) => setSearch(event.target.value === '' ? {} : { on: event.target.value }, { replace: true })}
          />
        </label>
      </header>
      {error && <ErrorState error={error} again={() => void refetch()} />}
      {!data && !error && <ProgressLine />}
      {data && (data.items.length === 0 ? <EmptyState title={t('billing.owesNothing')} text={t('billing.owesNothingText')} /> : <AgeTable data={data} />)}
    </section>
  );
}

function AgeTable({ data }: { data: Receivables }) {
  const { t } = useTranslation();
  return (
    <div className={own.scroller} role="region" aria-label={t('billing.receivables')} tabIndex={0}>
      <table className={own.table}>
        <thead>
          <tr>
            <th scope="col">{t('billing.customer')}</th>
            <th scope="col" className={own.right}>
              {t('billing.invoiceCount')}
            </th>
            {AGES.map((age) => (
              <th key={age} scope="col" className={own.right}>
                {t(`billing.age.${age}`)}
              </th>
            ))}
            <th scope="col" className={own.right}>
              {t('billing.age.total')}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((row) => (
            <tr key={`${row.customer} ${row.currency}`}>
              <th scope="row" className={own.name}>
                <Link to={`/customers/${row.customer}`}>{row.customer_name}</Link>
              </th>
              <td className={`${own.right} ${own.count}`}>{row.invoices}</td>
              {AGES.map((age) => (
                <Figure key={age} label={t(`billing.age.${age}`)} amount={row[age]} currency={row.currency} to={invoicesPath(data.on, age, row)} late={age !== 'not_due'} />
              ))}
              <Figure label={t('billing.age.total')} amount={row.total} currency={row.currency} to={invoicesPath(data.on, undefined, row)} strong />
            </tr>
          ))}
        </tbody>
        <tfoot>
          {data.totals.map((total) => (
            <tr key={total.currency}>
              <th scope="row">{t('billing.allCustomers', { count: total.customers })}</th>
              <td className={`${own.right} ${own.count}`}>{total.invoices}</td>
              {AGES.map((age) => (
                <Figure key={age} label={t(`billing.age.${age}`)} amount={total[age]} currency={total.currency} to={invoicesPath(data.on, age, undefined)} late={age !== 'not_due'} />
              ))}
              <Figure label={t('billing.age.total')} amount={total.total} currency={total.currency} to={invoicesPath(data.on, undefined, undefined)} strong />
            </tr>
          ))}
        </tfoot>
      </table>
    </div>
  );
}

interface FigureProps {
  /** Its column's name, said beside it where there are no columns. */
  label: string;
  amount: string;
  currency: string;
  to: string;
  late?: boolean;
  strong?: boolean;
}

function Figure({ label, amount, currency, to, late = false, strong = false }: FigureProps) {
  if (amount === '0') return <td className={`${own.right} ${own.nothing}`}>{'—'}</td>;
  return (
    <td className={own.right} data-label={label}>
      <Link to={to} className={`${own.figure} ${late ? own.late : ''} ${strong ? own.strong : ''}`}>
        {formatMoney(amount, currency)}
      </Link>
    </td>
  );
}
