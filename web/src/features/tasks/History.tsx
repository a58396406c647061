/** The tasks of a case in their order, with what was said, signed and attached on the way. */
import { PaperClipOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Note, TaskView } from '@/features/tasks/api';
import { NameText } from '@/ui/NameText';
import { inLang, OutcomeText, WhomText } from '@/ui/process/words';
import { Section } from '@/ui/RecordPage';
import { TimeText } from '@/ui/texts';
import css from './Tasks.module.css';

type Told = { at: string; key: string } & ({ task: TaskView['history'][number] } | { note: Note });

/** As it came: what is open stands last. */
function inOrder(task: TaskView): Told[] {
  const tasks = task.history.filter(({ state }) => state !== 'cancelled').map((one): Told => ({ at: one.done_at ?? '9', key: one.id, task: one }));
  const notes = task.notes.map((note): Told => ({ at: note.at, key: note.id, note }));
  return [...tasks, ...notes].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

export function History({ task }: { task: TaskView }) {
  const { t } = useTranslation();
  return (
    <Section title={t('tasks.history')}>
      <ol className={css.history}>
        <li>
          <NameText id={task.starter_id} /> {t('tasks.startedIt')}
        </li>
        {inOrder(task).map((one) => ('task' in one ? <TaskLine key={one.key} one={one.task} view={task} /> : <NoteLine key={one.key} note={one.note} />))}
      </ol>
    </Section>
  );
}

function TaskLine({ one, view }: { one: TaskView['history'][number]; view: TaskView }) {
  const { t } = useTranslation();
  const name = inLang(one.name, one.name_en);
  if (one.state === 'open') {
    const mine = one.id === view.id;
    return (
      <li className={css.openTask}>
        <b>{name}</b> {t('case.waitsFor')} <WhomText people={one.assignee_id == null ? [] : [one.assignee_id]} whom={mine && one.assignee_id == null ? view.candidates : []} />
        {one.owner_id != null && (
          <span className={css.quiet}>
            {t('tasks.onBehalf')} <NameText id={one.owner_id} />
          </span>
        )}
      </li>
    );
  }
  return (
    <li>
      <b>{name}</b> <NameText id={one.done_by} /> <OutcomeText outcome={one.outcome} />
      <span className={css.quiet}>
        <TimeText at={one.done_at} />
      </span>
      {one.comment !== '' && <q className={css.said}>{one.comment}</q>}
    </li>
  );
}

function NoteLine({ note }: { note: Note }) {
  const { t } = useTranslation();
  return (
    <li>
      <NameText id={note.actor_id} /> {t(`tasks.note.${note.kind}`)}
      <span className={css.quiet}>
        <TimeText at={note.at} />
      </span>
      {note.kind === 'comment' && <q className={css.said}>{note.text}</q>}
      {note.kind === 'attachment' && (
        <a className={css.file} href={`/api/attachments/${note.id}`} download>
          <PaperClipOutlined /> {note.text}
        </a>
      )}
      {note.kind === 'signature' && <img className={css.signature} src={`/api/attachments/${note.id}`} alt={t('tasks.note.signature')} />}
    </li>
  );
}
