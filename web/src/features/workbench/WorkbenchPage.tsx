/** The workbench: where a day begins. */
import { useTranslation } from 'react-i18next';
import { useMe } from '@/api/session';
import css from './WorkbenchPage.module.css';

export function WorkbenchPage() {
  const { t } = useTranslation();
  const { me } = useMe();
  return (
    <div className={css.page}>
      <h1 className={css.title}>{t('workbench.hello', { name: me?.name })}</h1>
    </div>
  );
}
