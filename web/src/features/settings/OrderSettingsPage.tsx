/** What happens to orders by itself. Each switch holds at once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useMay } from '@/api/session';
import { ErrorState } from '@/ui/ErrorState';
import { ProgressLine } from '@/ui/ProgressLine';
import plain from '@/ui/PlainPage.module.css';
import css from './Settings.module.css';

type Settings = components['schemas']['Settings'];
const SWITCHES: (keyof Settings)[] = ['auto_release', 'invoice_on_shipped', 'auto_close'];
/** An order's settings change with the order's events. */
const KEY = ['order', 'settings'];

export function OrderSettingsPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const mayWrite = useMay()('setting.write');
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => ok(api.GET('/api/settings', { signal })) });
  const change = useMutation({
    mutationFn: (body: Settings) => ok(api.PUT('/api/settings', { body })),
    onSuccess: (saved) => {
      queries.setQueryData(KEY, saved);
      void message.success(t('settings.saved'));
    },
    onError: (failure) => void message.error(asProblem(failure).text),
  });
  if (error != null) return <ErrorState error={error} again={() => void refetch()} />;
  if (!data) return <ProgressLine />;
  const shown = change.isPending ? change.variables : data;
  return (
    <section className={plain.page} aria-label={t('settings.part.orders')}>
      <h1 className={plain.title}>{t('settings.part.orders')}</h1>
      <ul className={css.switches}>
        {SWITCHES.map((name) => (
          <li key={name} className={css.switch}>
            <label htmlFor={name} className={css.switchText}>
              <b>{t(`settings.switch.${name}.title`)}</b>
              <span>{t(`settings.switch.${name}.text`)}</span>
            </label>
            <Switch id={name} checked={shown[name]} disabled={!mayWrite || change.isPending} onChange={(on) => change.mutate({ ...data, [name]: on })} />
          </li>
        ))}
      </ul>
    </section>
  );
}
