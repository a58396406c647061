/** The inbox: what one is asked to do, what one began, what one has done, what one was sent to read. */
import { useTranslation } from 'react-i18next';
import { useInboxCounts } from '@/api/inbox';
import { formatCount } from '@/lib/format';
import { type BoxName, useBoxed } from '@/features/tasks/api';
import { Parts } from '@/ui/Parts';

/** Undefined where nothing waits: a nought says no more. */
const told = (count: number | undefined, more = false) => (count === undefined || count === 0 ? undefined : formatCount(count, more));

function useCountOf(box: BoxName): string | undefined {
  const { items, more } = useBoxed(box);
  return told(items.length, more);
}

export function TasksPage() {
  const { t } = useTranslation();
  const counts = useInboxCounts();
  return (
    <Parts
      places={[
        { path: '/tasks', title: t('tasks.box.todo'), end: true, count: told(counts?.todo) },
        { path: '/tasks/started', title: t('tasks.box.started'), count: useCountOf('started') },
        { path: '/tasks/done', title: t('tasks.box.done'), count: useCountOf('done') },
        { path: '/tasks/copies', title: t('tasks.box.copies'), count: told(counts?.copied) },
      ]}
    />
  );
}
