/** Which document expressions are tried on. */
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import { orderSource } from '@/features/process/panel/sources';
import { Lookup } from '@/ui/Lookup';
import css from './Designer.module.css';

export function SampleField() {
  const { t } = useTranslation();
  const { subject, sample, setSample } = useDesk();
  if (subject !== 'order') return null;
  return (
    <span className={css.sample} title={t('process.sampleHelp')}>
      <Lookup source={orderSource} ariaLabel={t('process.sample')} placeholder={t('process.sample')} value={sample} onChange={setSample} />
    </span>
  );
}
