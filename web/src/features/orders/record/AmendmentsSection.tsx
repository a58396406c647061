/** How the order was changed after it was confirmed; a change that waits for a decision can be decided here. */
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session';
import type { OrderView } from '@/features/orders/entry/entry';
import { type Runner, decideAmendment } from '@/features/orders/record/commands';
import { effectOf } from '@/features/orders/record/effect';
import { EffectList } from '@/features/orders/record/EffectList';
import { NameText } from '@/ui/NameText';
import { Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import css from './Record.module.css';

export function AmendmentsSection({ order, runner }: { order: OrderView; runner: Runner }) {
  const { t } = useTranslation();
  const may = useMay();
  if (order.amendments.length === 0) return null;
  return (
    <Section title={t('order.amendments')}>
      <ol className={css.amendments}>
        {[...order.amendments].reverse().map((amendment) => (
          <li key={amendment.id}>
            <div className={css.amendmentHead}>
              <b>{t('order.amendmentN', { n: amendment.n })}</b>
              <StateTag state={amendment.state} />
              <Word who={amendment.proposed_by} at={amendment.proposed_at} says={amendment.reason} />
            </div>
            {amendment.decided_at != null && (
              <div className={css.amendmentHead}>
                <span className={css.quiet}>{t('order.decision')}</span>
                <Word who={amendment.decided_by} at={amendment.decided_at} says={amendment.decision_note} />
              </div>
            )}
            <EffectList effect={effectOf(amendment.effect)} currency={order.currency} />
            {amendment.state === 'proposed' && (
              <p className={css.quiet}>{t('order.amend.needs', { reasons: effectOf(amendment.effect).needsApproval.map((reason) => t(`orders.hold.${reason}`)).join(t('list.comma')) })}</p>
            )}
            {amendment.state === 'proposed' && may('order.review') && <DecideAmendment n={amendment.n} runner={runner} />}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** Who said it, when, and his words. */
function Word({ who, at, says }: { who: string | null | undefined; at: string; says: string }) {
  return (
    <>
      <span className={css.quiet}>
        <NameText id={who} /> <TimeText at={at} />
      </span>
      {says !== '' && <q>{says}</q>}
    </>
  );
}

function DecideAmendment({ n, runner }: { n: number; runner: Runner }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const decide = async (approve: boolean) => {
    if (await runner.run(decideAmendment(n, approve, note))) void message.success(t(approve ? 'order.done.amended' : 'order.done.amendmentRejected'));
  };
  return (
    <div className={css.decision}>
      <Input aria-label={t('order.decisionNote')} placeholder={t('order.decisionNote')} value={note} onChange={(event) => setNote(event.target.value)} />
      <Button type="primary" disabled={runner.busy} onClick={() => void decide(true)}>
        {t('order.amend.approve')}
      </Button>
      <Button danger disabled={runner.busy || note.trim() === ''} title={note.trim() === '' ? t('order.noteFirst') : undefined} onClick={() => void decide(false)}>
        {t('order.amend.reject')}
      </Button>
    </div>
  );
}
