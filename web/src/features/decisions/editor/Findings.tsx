/** What the table leaves open and where rules contradict each other, in words. */
import { CheckCircleFilled, ExclamationCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Checked, Finding } from '@/features/decisions/api';
import type { Table } from '@/features/decisions/model';
import css from './Editor.module.css';

interface FindingsProps {
  table: Table;
  checked: Checked | undefined;
  light: (rules: readonly number[]) => void;
}

const SHOWN = 8;

export function Findings({ table, checked, light }: FindingsProps) {
  const { t } = useTranslation();
  if (!checked || checked.problems.length > 0 || table.rules.length === 0) return null;
  const { findings, variables } = checked;
  /** A region of the inputs: only those that are not any. */
  const words = (region: string[]) => {
    const told = region.flatMap((text, at) => (text === '-' ? [] : [`${table.inputs[at]?.label || (table.inputs[at]?.expression ?? '')} ${text}`]));
    return told.length === 0 ? t('decisions.finding.anything') : told.join(t('decisions.finding.and'));
  };
  const told = (one: Finding) => {
    if (one.kind === 'overlap') return t('decisions.finding.overlap', { first: one.rules[0], second: one.rules[1], region: words(one.region) });
    if (one.kind === 'gap') return t('decisions.finding.gap', { region: words(one.region) });
    return t('decisions.finding.opaque', { rule: one.rule, column: table.inputs[one.input - 1]?.label || (table.inputs[one.input - 1]?.expression ?? '') });
  };
  const rulesOf = (one: Finding): number[] => (one.kind === 'overlap' ? one.rules : one.kind === 'opaque' ? [one.rule] : []);
  return (
    <section className={css.panel} aria-label={t('decisions.findings')}>
      <h2 className={css.small}>{t('decisions.findings')}</h2>
      {findings.length === 0 && (
        <p className={css.finding}>
          <CheckCircleFilled className={css.good} />
          {t('decisions.finding.none')}
        </p>
      )}
      {findings.slice(0, SHOWN).map((one, at) => (
        <p key={at} className={css.finding} tabIndex={0} onMouseEnter={() => light(rulesOf(one))} onMouseLeave={() => light([])} onFocus={() => light(rulesOf(one))} onBlur={() => light([])}>
          {one.kind === 'overlap' ? <ExclamationCircleFilled className={css.bad} /> : one.kind === 'gap' ? <ExclamationCircleFilled className={css.warn} /> : <QuestionCircleFilled className={css.hint} />}
          {told(one)}
        </p>
      ))}
      {findings.length > SHOWN && <p className={css.hint}>{t('decisions.finding.more', { count: findings.length - SHOWN })}</p>}
      {variables.length > 0 && <p className={css.hint}>{t('decisions.variables', { names: variables.join(t('decisions.finding.comma')) })}</p>}
    </section>
  );
}
