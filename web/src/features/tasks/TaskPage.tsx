/** One task with an address of its own: what a message links to, and what opens on the phone. */
import { ArrowLeftOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { TaskPanel } from '@/features/tasks/TaskPanel';
import css from './Tasks.module.css';

export function TaskPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  return (
    <div className={css.page}>
      <Link to="/tasks" className={css.toBox}>
        <ArrowLeftOutlined /> {t('frame.tasks')}
      </Link>
      <TaskPanel key={id} id={id} onDone={() => void navigate('/tasks')} />
    </div>
  );
}
