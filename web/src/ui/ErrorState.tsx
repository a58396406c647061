/** Something failed: what, what to do, and a number to quote. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { EmptyState } from '@/ui/EmptyState';
import css from './states.module.css';

export function ErrorState({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  return (
    <div role="alert">
      <EmptyState title={problem.status === 404 ? t('common.notFound') : t('common.loadFailed')} text={problem.text}>
        {again && <Button onClick={again}>{t('common.again')}</Button>}
      </EmptyState>
      {problem.requestId !== undefined && (
        <p className={css.quote}>
          {t('common.quote')} <code>{problem.requestId}</code>
        </p>
      )}
    </div>
  );
}
