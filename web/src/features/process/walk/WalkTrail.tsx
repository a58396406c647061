/** What has been passed on a walk, what waits and for whom, and how it ended. */
import { CheckCircleFilled, ClockCircleOutlined, WarningFilled } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalkAnswer, Walked, WalkPassed, WalkWaiting } from '@/features/process/api';
import { AskedCard } from '@/features/process/walk/AskedCard';
import { useDesk, useWords } from '@/features/process/designer/context';
import { inLang } from '@/features/process/names';
import { Chips } from '@/features/process/panel/Parts';
import { readOutcomes } from '@/features/process/said/texts';
import { readCondition } from '@/features/process/said/condition';
import { allSteps, type Tree } from '@/features/process/tree/model';
import { conditionWords, whoWords, type Words } from '@/features/process/words';
import { NameText } from '@/ui/NameText';
import { durationText, TimeText } from '@/ui/texts';
import css from './Walk.module.css';

/** Gateways have nothing to tell here: the steps behind them do. One without a name goes by its id. */
function useTold(passed: WalkPassed[]): WalkPassed[] {
  const { tree } = useDesk();
  const steps = tree && new Set([tree.start.id, tree.end.id, ...allSteps(tree.steps).filter((step) => !step.element.endsWith('Gateway')).map(({ id }) => id), ...rejectedEnds(tree)]);
  return passed.filter(({ step, name, left_at }) => left_at != null && (steps ? steps.has(step) : name !== step));
}

const rejectedEnds = (tree: Tree) =>
  allSteps(tree.steps).flatMap((step) => {
    const to = step.element === 'userTask' && 'rejected' in step ? step.rejected?.to : undefined;
    return to && 'end' in to ? [to.end.id] : [];
  });

export function WalkTrail({ passed, choose }: { passed: WalkPassed[]; choose: (step: string) => void }) {
  const told = useTold(passed);
  return (
    <ol className={css.trail}>
      {told.map((one, index) => (
        <li key={`${one.step}-${String(index)}`}>
          <CheckCircleFilled className={css.done ?? ''} />
          <button type="button" className={css.name} onClick={() => choose(one.step)}>
            {inLang(one.name, one.name_en)}
          </button>
          <span className={css.quiet}>
            <NameText id={one.by} /> <TimeText at={one.left_at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

type Later = '0' | '30' | '60' | '480' | '1440';
const LATER: Later[] = ['0', '30', '60', '480', '1440'];
const FIXED = ['approve', 'reject', 'done', 'happen', 'answer', 'refuse'];

interface WaitingCardProps {
  waiting: WalkWaiting;
  busy: boolean;
  answer: (answer: WalkAnswer) => void;
  choose: (step: string) => void;
}

export function WaitingCard({ waiting, busy, answer, choose }: WaitingCardProps) {
  const { t } = useTranslation();
  const { tree } = useDesk();
  const words = useWords();
  const [minutes, setMinutes] = useState<Later>('0');
  const [comment, setComment] = useState('');
  const step = tree && allSteps(tree.steps).find(({ id }) => id === waiting.step);
  const outcomes = readOutcomes(step?.ours['outcomes']);
  const label = (code: string) => {
    if (FIXED.includes(code)) return t(`process.walk.answer.${code}`);
    const outcome = outcomes.find((one) => one.code === code);
    return outcome ? inLang(outcome.zh, outcome.en) || code : code;
  };
  const happens = waiting.answers.length === 1 && waiting.answers[0] === 'happen';
  if (waiting.asks) return <AskedCard waiting={waiting} asks={waiting.asks} busy={busy} answer={answer} choose={choose} />;
  return (
    <div className={css.waiting}>
      <div className={css.line}>
        <ClockCircleOutlined className={css.asked ?? ''} />
        <button type="button" className={css.name} onClick={() => choose(waiting.step)}>
          {inLang(waiting.name, waiting.name_en)}
        </button>
      </div>
      {!happens && <Whom waiting={waiting} />}
      {waiting.because.length > 0 && <p className={css.quiet}>{t('tasks.because', { because: waiting.because.join(' → ') })}</p>}
      {waiting.reason !== '' && <p className={css.quiet}>{t('process.walk.why', { reason: reasonWords(words, waiting.reason) })}</p>}
      {waiting.due_at != null && (
        <p className={css.quiet}>
          {t('process.walk.due')} <TimeText at={waiting.due_at} />
        </p>
      )}
      <Chips label={t('process.walk.later')} options={LATER.map((value) => ({ value, label: value === '0' ? t('process.walk.atOnce') : t('process.walk.after', { span: durationText(Number(value) * 60, t) }) }))} value={minutes} onChange={setMinutes} />
      {!happens && <Input aria-label={t('process.walk.comment')} placeholder={t('process.walk.comment')} value={comment} onChange={(event) => setComment(event.target.value)} />}
      <div className={css.buttons}>
        {waiting.answers.map((code, index) => (
          <Button key={code} size="small" type={index === 0 ? 'primary' : 'default'} disabled={busy} onClick={() => answer({ step: waiting.step, answer: code, comment, minutes: Number(minutes) })}>
            {label(code)}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** The condition that led here, as cards say it. */
function reasonWords(words: Words, reason: string): string {
  const condition = readCondition(reason);
  return condition && condition.length > 0 ? conditionWords(words, condition) : reason;
}

/** Who would get it: people by name, roles for whoever takes it. */
function Whom({ waiting: { people, whom } }: { waiting: WalkWaiting }) {
  const { t } = useTranslation();
  const words = useWords();
  if (people.length + whom.length === 0) return <p className={css.bad}>{t('process.walk.nobody')}</p>;
  return (
    <p className={css.quiet}>
      {t('process.walk.waitsFor')}{' '}
      {people.map((id, index) => (
        <Fragment key={id}>
          {index > 0 && words.t('process.listSep')}
          <b>
            <NameText id={id} />
          </b>
        </Fragment>
      ))}
      {whom.map((role) => (
        <b key={role}> {whoWords(words, { is: 'role', of: role.replace(/^role:/, ''), level: 0 })}</b>
      ))}
    </p>
  );
}

const SECOND_US = 1_000_000;

export function WalkEnd({ walked }: { walked: Walked }) {
  const { t } = useTranslation();
  const { ended, stuck, elapsed_us, working_us } = walked;
  const took = { elapsed: durationText(elapsed_us / SECOND_US, t), working: durationText(working_us / SECOND_US, t) };
  return (
    <>
      {stuck.map((cause) => (
        <p key={cause} className={css.bad}>
          <WarningFilled /> {t('process.walk.stuck', { cause })}
        </p>
      ))}
      {ended && (
        <p className={css.end}>
          <CheckCircleFilled className={css.done ?? ''} /> {t('process.walk.ended')}
        </p>
      )}
      {elapsed_us > 0 && <p className={css.quiet}>{t('process.walk.took', took)}</p>}
    </>
  );
}
