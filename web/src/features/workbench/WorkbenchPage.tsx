/** The workbench: where a day begins. What one must act on first, then what goes on, then the day and the money. */
import { FileAddOutlined, ImportOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ok } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import { currentLang } from '@/lib/i18n';
import { Begin } from '@/features/workbench/Begin';
import { FigureLines, FigureTiles } from '@/features/workbench/FigureTiles';
import { type Group, groupOf, inOrder, KINDS } from '@/features/workbench/figures';
import { Queue } from '@/features/workbench/Queue';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { ErrorState } from '@/ui/ErrorState';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './WorkbenchPage.module.css';

/** More lists than this beside the figures would be a second order page. */
const QUEUES_MAX = 4;
const REFRESH_MS = 60_000;

export function WorkbenchPage() {
  const { t } = useTranslation();
  const { me } = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: ['workbench'],
    queryFn: ({ signal }) => ok(api.GET('/api/workbench', { signal })),
    // Late is late by the clock, without anything happening.
    refetchInterval: REFRESH_MS,
  });
  const empty = useIsEmpty();
  const figures = inOrder(data?.figures ?? []);
  const of = (group: Group) => figures.filter(({ name }) => groupOf(name, me?.actions ?? []) === group);
  const act = of('act');
  const queues = act.filter(({ name, count }) => count > 0 && KINDS[name]?.queue !== undefined && name !== 'drafts').slice(0, QUEUES_MAX);
  const calm = data !== undefined && act.every(({ count }) => count === 0);

  return (
    <div className={css.page}>
      <Head />
      {error != null && data === undefined && <ErrorState error={error} again={() => void refetch()} />}
      {error == null && data === undefined && <ProgressLine over />}
      {empty && <Begin />}
      {data !== undefined && !empty && (
        <>
          {act.length > 0 && (
            <section aria-label={t('workbench.act')}>
              <h2 className={css.groupTitle}>{t('workbench.act')}</h2>
              <FigureTiles figures={act} />
            </section>
          )}
          <div className={css.columns}>
            <div className={css.queues}>
              {queues.map((figure) => (
                <Queue key={figure.name} figure={figure} />
              ))}
              {calm && <p className={css.calm}>{t('workbench.calm')}</p>}
            </div>
            <div className={css.side}>
              <FigureLines title={t('workbench.today')} figures={of('today')} />
              <FigureLines title={t('workbench.watch')} figures={of('watch')} />
              <FigureLines title={t('workbench.money')} figures={of('money')} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

/** No order was ever made, as far as one may see. */
function useIsEmpty(): boolean {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['order', 'any'],
    queryFn: ({ signal }) => ok(api.GET('/api/orders', { params: { query: { limit: 1 } }, signal })),
    enabled: may('order.read'),
  });
  return data?.items.length === 0;
}

function Head() {
  const { t } = useTranslation();
  const { me } = useMe();
  const may = useMay();
  const navigate = useNavigate();
  const actions: Action[] = [];
  if (may('order.create')) actions.push({ id: 'new', label: t('orders.new'), icon: <FileAddOutlined />, primary: true, run: () => navigate('/orders/new') });
  if (may('import.run')) actions.push({ id: 'import', label: t('orders.import'), icon: <ImportOutlined />, run: () => navigate('/import') });
  const today = new Intl.DateTimeFormat(currentLang() === 'en' ? 'en-GB' : 'zh-CN', { month: 'long', day: 'numeric', weekday: 'long' }).format(new Date());
  return (
    <header className={css.head}>
      <div>
        <h1 className={css.title}>{t('workbench.hello', { name: me?.name })}</h1>
        <p className={css.day}>{today}</p>
      </div>
      <ActionBar actions={actions} />
    </header>
  );
}
