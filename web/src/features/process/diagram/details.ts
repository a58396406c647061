/**
 * Between the diagram's elements and what panels show: the same steps as in the list. Reading takes what is understood
 * and leaves the rest where it is; writing names only what has changed. Pure.
 */
import { nameChanges, namesOf, WAITING } from '@/features/process/diagram/names';
import { withOurs } from '@/features/process/said/texts';
import { type ErrorCode, type Flow, type Leaf, type Mapping, type Message, nothingKept, type Said, type Trigger } from '@/features/process/tree/model';
import { currentLang } from '@/lib/i18n';

/** An element as bpmn-js holds it. */
export interface Moddle {
  $type: string;
  $attrs?: Record<string, string>;
  $parent?: Moddle;
  [property: string]: unknown;
}

/** What the diagram can do for us. */
export interface Workshop {
  create: (type: string, properties: Record<string, unknown>) => Moddle;
  /** The message of this id, made where there is none. */
  message: (message: Message) => Moddle;
  error: (error: ErrorCode) => Moddle;
}

export type Changes = Record<string, unknown>;

const PREFIX = 'shundan:';
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const many = (value: unknown): Moddle[] => (Array.isArray(value) ? (value as Moddle[]) : []);
const one = (value: unknown): Moddle | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Moddle) : undefined);
const localType = ({ $type }: Moddle) => $type.slice($type.indexOf(':') + 1);

function oursOf({ $attrs }: Moddle): Record<string, string> {
  const ours = Object.entries($attrs ?? {}).filter(([name]) => name.startsWith(PREFIX) && name !== WAITING);
  return Object.fromEntries(ours.map(([name, value]) => [name.slice(PREFIX.length), value]));
}

const extensionsOf = (element: Moddle): Moddle[] => many(one(element['extensionElements'])?.['values']);
const extension = (element: Moddle, type: string) => extensionsOf(element).find(({ $type }) => $type === `${PREFIX}${type}`);

export function saidOf(element: Moddle): Said {
  const { name, nameEn } = namesOf(element);
  return { id: text(element['id']), name, ours: withOurs(oursOf(element), { nameEn }), sop: text(extension(element, 'Sop')?.['text']), kept: nothingKept() };
}

const mappingsOf = (value: unknown): Mapping[] => many(value).map((mapping) => ({ source: text(mapping['source']), target: text(mapping['target']) }));

export function leafOf(element: Moddle): Leaf | undefined {
  const said = saidOf(element);
  switch (localType(element)) {
    case 'UserTask':
      return { ...said, element: 'userTask', sequential: one(element['loopCharacteristics'])?.['isSequential'] === true };
    case 'ServiceTask': {
      const io = extension(element, 'IoMapping');
      return { ...said, element: 'serviceTask', inputs: mappingsOf(io?.['inputs']), outputs: mappingsOf(io?.['outputs']) };
    }
    case 'ScriptTask':
      return { ...said, element: 'scriptTask', script: text(element['script']) };
    case 'BusinessRuleTask':
      return { ...said, element: 'businessRuleTask' };
    case 'CallActivity':
      return { ...said, element: 'callActivity', called: text(element['calledElement']) };
    case 'IntermediateCatchEvent': {
      const wait = waitOf(element);
      return wait && { ...said, element: 'intermediateCatchEvent', wait };
    }
    case 'EndEvent':
      return { ...said, element: 'endEvent' };
    default:
      return undefined;
  }
}

export function messageOf(event: Moddle): Message | undefined {
  const what = many(event['eventDefinitions'])[0];
  if (!what || localType(what) !== 'MessageEventDefinition') return undefined;
  const message = one(what['messageRef']);
  return { id: text(message?.['id']), name: text(message?.['name']), kept: nothingKept() };
}

/** What an event waits for or comes with; undefined when the panel has no words for it. */
export function triggerOf(event: Moddle): Trigger | undefined {
  const [what, other] = many(event['eventDefinitions']);
  if (!what || other) return undefined;
  if (localType(what) === 'ErrorEventDefinition') {
    const error = one(what['errorRef']);
    return { for: 'error', error: error ? { id: text(error['id']), name: text(error['name']), code: text(error['errorCode']), kept: nothingKept() } : null, attrs: [] };
  }
  const plain = { text: '', message: null, attrs: [], textAttrs: [] };
  const message = messageOf(event);
  if (message) return { ...plain, for: 'message', message };
  if (localType(what) !== 'TimerEventDefinition') return undefined;
  const [date, cycle, duration] = [one(what['timeDate']), one(what['timeCycle']), one(what['timeDuration'])];
  const working = duration?.$attrs?.[`${PREFIX}calendar`] === 'working';
  return { ...plain, for: date ? 'date' : cycle ? 'cycle' : working ? 'working' : 'duration', text: text((date ?? cycle ?? duration)?.['body']) };
}

function waitOf(event: Moddle): Extract<Leaf, { element: 'intermediateCatchEvent' }>['wait'] | undefined {
  const trigger = triggerOf(event);
  return trigger && trigger.for !== 'error' && trigger.for !== 'cycle' ? { ...trigger, for: trigger.for } : undefined;
}

export function flowOf(flow: Moddle): Flow {
  const { id, name, ours } = saidOf(flow);
  return { id, name, ours, condition: text(one(flow['conditionExpression'])?.['body']), conditionAttrs: [], kept: nothingKept() };
}

export function saidChanges(before: Pick<Said, 'name' | 'ours'>, after: Pick<Said, 'name' | 'ours'>): Changes {
  const names = ({ name, ours }: Pick<Said, 'name' | 'ours'>) => ({ name, nameEn: ours['nameEn'] ?? '' });
  const changes: Changes = nameChanges(names(before), names(after), currentLang() === 'en');
  for (const key of new Set([...Object.keys(before.ours), ...Object.keys(after.ours)])) {
    if (key !== 'nameEn' && before.ours[key] !== after.ours[key]) changes[PREFIX + key] = after.ours[key];
  }
  return changes;
}

/** What is to be set on the element so that it says `after`. */
export function leafChanges(element: Moddle, after: Leaf, workshop: Workshop): Changes {
  const before = leafOf(element);
  if (!before || before.element !== after.element) return {};
  const changes = saidChanges(before, after);
  if (after.sop !== before.sop || mapped(after) !== mapped(before)) changes['extensionElements'] = withExtensions(element, after, workshop);
  if (after.element === 'userTask' && before.element === 'userTask' && vote(after) !== vote(before)) changes['loopCharacteristics'] = loopOf(after, workshop);
  if (after.element === 'scriptTask' && before.element === 'scriptTask' && after.script !== before.script) changes['script'] = after.script || undefined;
  if (after.element === 'callActivity' && before.element === 'callActivity' && after.called !== before.called) changes['calledElement'] = after.called || undefined;
  if (after.element === 'intermediateCatchEvent' && before.element === 'intermediateCatchEvent' && told(after.wait) !== told(before.wait)) {
    changes['eventDefinitions'] = [definitionOf(element, after.wait, workshop)];
  }
  return changes;
}

const told = (on: Trigger) => JSON.stringify(on.for === 'error' ? [on.for, on.error?.id, on.error?.code] : [on.for, on.text, on.message?.id, on.message?.name]);
const mapped = (leaf: Leaf) => (leaf.element === 'serviceTask' ? JSON.stringify([leaf.inputs, leaf.outputs]) : '');
const vote = (leaf: Extract<Leaf, { element: 'userTask' }>) => (leaf.ours['vote'] === undefined ? '' : String(leaf.sequential));

function loopOf(leaf: Extract<Leaf, { element: 'userTask' }>, { create }: Workshop): Moddle | undefined {
  if (leaf.ours['vote'] === undefined) return undefined;
  return create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: leaf.sequential, [`${PREFIX}collection`]: 'people()', [`${PREFIX}elementVariable`]: 'assignee' });
}

/** Ours made anew, everything else as it is. */
function withExtensions(element: Moddle, { sop, ...leaf }: Leaf, { create }: Workshop): Moddle | undefined {
  const others = extensionsOf(element).filter(({ $type }) => $type !== `${PREFIX}Sop` && $type !== `${PREFIX}IoMapping`);
  const values = [...others];
  if (sop !== '') values.unshift(create(`${PREFIX}Sop`, { text: sop }));
  if (leaf.element === 'serviceTask' && leaf.inputs.length + leaf.outputs.length > 0) {
    const each = (type: string, all: Mapping[]) => all.map(({ source, target }) => create(PREFIX + type, { source, target }));
    values.unshift(create(`${PREFIX}IoMapping`, { inputs: each('Input', leaf.inputs), outputs: each('Output', leaf.outputs) }));
  }
  return values.length === 0 ? undefined : create('bpmn:ExtensionElements', { values });
}

const CLOCK = { date: 'timeDate', cycle: 'timeCycle', duration: 'timeDuration', working: 'timeDuration' } as const;

function definitionOf(event: Moddle, on: Trigger, { create, message, error }: Workshop): Moddle {
  const id = many(event['eventDefinitions'])[0]?.['id'];
  const own = id === undefined ? {} : { id };
  if (on.for === 'error') return create('bpmn:ErrorEventDefinition', { ...own, ...(on.error ? { errorRef: error(on.error) } : {}) });
  if (on.for === 'message') return create('bpmn:MessageEventDefinition', { ...own, ...(on.message ? { messageRef: message(on.message) } : {}) });
  const calendar = on.for === 'working' ? { [`${PREFIX}calendar`]: 'working' } : {};
  return create('bpmn:TimerEventDefinition', { ...own, [CLOCK[on.for]]: create('bpmn:FormalExpression', { body: on.text, ...calendar }) });
}

/** An event at the side of a step: what it comes with, and whether the step is over then. */
export function sideChanges(event: Moddle, { on, interrupts }: { on: Trigger; interrupts: boolean }, workshop: Workshop): Changes {
  const changes: Changes = {};
  const before = triggerOf(event);
  if (!before || told(on) !== told(before)) changes['eventDefinitions'] = [definitionOf(event, on, workshop)];
  if (interrupts !== interruptsAt(event)) changes['cancelActivity'] = interrupts;
  return changes;
}

export const interruptsAt = (event: Moddle): boolean => event['cancelActivity'] !== false;

export function startChanges(start: Moddle, message: Message | null, { create, message: find }: Workshop): Changes {
  if (!message) return { eventDefinitions: [] };
  const id = many(start['eventDefinitions'])[0]?.['id'];
  return { eventDefinitions: [create('bpmn:MessageEventDefinition', { ...(id === undefined ? {} : { id }), messageRef: find(message) })] };
}

export function conditionChange(condition: string, { create }: Workshop): Changes {
  return { conditionExpression: condition === '' ? undefined : create('bpmn:FormalExpression', { body: condition }) };
}
