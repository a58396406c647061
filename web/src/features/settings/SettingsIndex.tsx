/** The settings open on the first part one may see. */
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { useMay } from '@/api/session';
import { PARTS } from '@/features/settings/SettingsParts';
import { EmptyState } from '@/ui/EmptyState';

export function SettingsIndex() {
  const { t } = useTranslation();
  const may = useMay();
  const first = PARTS.find(({ actions }) => actions.some(may));
  return first ? <Navigate to={first.path} replace /> : <EmptyState title={t('settings.nothing')} text={t('settings.nothingText')} />;
}
