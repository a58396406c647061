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

export type Step = Exclude<Leaf, { element: 'userTask' }> | UserTask | Block;

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
export type Kind = 'approval' | 'work' | 'choice' | 'parallel' | 'copy' | 'call' | 'wait' | 'service' | 'script' | 'table' | 'end';

export const COPY_SERVICE = 'process.copy';
export const REJECTED = 'not(approved)';

export const isBlock = (step: Step): step is Block => step.element === 'exclusiveGateway' || step.element === 'parallelGateway';

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

/** Every step with the steps inside it, in reading order. Steps of a rejection come after their approval. */
export function allSteps(steps: readonly Step[]): (Step | Leaf)[] {
  return steps.flatMap((step) => {
    if (isBlock(step)) return [step, ...step.branches.flatMap((branch) => allSteps(branch.steps))];
    return step.element === 'userTask' && step.rejected ? [step, ...step.rejected.steps] : [step];
  });
}
