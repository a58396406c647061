/** Elements of a BPMN file as what they say, and what of them is kept because we do not understand it. */
import type { ErrorCode, Flow, Kept, Leaf, Mapping, Message, Said, Trigger, Wait } from '@/features/process/tree/model';
import { attr, type Attr, BPMN, childOf, elementsOf, is, localOf, SHUNDAN, textOf, type XmlElement, XSI } from '@/features/process/tree/xml';

interface Known {
  attrs?: string[];
  children?: string[];
  /** Extension elements that are read, of our own namespace. */
  extensions?: XmlElement[];
}

const COURSE = ['incoming', 'outgoing', 'extensionElements'];

export function extensionsOf(element: XmlElement): XmlElement[] {
  const holder = childOf(element, BPMN, 'extensionElements');
  return holder ? elementsOf(holder) : [];
}

/** What an element is, in a word: a sub-process that an event starts is another thing. */
export const tagOf = (element: XmlElement): string => (localOf(element.name) === 'subProcess' && attr(element, 'triggeredByEvent') === 'true' ? 'eventSubProcess' : localOf(element.name));

export function keptOf(element: XmlElement, known: Known): Kept {
  const attrs = ['id', 'name', ...(known.attrs ?? [])];
  const children = [...COURSE, ...(known.children ?? [])];
  return {
    attrs: element.attrs.filter(({ name, space }) => space !== SHUNDAN && !(space === '' && attrs.includes(name))),
    children: elementsOf(element).filter((child) => !(child.space === BPMN && children.includes(localOf(child.name)))),
    extensions: extensionsOf(element).filter((one) => !known.extensions?.includes(one)),
  };
}

export function oursOf(element: XmlElement): Record<string, string> {
  return Object.fromEntries(element.attrs.filter(({ space }) => space === SHUNDAN).map(({ name, value }) => [localOf(name), value]));
}

export function saidOf(element: XmlElement, known: Known = {}): Said {
  // One with attributes of its own is kept as it is.
  const sop = extensionsOf(element).find((one) => is(one, SHUNDAN, 'sop') && one.attrs.length === 0 && textOf(one) !== '');
  return {
    id: attr(element, 'id') ?? '',
    name: attr(element, 'name') ?? '',
    ours: oursOf(element),
    sop: sop ? textOf(sop) : '',
    kept: keptOf(element, { ...known, extensions: [...(known.extensions ?? []), ...(sop ? [sop] : [])] }),
  };
}

export function flowOf(element: XmlElement): Flow {
  const condition = childOf(element, BPMN, 'conditionExpression');
  return {
    id: attr(element, 'id') ?? '',
    name: attr(element, 'name') ?? '',
    condition: condition ? textOf(condition).trim() : '',
    conditionAttrs: condition ? withoutType(condition.attrs) : [],
    ours: oursOf(element),
    kept: keptOf(element, { attrs: ['sourceRef', 'targetRef'], children: ['conditionExpression'] }),
  };
}

const withoutType = (attrs: Attr[]) => attrs.filter(({ name, space }) => !(space === XSI && localOf(name) === 'type'));

const mappingOf = (element: XmlElement): Mapping | undefined => {
  const [source, target] = [attr(element, 'source'), attr(element, 'target')];
  return source !== undefined && target !== undefined && element.attrs.length === 2 && element.children.length === 0 ? { source, target } : undefined;
};

/** The arguments of a service, when they say no more than we can show. */
function mappings(element: XmlElement): { holder: XmlElement; inputs: Mapping[]; outputs: Mapping[] } | undefined {
  const holder = extensionsOf(element).find((one) => is(one, SHUNDAN, 'ioMapping'));
  if (!holder || holder.attrs.length > 0 || holder.children.length === 0) return undefined;
  const [inputs, outputs]: [Mapping[], Mapping[]] = [[], []];
  for (const child of elementsOf(holder)) {
    const mapping = mappingOf(child);
    if (!mapping || child.space !== SHUNDAN || !['input', 'output'].includes(localOf(child.name))) return undefined;
    (localOf(child.name) === 'input' ? inputs : outputs).push(mapping);
  }
  return { holder, inputs, outputs };
}

export function messageOf(id: string, beside: XmlElement[]): Message {
  const element = beside.find((one) => is(one, BPMN, 'message') && attr(one, 'id') === id);
  if (!element) return { id, name: id, kept: { attrs: [], children: [], extensions: [] } };
  return { id, name: attr(element, 'name') ?? '', kept: keptOf(element, {}) };
}

function errorOf(id: string, beside: XmlElement[]): ErrorCode {
  const element = beside.find((one) => is(one, BPMN, 'error') && attr(one, 'id') === id);
  if (!element) return { id, name: '', code: id, kept: { attrs: [], children: [], extensions: [] } };
  return { id, name: attr(element, 'name') ?? '', code: attr(element, 'errorCode') ?? '', kept: keptOf(element, { attrs: ['errorCode'] }) };
}

const CLOCKS = ['timeDuration', 'timeDate', 'timeCycle'] as const;

/** What an event at the side of a step comes with; undefined when it is nothing the list knows. */
export function triggerOf(event: XmlElement, beside: XmlElement[]): Trigger | undefined {
  const definitions = definitionsOf(event);
  const [what] = definitions;
  if (!what || definitions.length > 1) return undefined;
  if (localOf(what.name) === 'errorEventDefinition' && what.children.length === 0) {
    const id = attr(what, 'errorRef');
    return { for: 'error', error: id === undefined ? null : errorOf(id, beside), attrs: without(what.attrs, 'errorRef') };
  }
  if (localOf(what.name) === 'messageEventDefinition') {
    const id = attr(what, 'messageRef');
    if (id === undefined || what.children.length > 0) return undefined;
    return { for: 'message', text: '', message: messageOf(id, beside), attrs: without(what.attrs, 'messageRef'), textAttrs: [] };
  }
  const clock = CLOCKS.find((name) => childOf(what, BPMN, name));
  const inner = clock && childOf(what, BPMN, clock);
  if (localOf(what.name) !== 'timerEventDefinition' || !inner || what.children.length > 1) return undefined;
  const working = oursOf(inner)['calendar'] === 'working';
  if (working && clock !== 'timeDuration') return undefined;
  return {
    for: clock === 'timeDate' ? 'date' : clock === 'timeCycle' ? 'cycle' : working ? 'working' : 'duration',
    text: textOf(inner).trim(),
    message: null,
    attrs: what.attrs,
    textAttrs: withoutType(inner.attrs).filter(({ name, space }) => !(working && space === SHUNDAN && localOf(name) === 'calendar')),
  };
}

/** What a waiting step waits for. */
export function waitOf(event: XmlElement, beside: XmlElement[]): Wait | undefined {
  const trigger = triggerOf(event, beside);
  if (!trigger || trigger.for === 'error' || trigger.for === 'cycle') return undefined;
  return { ...trigger, for: trigger.for };
}

/** A way at the side of a step, as yet without what is on it. */
export function sideOf(element: XmlElement, beside: XmlElement[]): (Said & { on: Trigger; interrupts: boolean }) | undefined {
  const on = triggerOf(element, beside);
  const interrupts = attr(element, 'cancelActivity') !== 'false';
  // A refusal has ended the step already.
  if (!on || (on.for === 'error' && !interrupts)) return undefined;
  const children = definitionsOf(element).map(({ name }) => localOf(name));
  return { ...saidOf(element, { attrs: ['attachedToRef', 'cancelActivity'], children }), on, interrupts };
}

export const definitionsOf = (event: XmlElement) => elementsOf(event).filter(({ space, name }) => space === BPMN && name.endsWith('EventDefinition'));
export const without = (attrs: Attr[], name: string) => attrs.filter((one) => !(one.space === '' && one.name === name));

/** A step that holds no others; undefined when the list has no such step. */
export function leafOf(element: XmlElement, beside: XmlElement[]): Leaf | undefined {
  switch (localOf(element.name)) {
    case 'userTask': {
      const loop = elementsOf(element).find(({ name }) => name.endsWith('LoopCharacteristics'));
      if (loop && !(isVote(loop) && oursOf(element)['vote'] !== undefined)) return undefined;
      return { ...saidOf(element, { children: ['multiInstanceLoopCharacteristics'] }), element: 'userTask', sequential: loop !== undefined && attr(loop, 'isSequential') === 'true' };
    }
    case 'serviceTask': {
      const io = mappings(element);
      return { ...saidOf(element, { extensions: io ? [io.holder] : [] }), element: 'serviceTask', inputs: io?.inputs ?? [], outputs: io?.outputs ?? [] };
    }
    case 'scriptTask': {
      const script = childOf(element, BPMN, 'script');
      return { ...saidOf(element, { children: ['script'] }), element: 'scriptTask', script: script ? textOf(script) : '' };
    }
    case 'businessRuleTask':
      return { ...saidOf(element), element: 'businessRuleTask' };
    case 'callActivity':
      return { ...saidOf(element, { attrs: ['calledElement'] }), element: 'callActivity', called: attr(element, 'calledElement') ?? '' };
    case 'intermediateCatchEvent': {
      const wait = waitOf(element, beside);
      return wait && { ...saidOf(element, { children: ['messageEventDefinition', 'timerEventDefinition'] }), element: 'intermediateCatchEvent', wait };
    }
    case 'endEvent':
      return { ...saidOf(element), element: 'endEvent' };
    default:
      return undefined;
  }
}

/** The loop that a vote brings with it, and nothing else. */
function isVote(loop: XmlElement): boolean {
  const ours = oursOf(loop);
  const plain = loop.attrs.every(({ name, space }) => space === SHUNDAN || name === 'isSequential');
  return plain && loop.children.length === 0 && ours['collection'] === 'people()' && ours['elementVariable'] === 'assignee' && Object.keys(ours).length === 2;
}

export const isLooped = (element: XmlElement) => elementsOf(element).some(({ name }) => name.endsWith('LoopCharacteristics'));
