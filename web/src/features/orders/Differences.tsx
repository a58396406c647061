/** Somebody else changed the order meanwhile: what, before → after. */
import { useTranslation } from 'react-i18next';
import type { Difference } from '@/features/orders/diff';
import css from './Differences.module.css';

export function Differences({ found }: { found: Difference[] }) {
  const { t } = useTranslation();
  if (found.length === 0) return <p className={css.nothing}>{t('orders.conflict.nothing')}</p>;
  const say = ({ isState }: Difference, value: string) => (value === '' ? t('common.none') : isState === true ? t(`state.${value}`) : value);
  return (
    <ul className={css.list}>
      {found.map((one) => (
        <li key={`${one.line ?? ''}/${one.label}`}>
          <b>{one.line === undefined ? t(one.label) : `${one.line} · ${t(one.label)}`}</b>
          <del>{say(one, one.before)}</del>
          <span aria-hidden="true">{'→'}</span>
          <ins>{say(one, one.after)}</ins>
        </li>
      ))}
    </ul>
  );
}
