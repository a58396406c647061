/** New processes and new steps, as they are before anything is said about them. */
import { type Block, type Branch, COPY_SERVICE, type Flow, type Kind, type Leaf, nothingKept, REJECTED, type Rejected, type Said, said, type SideWay, type Step, type Tree } from '@/features/process/tree/model';
import { BPMN, withSpaces } from '@/features/process/tree/xml';

/** A new id that begins with `what`. Never one that was used before: cases of older versions may stand there. */
export type NewId = (what: string) => string;

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export const newId: NewId = (what) => `${what}_${Array.from(crypto.getRandomValues(new Uint8Array(7)), (byte) => LETTERS[byte % LETTERS.length] ?? 'a').join('')}`;

/** Words in both languages; the file carries both. */
export interface Words {
  zh: string;
  en: string;
}

export type Names = (key: string) => Words;

const named = (id: string, { zh, en }: Words, ours: Record<string, string> = {}): Said => said(id, zh, { nameEn: en, ...ours });

export function newProcess(code: string, name: Words, subject: string, names: Names, id: NewId = newId): Tree {
  return {
    process: named(code, name, { subject }),
    file: {
      attrs: withSpaces([{ name: 'id', space: '', value: `${code}-file` }, { name: 'targetNamespace', space: '', value: BPMN }]),
      beside: [],
    },
    start: { ...named(id('start'), names('start')), message: null, messageAttrs: [] },
    steps: [],
    end: named(id('end'), names('end')),
    flows: {},
  };
}

export const newFlow = (id: string, condition = ''): Flow => ({ id, name: '', condition, conditionAttrs: [], ours: {}, kept: nothingKept() });
const newBranch = (id: NewId, isDefault: boolean): Branch => ({ ...newFlow(id('branch')), isDefault, steps: [] });

/** An approval that is rejected ends the case. */
export function endRejected(names: Names, id: NewId = newId): Rejected {
  return { gateway: named(id('decided'), names('decided')), flow: { ...newFlow(id('rejected'), REJECTED), name: names('rejected').zh, ours: { nameEn: names('rejected').en } }, steps: [], to: { end: named(id('end'), names('endRejected')) } };
}

/** The submitter changes the document and sends it again. */
export function submitterStep(names: Names, id: NewId = newId): Leaf {
  return { ...named(id('resubmit'), names('resubmit'), { kind: 'work', who: 'starter', revise: 'true' }), element: 'userTask', sequential: false };
}

export function newStep(kind: Kind, names: Names, id: NewId = newId): Step {
  const own = (ours: Record<string, string> = {}) => named(id(kind), names(kind), ours);
  switch (kind) {
    case 'approval':
      return { ...own({ kind: 'approval' }), element: 'userTask', sequential: false, rejected: endRejected(names, id) };
    case 'work':
      return { ...own({ kind: 'work' }), element: 'userTask', sequential: false };
    case 'copy':
      return { ...own({ service: COPY_SERVICE }), element: 'serviceTask', inputs: [], outputs: [] };
    case 'service':
      return { ...own(), element: 'serviceTask', inputs: [], outputs: [] };
    case 'script':
      return { ...own(), element: 'scriptTask', script: '' };
    case 'table':
      return { ...own(), element: 'businessRuleTask' };
    case 'call':
      return { ...own(), element: 'callActivity', called: '' };
    case 'wait':
      return { ...own(), element: 'intermediateCatchEvent', wait: { for: 'working', text: 'PT1H', message: null, attrs: [], textAttrs: [] } };
    case 'end':
      return { ...own(), element: 'endEvent' };
    case 'sub':
      return { ...own(), element: 'subProcess', start: named(id('start'), names('subStart')), steps: [], end: named(id('end'), names('subEnd')) };
    case 'choice':
      return newBlock(own(), 'exclusiveGateway', [newBranch(id, false), newBranch(id, true)], id);
    case 'parallel':
      return newBlock(own(), 'parallelGateway', [newBranch(id, false), newBranch(id, false)], id);
  }
}

/** A deadline at the side of a step: when it has passed the step is over and what comes next begins. */
export function newSide(names: Names, id: NewId = newId): SideWay {
  return { ...named(id('side'), names('side')), on: { for: 'working', text: 'PT1H', message: null, attrs: [], textAttrs: [] }, interrupts: true, steps: [], to: 'next' };
}

export const newEnd = (names: Names, id: NewId = newId): Said => named(id('end'), names('end'));

const newBlock = (own: Said, element: Block['element'], branches: Branch[], id: NewId): Block => ({ ...own, element, closer: said(id('join')), branches });

/** One more way: before the one that is taken when no other is. */
export function withBranch(block: Block, id: NewId = newId): Block {
  const at = block.branches.findIndex(({ isDefault }) => isDefault);
  const branch = newBranch(id, false);
  return { ...block, branches: at < 0 ? [...block.branches, branch] : block.branches.toSpliced(at, 0, branch) };
}
