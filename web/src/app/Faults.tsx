/** What shows when a page is not there, or broke. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useNavigate, useRouteError } from 'react-router';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';

export function NotFoundPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <EmptyState title={t('frame.notFound')} text={t('frame.notFoundText')}>
      <Button onClick={() => void navigate('/')}>{t('frame.toWorkbench')}</Button>
    </EmptyState>
  );
}

export function PageFault() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  return <ErrorState error={error} again={() => window.location.reload()} />;
}
