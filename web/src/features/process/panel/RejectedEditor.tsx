/** What happens after a rejection: it ends, goes to the submitter, or to an earlier step. Only the list knows that. */
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Chips, Field } from '@/features/process/panel/Parts';
import { nameOf, names } from '@/features/process/names';
import { earlier } from '@/features/process/tree/commands';
import { endRejected, submitterStep } from '@/features/process/tree/make';
import { kindOf, type Rejected, type Tree, type UserTask } from '@/features/process/tree/model';

interface RejectedEditorProps {
  tree: Tree;
  leaf: UserTask;
  onChange: (rejected: Rejected) => void;
}

type Goal = 'end' | 'starter' | 'step';

const goalOf = (rejected: Rejected): Goal => ('end' in rejected.to ? 'end' : rejected.steps.some(({ ours }) => ours['who'] === 'starter') ? 'starter' : 'step');

export function RejectedEditor({ tree, leaf, onChange }: RejectedEditorProps) {
  const { t } = useTranslation();
  const before = earlier(tree, leaf.id);
  const { rejected } = leaf;
  const goal = rejected ? goalOf(rejected) : null;
  const change = (next: Goal) => {
    // The gateway and its flow stay what they are, so that a new version knows them again.
    const made = endRejected(names);
    const base = rejected ? { ...rejected, steps: [] } : made;
    if (next === 'end') onChange({ ...base, to: made.to });
    else if (next === 'starter') onChange({ ...base, steps: [submitterStep(names)], to: { step: leaf.id } });
    else onChange({ ...base, to: { step: before[before.length - 1]?.id ?? leaf.id } });
  };
  const goals: Goal[] = before.length > 0 || goal === 'step' ? ['end', 'starter', 'step'] : ['end', 'starter'];
  return (
    <Field label={t('process.rejected.after')} hint={goal === null ? t('process.rejected.none') : t(`process.rejected.${goal}Help`)}>
      <Chips label={t('process.rejected.after')} options={goals.map((value) => ({ value, label: t(`process.rejected.${value}`) }))} value={goal} onChange={change} />
      {goal === 'step' && rejected && 'step' in rejected.to && (
        <Select
          aria-label={t('process.rejected.step')}
          value={rejected.to.step}
          options={before.map((step) => ({ value: step.id, label: nameOf(step) || t(`process.kind.${kindOf(step)}`) }))}
          onChange={(step: string) => onChange({ ...rejected, to: { step } })}
        />
      )}
    </Field>
  );
}
