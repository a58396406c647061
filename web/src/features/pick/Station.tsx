/** One shipment at the station: what to take where, what was just scanned, and letting it go. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { asProblem } from '@/api/problem';
import { findShipment } from '@/features/pick/api';
import { Band } from '@/features/pick/Band';
import { Capture } from '@/features/pick/Capture';
import { CurrentItem } from '@/features/pick/CurrentItem';
import { FinishPanel } from '@/features/pick/FinishPanel';
import { PickHead } from '@/features/pick/PickHead';
import { PickList } from '@/features/pick/PickList';
import { QtyPanel } from '@/features/pick/QtyPanel';
import { ShortPanel } from '@/features/pick/ShortPanel';
import { currentStop, isDocument, linesNow, progress, qtyText, stopKey, stopsNow } from '@/features/pick/station';
import { Tools } from '@/features/pick/Tools';
import { useDesk } from '@/features/pick/useDesk';
import { useStationKeys } from '@/features/pick/useStationKeys';
import { play } from '@/features/pick/sound';
import { formatQty } from '@/lib/format';
import { ErrorState } from '@/ui/ErrorState';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import { StateTag } from '@/ui/StateTag';
import css from './Station.module.css';

/** States in which goods may be scanned. */
const SCANNABLE = new Set(['released', 'picking', 'picked']);

export function Station({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { desk, state, error, again, stale } = useDesk(id);
  const [panel, setPanel] = useState<'qty' | 'short'>();
  const [problem, setProblem] = useState<unknown>();
  const { view, counted } = state;
  const lines = view ? linesNow(view, counted) : [];
  const stops = view ? stopsNow(view, counted) : [];
  const here = currentStop(stops, state.chosen);
  const { done, all, linesLeft } = progress(lines);
  const complete = view !== undefined && linesLeft === 0;
  const scannable = view !== undefined && SCANNABLE.has(view.state);
  const may = (action: string) => view?.allowed_actions.includes(action) === true;

  const open = async (code: string) => {
    try {
      const shipment = await findShipment(code);
      play('right');
      await navigate(`/pick/${shipment.id}`, { replace: true });
    } catch (failure) {
      play('wrong');
      setProblem(failure);
    }
  };
  const enter = (text: string, byScanner: boolean) => {
    setPanel(undefined);
    setProblem(undefined);
    if (view && isDocument(text, view)) void open(text);
    else desk.enter(text, byScanner);
  };
  const undo = () => {
    if (may('undo_scan') || state.waiting > 0) desk.undo();
  };
  const step = (by: 1 | -1) => {
    const left = stops.filter((one) => one.left > 0n);
    const next = left[left.findIndex((one) => one === here) + by];
    if (next) desk.choose(stopKey(next.stop));
  };
  useStationKeys({
    F4: () => setPanel(panel === 'qty' ? undefined : 'qty'),
    F8: () => here && may('short_pick') && setPanel('short'),
    F9: undo,
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: () => {
      setPanel(undefined);
      desk.clear();
    },
  });

  if (!view) return error ? <ErrorState error={error} again={again} /> : <ProgressLine />;
  const mode = state.lotFor ? t('pick.lot') : state.times === '' ? undefined : `× ${state.times}`;
  return (
    <section className={css.page} aria-label={`${t('pick.title')} ${view.number}`}>
      <PickHead back>
        <div className={css.head}>
          <h1 className={`${css.number} num`}>{view.number}</h1>
          <StateTag state={complete && view.state === 'picking' ? 'picked' : view.state} kind="shipment" />
          <span className={css.receiver}>
            <span className="num">{view.order_number}</span> {view.receiver}
          </span>
          <span className={`${css.count} num`}>{t('pick.pieces', { done: formatQty(qtyText(done)), all: formatQty(qtyText(all)) })}</span>
          <Link className={css.link} to={`/shipments/${id}`}>
            {t('pick.openShipment')}
          </Link>
        </div>
        <progress className={css.progress} aria-label={t('pick.progress')} max={1000} value={all === 0n ? 0 : Number((done * 1000n) / all)} />
      </PickHead>
      {scannable && <Capture placeholder={t(state.lotFor ? 'pick.scanLot' : 'pick.scanItem')} mode={mode} onEnter={enter} />}
      {state.offline && <p className={css.offline} role="status">{t('pick.offline', { count: state.waiting })}</p>}
      {scannable && <Band feedback={state.feedback ?? (complete ? { kind: 'complete' } : undefined)} />}
      {problem != null && <ProblemBanner error={asProblem(problem)} />}
      {view.note !== '' && <p className={css.note}>{view.note}</p>}
      <div className={css.body}>
        <div className={css.main}>
          {panel === 'qty' && (
            <QtyPanel
              name={state.last?.name}
              onDone={(qty) => {
                setPanel(undefined);
                desk.setTimes(qty);
              }}
              onClose={() => setPanel(undefined)}
            />
          )}
          {panel === 'short' && here && (
            <ShortPanel
              id={id}
              stop={here.stop}
              left={lines.find(({ line }) => line.id === here.stop.line_id)?.left ?? 0n}
              onDone={() => {
                setPanel(undefined);
                stale();
              }}
              onClose={() => setPanel(undefined)}
            />
          )}
          {panel === undefined &&
            (complete || !scannable ? (
              <FinishPanel view={view} waiting={state.waiting} scan={(code) => desk.enter(code, true)} open={(code) => void open(code)} />
            ) : (
              here && <CurrentItem now={here} line={lines.find(({ line }) => line.id === here.stop.line_id)} />
            ))}
        </div>
        <PickList view={view} lines={lines} stops={stops} current={here} choose={desk.choose} />
      </div>
      {scannable && (
        <Tools
          undo={{ run: undo, off: !may('undo_scan') && done === 0n }}
          qty={{ run: () => setPanel(panel === 'qty' ? undefined : 'qty'), off: complete }}
          short={{ run: () => setPanel(panel === 'short' ? undefined : 'short'), off: !here || !may('short_pick') }}
        />
      )}
    </section>
  );
}
