/** What the table says of a real document while it is written. */
import { useTranslation } from 'react-i18next';
import type { Checked } from '@/features/decisions/api';
import { Lookup } from '@/ui/Lookup';
import type { Option } from '@/ui/lookup';
import { orderSource } from '@/ui/sources';
import css from './Editor.module.css';

interface SamplePanelProps {
  checked: Checked | undefined;
  sample: Option | null;
  setSample: (sample: Option | null) => void;
}

export function SamplePanel({ checked, sample, setSample }: SamplePanelProps) {
  const { t } = useTranslation();
  const ruling = checked?.ruling;
  return (
    <section className={css.panel} aria-label={t('decisions.sample')}>
      <h2 className={css.small}>{t('decisions.sample')}</h2>
      <Lookup source={orderSource} ariaLabel={t('decisions.sample')} placeholder={t('decisions.sampleChoose')} value={sample} onChange={setSample} />
      {ruling != null && (
        <p className={css.ruling} aria-live="polite">
          {ruling.value == null ? (
            <span className={css.badText}>{ruling.note}</span>
          ) : (
            <>
              <b className="num">{ruling.value}</b>
              <span className={css.hint}>{ruling.rules.length === 0 ? t('decisions.byDefault') : t('decisions.byRules', { rules: ruling.rules.join('、') })}</span>
            </>
          )}
        </p>
      )}
      {ruling == null && sample !== null && checked !== undefined && checked.problems.length > 0 && <p className={css.hint}>{t('decisions.notYet')}</p>}
    </section>
  );
}
