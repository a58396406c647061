/** Until when, when to remind, and what happens when it is late. */
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Field } from '@/features/process/panel/Parts';
import type { LeafProps } from '@/features/process/panel/leaf';
import { SpanField } from '@/features/process/panel/SpanField';
import { listOf, readOutcomes, withOurs } from '@/features/process/said/texts';
import { inLang } from '@/features/process/names';
import type { UserTask } from '@/features/process/tree/model';
import { spanWords } from '@/features/process/words';

const USUAL = ['PT30M', 'PT1H', 'PT4H', 'P1D', 'P2D'];
const REMIND = ['PT10M', 'PT30M', 'PT1H', 'PT2H', 'P1D'];

export function DeadlineEditor({ leaf, onChange }: LeafProps<UserTask>) {
  const { t } = useTranslation();
  const { deadline = '', remind, overdue } = leaf.ours;
  const put = (changes: Record<string, string>, by?: string) => onChange({ ...leaf, ours: withOurs(leaf.ours, changes) }, by);
  const approval = leaf.ours['kind'] === 'approval';
  const answers = approval ? ['approve', 'reject'].map((value) => ({ value, label: t(`process.overdue.${value}`) })) : readOutcomes(leaf.ours['outcomes']).map(({ code, zh, en }) => ({ value: code, label: t('process.overdue.outcome', { outcome: inLang(zh, en) || code }) }));
  return (
    <>
      <SpanField label={t('process.deadline.label')} usual={USUAL} value={deadline} onChange={(next) => put(next === '' ? { deadline: '', remind: '', overdue: '' } : { deadline: next }, 'deadline')} hint={t('process.deadline.help')} />
      {deadline !== '' && (
        <>
          <Field label={t('process.deadline.remind')}>
            <Select
              mode="tags"
              aria-label={t('process.deadline.remind')}
              placeholder={t('process.deadline.remindNone')}
              value={listOf(remind)}
              options={[...new Set([...REMIND, ...listOf(remind)])].map((value) => ({ value, label: t('process.deadline.before', { span: spanWords(t, value) }) }))}
              onChange={(next: string[]) => put({ remind: next.filter((one) => /^P(T\d+[MH]|\d+D)$/.test(one)).join(';') })}
            />
          </Field>
          <Field label={t('process.overdue.label')}>
            <Select
              aria-label={t('process.overdue.label')}
              value={overdue ?? 'remind'}
              options={[...['remind', 'escalate'].map((value) => ({ value, label: t(`process.overdue.${value}`) })), ...answers]}
              onChange={(next) => put({ overdue: next === 'remind' ? '' : next })}
            />
          </Field>
        </>
      )}
    </>
  );
}
