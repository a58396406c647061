/** A process as the list shows it: steps below one another, branches beside one another. Plain data, no drawing. */
import type { Attr, XmlElement } from '@/features/process/tree/xml';

/** What an element says that we do not understand; written back as it came. */
export interface Kept {
  attrs: Attr[];
  children: XmlElement[];
  extensions: XmlElement[];
}

/** What every element says, whichever designer shows it. */
export interface Said {
  id: string;
  name: string;
  /** The attributes of our own namespace, by local name: `who`, `deadline`, `nameEn` … */
  ours: Record<string, string>;
  sop: string;
  kept: Kept;
}

export interface Mapping {
  source: string;
  target: string;
}

export interface Message {
  id: string;
  name: string;
  kept: Kept;
}

/** What a waiting step waits for; `text` is a duration, a date or FEEL. */
export interface Wait {
  for: 'duration' | 'working' | 'date' | 'message';
  text: string;
  message: Message | null;
  /** What the event definition and its text say besides. */
  attrs: Attr[];
  textAttrs: Attr[];
}

export type Leaf =
  | (Said & { element: 'userTask'; sequential: boolean })
  | (Said & { element: 'serviceTask'; inputs: Mapping[]; outputs: Mapping[] })
  | (Said & { element: 'scriptTask'; script: string })
  | (Said & { element: 'businessRuleTask' })
  | (Said & { element: 'callActivity'; called: string })
  | (Said & { element: 'intermediateCatchEvent'; wait: Wait })
  | (Said & { element: 'endEvent' });

export interface Rejected {
  gateway: Said;
  flow: Flow;
  /** What is done before it ends or goes back: a service, a task of the submitter. */
  steps: Leaf[];
  to: { end: Said } | { step: string };
}

export type UserTask = Extract<Leaf, { element: 'userTask' }> & { rejected?: Rejected };

/** A flow that says something itself. */
export interface Flow {
  id: string;
  name: string;
  condition: string;
  conditionAttrs: Attr[];
  ours: Record<string, string>;
  kept: Kept;
}

export interface Branch extends Flow {
  isDefault: boolean;
  steps: Step[];
}

export type Block = Said & { element: 'exclusiveGateway' | 'parallelGateway'; closer: Said; branches: Branch[] };

/** Steps taken together: one may look at the time all of them take, or at what goes wrong in any of them. */
export type Sub = Said & { element: 'subProcess'; start: Said; steps: Step[]; end: Said };

export interface ErrorCode {
  id: string;
  name: string;
  code: string;
  kept: Kept;
}

/** What may happen while a step lasts: a time is over (once or again and again), an event comes, it is refused. */
export type Trigger = (Omit<Wait, 'for'> & { for: Wait['for'] | 'cycle' }) | { for: 'error'; error: ErrorCode | null; attrs: Attr[] };

/** A way that leaves a step at its side, and where it leads in the end. */
export interface SideWay extends Said {
  on: Trigger;
  /** Whether the step is over with it; else it goes on and the way is walked beside it. */
  interrupts: boolean;
  steps: Step[];
  to: { end: Said } | { step: string } | 'next';
}

export type Step = (Exclude<Leaf, { element: 'userTask' }> | UserTask | Sub | Block) & { sides?: SideWay[] };

export type Start = Said & { message: Message | null; messageAttrs: Attr[] };

export interface Tree {
  /** The process itself: `id` is its code. */
  process: Said;
  /** The file around it: its attributes, and what stands beside the process. */
  file: { attrs: Attr[]; beside: XmlElement[] };
  start: Start;
  steps: Step[];
  end: Said;
  /** What plain flows are called when they have names of their own, by `from → to`. */
  flows: Record<string, PlainFlow>;
}

export interface PlainFlow {
  id: string;
  name: string;
  ours: Record<string, string>;
  kept: Kept;
}

/** The kinds a person chooses from. */
export type Kind = 'approval' | 'work' | 'choice' | 'parallel' | 'sub' | 'copy' | 'call' | 'wait' | 'service' | 'script' | 'table' | 'end';

export const COPY_SERVICE = 'process.copy';
export const REJECTED = 'not(approved)';

export const isBlock = (step: Step): step is Block => step.element === 'exclusiveGateway' || step.element === 'parallelGateway';

/** The steps that may be left at the side. */
const HOSTS: Step['element'][] = ['userTask', 'serviceTask', 'scriptTask', 'businessRuleTask', 'callActivity', 'subProcess'];
export const mayHaveSides = ({ element }: { element: Step['element'] }): boolean => HOSTS.includes(element);

export function kindOf(step: Pick<Said, 'ours'> & { element: Step['element'] }): Kind {
  switch (step.element) {
    case 'userTask':
      return step.ours['kind'] === 'approval' ? 'approval' : 'work';
    case 'serviceTask':
      return step.ours['service'] === COPY_SERVICE ? 'copy' : 'service';
    case 'scriptTask':
      return 'script';
    case 'businessRuleTask':
      return 'table';
    case 'callActivity':
      return 'call';
    case 'intermediateCatchEvent':
      return 'wait';
    case 'subProcess':
      return 'sub';
    case 'endEvent':
      return 'end';
    case 'exclusiveGateway':
      return 'choice';
    case 'parallelGateway':
      return 'parallel';
  }
}

export const flowKey = (from: string, to: string): string => `${from} → ${to}`;
export const flowId = (from: string, to: string): string => `${from}-to-${to}`;

export const nothingKept = (): Kept => ({ attrs: [], children: [], extensions: [] });

export function said(id: string, name = '', ours: Record<string, string> = {}): Said {
  return { id, name, ours, sop: '', kept: nothingKept() };
}

/** A list of steps inside a step: of a branch, of a sub-process, of a way at the side. Each goes by an id of its own. */
export interface Inner {
  list: string;
  steps: Step[];
  /** Whether what happens there is a course of its own: nothing leads from it back to what was before. */
  apart: boolean;
}

export function innerLists(step: Step): Inner[] {
  const own: Inner[] = isBlock(step)
    ? step.branches.map(({ id, steps }) => ({ list: id, steps, apart: step.element === 'parallelGateway' }))
    : step.element === 'subProcess'
      ? [{ list: step.id, steps: step.steps, apart: true }]
      : [];
  return [...own, ...(step.sides ?? []).map(({ id, steps, interrupts }) => ({ list: id, steps, apart: !interrupts }))];
}

/** The same step when no list changes. */
export function mapLists(step: Step, change: (steps: Step[], list: string) => Step[]): Step {
  const each = <L extends { id: string; steps: Step[] }>(lists: L[]): L[] => {
    const next = lists.map((one) => {
      const steps = change(one.steps, one.id);
      return steps === one.steps ? one : { ...one, steps };
    });
    return next.every((one, at) => one === lists[at]) ? lists : next;
  };
  let now = step;
  if (isBlock(now)) {
    const branches = each(now.branches);
    if (branches !== now.branches) now = { ...now, branches };
  } else if (now.element === 'subProcess') {
    const steps = change(now.steps, now.id);
    if (steps !== now.steps) now = { ...now, steps };
  }
  const sides = now.sides && each(now.sides);
  return sides === now.sides || !sides ? now : { ...now, sides };
}

/** Every step with the steps inside it, in reading order. Steps of a rejection come after their approval. */
export function allSteps(steps: readonly Step[]): (Step | Leaf)[] {
  return steps.flatMap((step) => {
    const rejected = step.element === 'userTask' && step.rejected ? step.rejected.steps : [];
    return [step, ...rejected, ...innerLists(step).flatMap((inner) => allSteps(inner.steps))];
  });
}

export const allSides = (steps: readonly Step[]): SideWay[] => allSteps(steps).flatMap((step) => ('sides' in step ? (step.sides ?? []) : []));
