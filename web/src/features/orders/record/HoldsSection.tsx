/** Why the order may not go on: each reason with its facts, and the buttons of who decides. */
import { PauseCircleFilled } from '@ant-design/icons';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderView } from '@/features/orders/entry/entry';
import { type Runner, type Verdict, review } from '@/features/orders/record/commands';
import { useHoldFacts } from '@/features/orders/record/holdFacts';
import { Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import css from './Record.module.css';

type Hold = OrderView['holds'][number];

const REVIEWED = ['credit_limit', 'overdue', 'below_min_price'];

export function HoldsSection({ order, runner }: { order: OrderView; runner: Runner }) {
  const { t } = useTranslation();
  // What is short has its own section, with what can be done.
  const open = order.holds.filter((hold) => hold.lifted_at == null && !(hold.reason === 'stock_short' && order.allowed_actions.includes('resolve_short')));
  const past = order.holds.filter((hold) => hold.lifted_at != null);
  if (open.length === 0 && past.length === 0) return null;
  const decides = order.allowed_actions.includes('review') && open.some(({ reason }) => REVIEWED.includes(reason));
  return (
    <Section title={open.length > 0 ? t('order.holds', { count: open.length }) : t('order.pastHolds')}>
      <div id="order-holds" className={css.holds}>
        {open.map((hold) => (
          <OpenHold key={hold.id} hold={hold} currency={order.currency} />
        ))}
        {decides && <Decision runner={runner} />}
        {past.length > 0 && (
          <ul className={css.pastHolds}>
            {past.map((hold) => (
              <li key={hold.id}>
                <span>{t(`orders.hold.${hold.reason}`)}</span>
                {hold.decision != null && <StateTag state={hold.decision} kind="hold" />}
                <span className={css.quiet}>
                  {hold.lifted_by_name} <TimeText at={hold.lifted_at} />
                </span>
                {hold.decision_note !== '' && <q>{hold.decision_note}</q>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function OpenHold({ hold, currency }: { hold: Hold; currency: string }) {
  const { t } = useTranslation();
  const facts = useHoldFacts();
  return (
    <div className={css.hold}>
      <PauseCircleFilled className={css.holdSign} />
      <div>
        <b>{t(`orders.hold.${hold.reason}`)}</b>
        <span className={css.quiet}>
          {' '}
          {hold.put_by_name} <TimeText at={hold.put_at} />
        </span>
        {hold.note !== '' && <p className={css.holdNote}>{hold.note}</p>}
        <ul className={css.holdFacts}>
          {facts(hold.reason, hold.facts, currency).map(({ label, value, bad }) => (
            <li key={label} className={bad === true ? css.bad : undefined}>
              <span>{label}</span> <b className="num">{value}</b>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Approve, or say why not. */
function Decision({ runner }: { runner: Runner }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const blocked = note.trim() === '';
  const decide = (verdict: Verdict) => async () => {
    if (await runner.run(review(verdict, note))) {
      setNote('');
      void message.success(t(`order.done.${verdict}`));
    }
  };
  const refuse = (verdict: Verdict, danger: boolean) => (
    <Button danger={danger} disabled={runner.busy || blocked} title={blocked ? t('order.noteFirst') : undefined} onClick={() => void decide(verdict)()}>
      {t(`order.verdict.${verdict}`)}
    </Button>
  );
  return (
    <div className={css.decision}>
      <Input
        aria-label={t('order.decisionNote')}
        placeholder={t('order.decisionNote')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) void decide('approve')();
        }}
      />
      <Button type="primary" disabled={runner.busy} onClick={() => void decide('approve')()}>
        {t('order.verdict.approve')}
      </Button>
      {refuse('return', false)}
      {refuse('reject', true)}
    </div>
  );
}
