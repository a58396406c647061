/** Everything of the shipment: places in the order of the path, then what is complete. */
import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import { type LineNow, type PickView, type StopNow, qtyText, stopKey } from '@/features/pick/station';
import css from './PickList.module.css';

interface PickListProps {
  view: PickView;
  lines: LineNow[];
  stops: StopNow[];
  current: StopNow | undefined;
  choose: (stop: string) => void;
}

export function PickList({ view, lines, stops, current, choose }: PickListProps) {
  const { t } = useTranslation();
  const open = stops.filter(({ left }) => left > 0n);
  const done = lines.filter(({ left }) => left === 0n);
  return (
    <section className={css.box} aria-label={t('pick.list')}>
      <h2 className={css.title}>{t('pick.listTitle', { left: lines.length - done.length, all: view.lines.length })}</h2>
      <ol className={css.list}>
        {open.map((now) => (
          <li key={stopKey(now.stop)}>
            <button
              type="button"
              className={`${css.row} ${now === current ? css.here : ''}`}
              aria-current={now === current ? 'step' : undefined}
              onClick={() => choose(stopKey(now.stop))}
            >
              <span className={`${css.location} num`}>{now.stop.location === '' ? '—' : now.stop.location}</span>
              <span className={css.what}>
                <span className={css.name}>{now.stop.name}</span>
                <span className={`${css.sku} num`}>
                  {now.stop.sku} {now.stop.lot}
                </span>
              </span>
              <span className={`${css.qty} num`}>
                {formatQty(qtyText(now.left))} {now.stop.uom}
              </span>
            </button>
          </li>
        ))}
        {done.map(({ line, picked }) => {
          const short = line.qty_short !== '0';
          return (
            <li key={line.id} className={`${css.row} ${css.done}`}>
              <span className={short ? css.short : css.ok}>{short ? <ExclamationCircleFilled /> : <CheckCircleFilled />}</span>
              <span className={css.what}>
                <span className={css.name}>{line.name}</span>
                <span className={`${css.sku} num`}>
                  {line.sku}
                  {short && <b className={css.short}> {t('pick.shortOf', { qty: formatQty(line.qty_short), uom: line.uom })}</b>}
                </span>
              </span>
              <span className={`${css.qty} num`}>
                {formatQty(qtyText(picked))} / {formatQty(line.qty)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
