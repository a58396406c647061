/** An empty company: what to do first, in which order, and what is done already. */
import { CheckCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import { useMay } from '@/api/session';
import css from './Begin.module.css';

interface Step {
  id: string;
  path: string;
  /** Also by a spreadsheet. */
  importable: boolean;
  done: boolean;
}

/** How many there are of each; `undefined` where one may not look. */
function useCounts() {
  const may = useMay();
  const products = useQuery({
    queryKey: ['product', 'count'],
    queryFn: ({ signal }) => ok(api.GET('/api/products/totals', { params: { query: {} }, signal })),
    enabled: may('product.read'),
  });
  const customers = useQuery({
    queryKey: ['customer', 'count'],
    queryFn: ({ signal }) => ok(api.GET('/api/customers/totals', { params: { query: {} }, signal })),
    enabled: may('customer.read'),
  });
  const stock = useQuery({
    queryKey: ['stock', 'count'],
    queryFn: ({ signal }) => ok(api.GET('/api/stock/totals', { params: { query: {} }, signal })),
    enabled: may('stock.read'),
  });
  return { products: products.data?.count, customers: customers.data?.count, stock: stock.data?.count };
}

export function Begin() {
  const { t } = useTranslation();
  const may = useMay();
  const counts = useCounts();
  const steps: Step[] = [];
  if (may('product.write')) steps.push({ id: 'products', path: '/products?new=1', importable: true, done: (counts.products ?? 0) > 0 });
  if (may('customer.write')) steps.push({ id: 'customers', path: '/customers?new=1', importable: true, done: (counts.customers ?? 0) > 0 });
  if (may('stock.receive')) steps.push({ id: 'stock', path: '/stock/receive', importable: false, done: (counts.stock ?? 0) > 0 });
  if (may('order.create')) steps.push({ id: 'orders', path: '/orders/new', importable: true, done: false });
  if (steps.length === 0) return <p className={css.quiet}>{t('workbench.begin.nothing')}</p>;
  const next = steps.find((step) => !step.done)?.id;
  return (
    <section className={css.begin} aria-label={t('workbench.begin.title')}>
      <h2 className={css.title}>{t('workbench.begin.title')}</h2>
      <p className={css.text}>{t('workbench.begin.text')}</p>
      <ol className={css.steps}>
        {steps.map((step, index) => (
          <li key={step.id} className={`${css.step} ${step.done ? css.done : ''} ${step.id === next ? css.next : ''}`}>
            <span className={css.sign}>{step.done ? <CheckCircleFilled aria-label={t('workbench.begin.done')} /> : index + 1}</span>
            <div className={css.body}>
              <b>{t(`workbench.begin.${step.id}.title`)}</b>
              <span className={css.why}>{t(`workbench.begin.${step.id}.text`)}</span>
            </div>
            <div className={css.ways}>
              <Link className={css.way} to={step.path}>
                {t(`workbench.begin.${step.id}.go`)}
              </Link>
              {step.importable && may('import.run') && (
                <Link className={css.other} to="/import">
                  {t('workbench.begin.import')}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
