/** One box of the inbox: the list, and beside it the task one stands on. */
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMedia } from '@/lib/media';
import { type BoxName, isApproval, type TaskRow, taskRows } from '@/features/tasks/api';
import { useTaskColumns, useTaskFields, useTaskViews } from '@/features/tasks/columns';
import { DecideDialog, type Decided } from '@/features/tasks/DecideDialog';
import { TaskCard } from '@/features/tasks/TaskCard';
import { TaskPanel } from '@/features/tasks/TaskPanel';
import { useBulk } from '@/features/tasks/useBulk';
import { DataList } from '@/ui/list/DataList';
import { size } from '@/ui/tokens';
import css from './Tasks.module.css';

const taskId = (task: TaskRow) => task.id;
const taskPath = (task: TaskRow) => `/tasks/${task.id}`;

export const TodoBox = () => <TaskBox key="todo" box="todo" />;
export const StartedBox = () => <TaskBox key="started" box="started" />;
export const DoneBox = () => <TaskBox key="done" box="done" />;

function TaskBox({ box }: { box: BoxName }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const narrow = useMedia('(width < 1200px)');
  const [open, setOpen] = useState(false);
  const [here, setHere] = useState<TaskRow>();
  const [deciding, setDeciding] = useState<Decided | null>(null);
  const source = useMemo(() => taskRows(box), [box]);
  const bulk = useBulk();
  const beside = open && here !== undefined && !phone;
  const decide = useCallback((task: TaskRow, verdict: Decided['verdict']) => {
    if (!isApproval(task)) return false;
    setDeciding({ task, verdict });
    return true;
  }, []);
  const card = useCallback((task: TaskRow) => <TaskCard task={task} {...(box === 'todo' ? { decide } : {})} />, [box, decide]);
  const openTask = (task: TaskRow) => {
    if (phone || narrow) void navigate(taskPath(task));
    else {
      setHere(task);
      setOpen(true);
    }
  };
  return (
    <div className={css.split}>
      <div className={css.list}>
        <DataList<TaskRow>
          page={`tasks.${box}`}
          title={t(`tasks.box.${box}`)}
          source={source}
          rowId={taskId}
          // Where there is room a task opens beside the list, wherever its row is pressed.
          {...(phone || narrow ? { href: taskPath } : {})}
          onOpen={openTask}
          onAt={setHere}
          columns={useTaskColumns(box, beside)}
          fields={useTaskFields(box)}
          views={useTaskViews(box)}
          defaultSort={box === 'todo' ? 'created_at' : ''}
          searchPlaceholder={t('tasks.search')}
          card={card}
          keys={deciding === null}
          rowKeys={{
            ...(box === 'todo' ? { a: (task, marked) => marked === 0 && decide(task, 'approve'), r: (task) => decide(task, 'reject') } : {}),
            escape: () => (open ? setOpen(false) : false),
          }}
          {...(box === 'todo' ? { bulk } : {})}
          empty={{ title: t(`tasks.empty.${box}`), text: t(`tasks.emptyText.${box}`) }}
        />
      </div>
      {beside && (
        <aside className={css.beside} aria-label={t('tasks.one')}>
          <TaskPanel key={here.id} id={here.id} close={() => setOpen(false)} />
        </aside>
      )}
      {deciding && <DecideDialog decided={deciding} close={() => setDeciding(null)} />}
    </div>
  );
}
