/**
 * Between the diagram's elements and what panels show: the same steps as in the list. Reading takes what is understood
 * and leaves the rest where it is; writing names only what has changed. Pure.
 */
import { type Flow, type Leaf, type Mapping, type Message, nothingKept, type Said, type Wait } from '@/features/process/tree/model';

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
}

export type Changes = Record<string, unknown>;

const PREFIX = 'shundan:';
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const many = (value: unknown): Moddle[] => (Array.isArray(value) ? (value as Moddle[]) : []);
const one = (value: unknown): Moddle | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Moddle) : undefined);
const localType = ({ $type }: Moddle) => $type.slice($type.indexOf(':') + 1);

function oursOf({ $attrs }: Moddle): Record<string, string> {
  const ours = Object.entries($attrs ?? {}).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(ours.map(([name, value]) => [name.slice(PREFIX.length), value]));
}

const extensionsOf = (element: Moddle): Moddle[] => many(one(element['extensionElements'])?.['values']);
const extension = (element: Moddle, type: string) => extensionsOf(element).find(({ $type }) => $type === `${PREFIX}${type}`);

export function saidOf(element: Moddle): Said {
  return { id: text(element['id']), name: text(element['name']), ours: oursOf(element), sop: text(extension(element, 'Sop')?.['text']), kept: nothingKept() };
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

function waitOf(event: Moddle): Wait | undefined {
  const message = messageOf(event);
  if (message) return { for: 'message', text: '', message, attrs: [], textAttrs: [] };
  const what = many(event['eventDefinitions'])[0];
  if (!what || localType(what) !== 'TimerEventDefinition' || what['timeCycle']) return undefined;
  const date = one(what['timeDate']);
  const duration = one(what['timeDuration']);
  const working = duration?.$attrs?.[`${PREFIX}calendar`] === 'working';
  return { for: date ? 'date' : working ? 'working' : 'duration', text: text((date ?? duration)?.['body']), message: null, attrs: [], textAttrs: [] };
}

export function flowOf(flow: Moddle): Flow {
  const { id, name, ours } = saidOf(flow);
  return { id, name, ours, condition: text(one(flow['conditionExpression'])?.['body']), conditionAttrs: [], kept: nothingKept() };
}

export function saidChanges(before: Pick<Said, 'name' | 'ours'>, after: Pick<Said, 'name' | 'ours'>): Changes {
  const changes: Changes = {};
  if (after.name !== before.name) changes['name'] = after.name === '' ? undefined : after.name;
  for (const key of new Set([...Object.keys(before.ours), ...Object.keys(after.ours)])) {
    if (before.ours[key] !== after.ours[key]) changes[PREFIX + key] = after.ours[key];
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
  if (after.element === 'intermediateCatchEvent' && before.element === 'intermediateCatchEvent' && JSON.stringify(after.wait) !== JSON.stringify(before.wait)) {
    changes['eventDefinitions'] = [definitionOf(element, after.wait, workshop)];
  }
  return changes;
}

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

function definitionOf(event: Moddle, wait: Wait, { create, message }: Workshop): Moddle {
  const id = many(event['eventDefinitions'])[0]?.['id'];
  const own = id === undefined ? {} : { id };
  if (wait.for === 'message') return create('bpmn:MessageEventDefinition', { ...own, ...(wait.message ? { messageRef: message(wait.message) } : {}) });
  const calendar = wait.for === 'working' ? { [`${PREFIX}calendar`]: 'working' } : {};
  const expression = create('bpmn:FormalExpression', { body: wait.text, ...calendar });
  return create('bpmn:TimerEventDefinition', { ...own, [wait.for === 'date' ? 'timeDate' : 'timeDuration']: expression });
}

export function startChanges(start: Moddle, message: Message | null, { create, message: find }: Workshop): Changes {
  if (!message) return { eventDefinitions: [] };
  const id = many(start['eventDefinitions'])[0]?.['id'];
  return { eventDefinitions: [create('bpmn:MessageEventDefinition', { ...(id === undefined ? {} : { id }), messageRef: find(message) })] };
}

export function conditionChange(condition: string, { create }: Workshop): Changes {
  return { conditionExpression: condition === '' ? undefined : create('bpmn:FormalExpression', { body: condition }) };
}
