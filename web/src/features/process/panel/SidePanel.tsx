/** What may happen while a step lasts, and what is done then. */
import { ClockCircleOutlined, NotificationOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import type { Design } from '@/features/process/designer/useDesign';
import { nameOf, names } from '@/features/process/names';
import { Chips, Field } from '@/features/process/panel/Parts';
import { KeyField, messageOfEvent, TriggerFields } from '@/features/process/panel/TriggerFields';
import { earlier } from '@/features/process/tree/commands';
import { newEnd } from '@/features/process/tree/make';
import { kindOf, mayHaveSides, type SideWay, type Step, type Tree, type Trigger } from '@/features/process/tree/model';
import css from './Panel.module.css';

/** Whether the house may refuse what the step does. */
const refusable = ({ element }: Step) => element !== 'userTask';

/** One click adds a way: after a time, at an event, at a refusal. */
export function SidesField({ design, step }: { design: Design; step: Step }) {
  const { t } = useTranslation();
  const { mayWrite } = useDesk();
  if (!mayHaveSides(step) || !mayWrite) return null;
  const named = (key: string) => ({ name: names(key).zh, ours: { nameEn: names(key).en } });
  return (
    <Field label={t('process.side.label')} hint={t('process.side.help')}>
      <div className={css.chips}>
        <Button size="small" icon={<ClockCircleOutlined />} onClick={() => design.addSide(step.id)}>
          {t('process.side.addTime')}
        </Button>
        <Button size="small" icon={<NotificationOutlined />} onClick={() => design.addSide(step.id, { ...named('sideEvent'), on: { for: 'message', text: '', message: messageOfEvent(''), attrs: [], textAttrs: [] } })}>
          {t('process.side.addEvent')}
        </Button>
        {refusable(step) && (
          <Button size="small" icon={<StopOutlined />} onClick={() => design.addSide(step.id, { ...named('sideRefused'), on: { for: 'error', error: null, attrs: [] } })}>
            {t('process.side.addRefusal')}
          </Button>
        )}
      </div>
    </Field>
  );
}

interface Course {
  on: Trigger;
  interrupts: boolean;
}

interface TriggerEditorsProps extends Course {
  /** Whether what the step does may be refused. */
  refusable: boolean;
  onChange: (next: Course, by?: string) => void;
}

/** What comes in between, and whether the step is over then. */
export function TriggerEditors({ on, interrupts, refusable, onChange }: TriggerEditorsProps) {
  const { t } = useTranslation();
  // Again and again only where the step goes on; a refusal has ended it already.
  const kinds: Trigger['for'][] = ['working', 'duration', 'date', ...(interrupts && on.for !== 'cycle' ? [] : ['cycle' as const]), 'message', ...((refusable && interrupts) || on.for === 'error' ? ['error' as const] : [])];
  return (
    <>
      <TriggerFields kinds={kinds} label={t('process.side.when')} on={on} onChange={(next, by) => onChange({ on: next, interrupts }, by)} />
      {on.for !== 'error' && (
        <Field label={t('process.side.meanwhile')} hint={t(interrupts ? 'process.side.interruptsHelp' : 'process.side.besideHelp')}>
          <Chips
            label={t('process.side.meanwhile')}
            options={[
              { value: 'over', label: t('process.side.interrupts') },
              { value: 'on', label: t('process.side.beside') },
            ]}
            value={interrupts ? 'over' : 'on'}
            onChange={(next) => onChange({ interrupts: next === 'over', on: next === 'over' && on.for === 'cycle' ? { ...on, for: 'working', text: 'PT1H' } : on })}
          />
        </Field>
      )}
    </>
  );
}

interface SideEditorsProps {
  tree: Tree;
  step: Step;
  side: SideWay;
  onChange: (next: SideWay, by?: string) => void;
}

export function SideEditors({ tree, step, side, onChange }: SideEditorsProps) {
  // Beside a step that goes on, a way can only end.
  const ended = (): SideWay['to'] => (typeof side.to === 'object' && 'end' in side.to ? side.to : { end: newEnd(names) });
  return (
    <>
      <TriggerEditors on={side.on} interrupts={side.interrupts} refusable={refusable(step)} onChange={(next, by) => onChange({ ...side, ...next, to: next.interrupts ? side.to : ended() }, by)} />
      {side.on.for === 'message' && <KeyField said={side} onChange={({ ours }) => onChange({ ...side, ours }, 'key')} />}
      {side.interrupts && <GoalField tree={tree} side={side} onChange={onChange} />}
    </>
  );
}

type Goal = 'next' | 'end' | 'step';

/** Where the way leads in the end. */
function GoalField({ tree, side, onChange }: Omit<SideEditorsProps, 'step'>) {
  const { t } = useTranslation();
  const { to } = side;
  const before = earlier(tree, side.id);
  const goal: Goal = to === 'next' ? 'next' : 'end' in to ? 'end' : 'step';
  const goals: Goal[] = before.length > 0 || goal === 'step' ? ['next', 'end', 'step'] : ['next', 'end'];
  const change = (next: Goal) => {
    if (next === goal) return;
    const last = before[before.length - 1];
    onChange({ ...side, to: next === 'next' || (next === 'step' && !last) ? 'next' : next === 'end' ? { end: newEnd(names) } : { step: last?.id ?? '' } });
  };
  return (
    <Field label={t('process.side.then')}>
      <Chips label={t('process.side.then')} options={goals.map((value) => ({ value, label: t(`process.side.goal.${value}`) }))} value={goal} onChange={change} />
      {typeof to === 'object' && 'step' in to && (
        <Select
          aria-label={t('process.rejected.step')}
          value={to.step}
          options={before.map((step) => ({ value: step.id, label: nameOf(step) || t(`process.kind.${kindOf(step)}`) }))}
          onChange={(step: string) => onChange({ ...side, to: { step } })}
        />
      )}
    </Field>
  );
}
