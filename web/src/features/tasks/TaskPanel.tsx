/** A task: why it came, what is to be known, who said what, and the answer. Beside the list, or a page of its own. */
import { CloseOutlined, ExpandAltOutlined, InfoCircleFilled } from '@ant-design/icons';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AnswerBar } from '@/features/tasks/AnswerBar';
import { type TaskView, useRunner, useTask } from '@/features/tasks/api';
import { DueText, reasonText, WaitText } from '@/features/tasks/columns';
import { DecisionFacts, useOrderOf } from '@/features/tasks/DecisionFacts';
import { FieldInputs, varsOf } from '@/features/tasks/FieldInputs';
import { asFacts, textOf } from '@/features/tasks/known';
import { History } from '@/features/tasks/History';
import { documentPath, inLang, reasonWords, WhomText } from '@/ui/process/words';
import { RecordWait } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { MoneyText } from '@/ui/texts';
import css from './Tasks.module.css';

interface TaskPanelProps {
  id: string;
  /** Beside a list it can be shut. */
  close?: () => void;
  /** When the reader is through with it. */
  onDone?: () => void;
}

export function TaskPanel({ id, close, onDone }: TaskPanelProps) {
  const { data, error, refetch } = useTask(id);
  return data ? <Panel task={data} {...(close ? { close } : {})} onDone={onDone ?? (() => undefined)} /> : <RecordWait error={error} again={() => void refetch()} />;
}

/** A process that was called says no reason of its own: then what holds the document is one. */
function heldFor(task: TaskView, t: TFunction): string {
  const held = asFacts(asFacts(task.facts)['order'])['held_for'];
  const codes = Array.isArray(held) ? held.map(textOf).filter((code) => code !== '' && code !== 'approval') : [];
  return reasonWords(codes.join(', '), t).join(t('list.comma'));
}

function Panel({ task, close, onDone }: { task: TaskView; close?: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const runner = useRunner(task.id);
  const order = useOrderOf(task.subject);
  const path = documentPath(task.subject);
  const reason = reasonText(task, t) || heldFor(task, t);
  const sop = inLang(task.sop, task.sop_en);
  const [typed, setTyped] = useState<Record<string, string>>({});
  return (
    <article className={css.panel} aria-label={`${inLang(task.name, task.name_en)} ${task.number}`}>
      <header className={css.panelHead}>
        <div className={css.panelFirst}>
          <h2 className={css.panelTitle}>{task.title}</h2>
          <MoneyText amount={task.amount} strong />
          {close && (
            <span className={css.panelButtons}>
              <Link to={`/tasks/${task.id}`} aria-label={t('tasks.openPage')} title={t('tasks.openPage')}>
                <ExpandAltOutlined />
              </Link>
              <button type="button" aria-label={t('common.close')} title={t('common.close')} onClick={close}>
                <CloseOutlined />
              </button>
            </span>
          )}
        </div>
        <p className={css.panelLine}>
          {path === null ? <span className="num">{task.number}</span> : <Link to={path}>{task.number}</Link>}
          <span>
            {inLang(task.process_name, task.process_name_en)} · <b>{inLang(task.name, task.name_en)}</b>
          </span>
          {task.state === 'open' ? (
            <>
              <span className={css.quiet}>
                {t('tasks.waits')} <WaitText since={task.created_at} />
              </span>
              <DueText task={task} />
            </>
          ) : (
            <StateTag state={task.state} kind="task" />
          )}
        </p>
        {task.state === 'open' && (
          <p className={`${css.panelLine} ${css.quiet}`}>
            {t('tasks.holder')} <WhomText people={task.assignee_id == null ? [] : [task.assignee_id]} whom={task.assignee_id == null ? task.candidates : []} />
            {task.because.length > 0 && <span>{t('tasks.because', { because: task.because.join(' → ') })}</span>}
          </p>
        )}
      </header>
      <div className={css.panelBody}>
        <div className={css.panelMain}>
          {reason !== '' && (
            <p className={css.reason}>
              <InfoCircleFilled /> {reason}
            </p>
          )}
          <FieldInputs task={task} typed={typed} change={setTyped} />
          <DecisionFacts task={task} order={order} />
        </div>
        <div className={css.panelSide}>
          {sop !== '' && (
            <details className={css.sop} open>
              <summary>{t('tasks.sop')}</summary>
              <p>{sop}</p>
            </details>
          )}
          <History task={task} />
        </div>
      </div>
      <AnswerBar task={task} runner={runner} vars={varsOf(task, typed)} onDone={onDone} />
    </article>
  );
}
