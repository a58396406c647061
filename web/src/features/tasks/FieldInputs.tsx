/** What the step lets, or makes, whoever does it fill in. */
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TaskView, Vars } from '@/features/tasks/api';
import { asFacts, textOf } from '@/features/tasks/known';
import { DialogField } from '@/ui/ActionDialog';
import { Section } from '@/ui/RecordPage';

const writable = (task: TaskView) => task.fields.filter(({ right }) => right === 'write' || right === 'required');

/** What stands there now: a variable of its own, or a field of the document (`order.note`). */
function valueNow(task: TaskView, field: string): unknown {
  return field.split('.').reduce<unknown>((facts, part) => asFacts(facts)[part], task.facts);
}

/** Only what was typed; where a number stands, a number is meant. */
export function varsOf(task: TaskView, typed: Record<string, string>): Vars {
  const pairs = writable(task).flatMap(({ field }) => {
    const text = typed[field];
    if (text === undefined) return [];
    const isNumber = typeof valueNow(task, field) === 'number' && text.trim() !== '' && !Number.isNaN(Number(text));
    return [[field, isNumber ? Number(text) : text] as const];
  });
  return Object.fromEntries(pairs);
}

export function FieldInputs({ task, typed, change }: { task: TaskView; typed: Record<string, string>; change: (typed: Record<string, string>) => void }) {
  const { t } = useTranslation();
  const fields = writable(task);
  const answers = task.allowed_actions.some((action) => ['approve', 'answer', 'reject'].includes(action));
  if (fields.length === 0 || !answers) return null;
  return (
    <Section title={t('tasks.field')}>
      {fields.map(({ field, right }) => (
        <DialogField key={field} label={right === 'required' ? `${field} *` : field}>
          <Input value={typed[field] ?? textOf(valueNow(task, field))} onChange={(event) => change({ ...typed, [field]: event.target.value })} />
        </DialogField>
      ))}
    </Section>
  );
}
