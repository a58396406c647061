/** A BPMN file as the list, or why the list cannot show it, by element. */
import { allSides, allSteps, type Branch, type Flow, flowId, flowKey, type Kept, mayHaveSides, type PlainFlow, type Rejected, type Said, type SideWay, type Step, type Sub, type Tree } from '@/features/process/tree/model';
import { definitionsOf, flowOf, isLooped, keptOf, leafOf, messageOf, oursOf, saidOf, sideOf, tagOf, without } from '@/features/process/tree/parts';
import { attr, BPMN, BPMNDI, elementsOf, is, localOf, parseXml, withSpaces, type XmlElement } from '@/features/process/tree/xml';

export interface Reason {
  /** The element's id, empty for the file as a whole. */
  element: string;
  name: string;
  nameEn: string;
  /** What it is, as BPMN calls it. */
  tag: string;
  code:
    | 'unreadable'
    | 'no_process'
    | 'several_processes'
    | 'pool'
    | 'no_start'
    | 'several_starts'
    | 'trigger'
    | 'element'
    | 'boundary'
    | 'loop'
    | 'timer'
    | 'condition'
    | 'open'
    | 'crossing'
    | 'dangling'
    | 'no_end'
    | 'unreachable';
}

export type Reading = { tree: Tree; reasons?: undefined } | { tree?: undefined; reasons: Reason[] };

interface Line extends Flow {
  from: string;
  to: string;
}

interface Plan {
  beside: XmlElement[];
  nodes: Map<string, XmlElement>;
  out: Map<string, Line[]>;
  into: Map<string, Line[]>;
  /** What is at the side of a step, by the step. */
  sides: Map<string, XmlElement[]>;
  seen: Set<string>;
  used: Set<string>;
  flows: Record<string, PlainFlow>;
  reasons: Reason[];
}

const reason = (code: Reason['code'], element?: XmlElement): Reason => ({
  element: element ? (attr(element, 'id') ?? '') : '',
  name: element ? (attr(element, 'name') ?? '') : '',
  nameEn: element ? (oursOf(element)['nameEn'] ?? '') : '',
  tag: element ? tagOf(element) : '',
  code,
});

/** The same of what is read already. */
const reasonOf = (code: Reason['code'], { id, name, ours }: Pick<Said, 'id' | 'name' | 'ours'>, tag: string): Reason => ({ element: id, name, nameEn: ours['nameEn'] ?? '', tag, code });

const isNode = (local: string) => /(Event|Task|Gateway|^task|Activity|[sS]ubProcess|^transaction)$/.test(local);
/** What is drawn beside the course and would lose its place. */
const DRAWN = ['laneSet', 'textAnnotation', 'association', 'group', 'dataObject', 'dataObjectReference', 'dataStoreReference'];

export function read(text: string, parser?: Parameters<typeof parseXml>[1]): Reading {
  const root = parser ? parseXml(text, parser) : parseXml(text);
  if (!root || !is(root, BPMN, 'definitions')) return { reasons: [reason('unreadable')] };
  const processes = elementsOf(root).filter((one) => is(one, BPMN, 'process'));
  const pool = elementsOf(root).find((one) => is(one, BPMN, 'collaboration'));
  const [process] = processes;
  if (!process) return { reasons: [reason('no_process')] };
  if (pool) return { reasons: [reason('pool', pool)] };
  if (processes.length > 1) return { reasons: [reason('several_processes', processes[1])] };
  const beside = elementsOf(root).filter((one) => one !== process && one.space !== BPMNDI);
  return readProcess(root, process, beside);
}

function readProcess(root: XmlElement, process: XmlElement, beside: XmlElement[]): Reading {
  const plan = planOf(process, beside);
  const all = courseOf(plan);
  if (all) wrongReturns(plan, all.steps);
  if (!all || plan.reasons.length > 0) return { reasons: unique(plan.reasons) };
  const taken = takenBeside(process);
  return {
    tree: {
      process: { ...saidOf(process), kept: keptOf(process, { children: childrenOf(plan), attrs: ['isExecutable'] }) },
      file: { attrs: withSpaces(root.attrs), beside: beside.filter((one) => !taken.has(attr(one, 'id') ?? '')) },
      ...all,
      flows: plan.flows,
    },
  };
}

const childrenOf = (plan: Plan) => ['sequenceFlow', ...new Set([...plan.nodes.values()].map(({ name }) => localOf(name)))];

/** From the start of the process or of a sub-process to its end; undefined when it is no list, with the reasons told. */
function courseOf(plan: Plan): Pick<Tree, 'start' | 'steps' | 'end'> | undefined {
  const told = plan.reasons.length;
  const starts = [...plan.nodes.values()].filter((one) => localOf(one.name) === 'startEvent');
  const [start] = starts;
  if (!start) plan.reasons.push(reason('no_start'));
  else if (starts.length > 1) plan.reasons.push(reason('several_starts', starts[1]));
  if (!start || plan.reasons.length > told || told > 0) return undefined;

  const begin = startOf(start, plan);
  plan.seen.add(begin.id);
  const course = walk(plan, onlyWay(plan, begin.id));
  const last = course.steps[course.steps.length - 1];
  if (!course.ended) plan.reasons.push(reason(course.stop === null ? 'no_end' : 'open', course.stop === null ? undefined : plan.nodes.get(course.stop)));
  leftOver(plan);
  if (plan.reasons.length > 0 || last?.element !== 'endEvent') return undefined;
  const { element: _end, ...end } = last;
  return { start: begin, steps: course.steps.slice(0, -1), end };
}

const everyElement = (element: XmlElement): XmlElement[] => elementsOf(element).flatMap((one) => [one, ...everyElement(one)]);

/** What stands beside the process and is told with the steps that name it: messages and errors that no end names too. */
function takenBeside(process: XmlElement): Set<string> {
  const all = everyElement(process).filter(({ space }) => space === BPMN);
  const named = (tags: string[], reference: string) => all.filter((one) => tags.includes(localOf(one.name))).flatMap((one) => definitionsOf(one).slice(0, 1)).flatMap((one) => attr(one, reference) ?? []);
  const events = ['startEvent', 'intermediateCatchEvent', 'boundaryEvent'];
  const others = new Set([...named(['endEvent'], 'errorRef'), ...named(['endEvent'], 'messageRef')]);
  return new Set([...named(events, 'messageRef'), ...named(events, 'errorRef')].filter((id) => !others.has(id)));
}

function planOf(process: XmlElement, beside: XmlElement[]): Plan {
  const plan: Plan = { beside, nodes: new Map(), out: new Map(), into: new Map(), sides: new Map(), seen: new Set(), used: new Set(), flows: {}, reasons: [] };
  for (const child of elementsOf(process)) {
    const local = localOf(child.name);
    if (child.space !== BPMN) continue;
    if (local === 'sequenceFlow') {
      const line: Line = { ...flowOf(child), from: attr(child, 'sourceRef') ?? '', to: attr(child, 'targetRef') ?? '' };
      plan.out.set(line.from, [...(plan.out.get(line.from) ?? []), line]);
      plan.into.set(line.to, [...(plan.into.get(line.to) ?? []), line]);
    } else if (DRAWN.includes(local)) plan.reasons.push(reason('element', child));
    else if (isNode(local)) {
      plan.nodes.set(attr(child, 'id') ?? '', child);
      const of = local === 'boundaryEvent' ? attr(child, 'attachedToRef') : undefined;
      if (of !== undefined) plan.sides.set(of, [...(plan.sides.get(of) ?? []), child]);
      const why = strange(child, local, beside);
      if (why) plan.reasons.push(reason(why, child));
    }
  }
  return plan;
}

/** Why the list has no such step. */
function strange(element: XmlElement, local: string, beside: XmlElement[]): Reason['code'] | undefined {
  if (local === 'boundaryEvent') return sideOf(element, beside) ? undefined : 'boundary';
  if (local === 'subProcess' && attr(element, 'triggeredByEvent') !== 'true') return isLooped(element) ? 'loop' : undefined;
  if (local === 'startEvent' || local === 'exclusiveGateway' || local === 'parallelGateway') return undefined;
  if (leafOf(element, beside)) return isLooped(element) && local !== 'userTask' ? 'loop' : undefined;
  if (local === 'userTask') return 'loop';
  return local === 'intermediateCatchEvent' ? 'timer' : 'element';
}

function startOf(element: XmlElement, plan: Plan): Tree['start'] {
  const [what, other] = definitionsOf(element);
  const id = what && localOf(what.name) === 'messageEventDefinition' && what.children.length === 0 && !other ? attr(what, 'messageRef') : undefined;
  if (what && id === undefined) plan.reasons.push(reason('trigger', element));
  return {
    ...saidOf(element, { children: id === undefined ? [] : ['messageEventDefinition'] }),
    message: id === undefined ? null : messageOf(id, plan.beside),
    messageAttrs: id === undefined || !what ? [] : without(what.attrs, 'messageRef'),
  };
}

/** The one flow that leads on; it says nothing but where it goes. */
function onlyWay(plan: Plan, id: string): Line | undefined {
  const ways = plan.out.get(id) ?? [];
  const [way] = ways;
  if (!way) plan.reasons.push(reason('no_end', plan.nodes.get(id)));
  else if (ways.length > 1) plan.reasons.push(reason('open', plan.nodes.get(id)));
  else if (way.condition !== '') plan.reasons.push(reason('condition', plan.nodes.get(id)));
  if (way) plain(plan, way);
  return way;
}

/** Remembers a flow that goes by a name of its own. */
function plain(plan: Plan, line: Line): void {
  plan.used.add(line.id);
  const said = line.name !== '' || Object.keys(line.ours).length > 0 || !isEmpty(line.kept);
  if (line.id === flowId(line.from, line.to) && !said) return;
  plan.flows[flowKey(line.from, line.to)] = { id: line.id, name: line.name, ours: line.ours, kept: line.kept };
}

const isEmpty = (kept: Kept) => kept.attrs.length === 0 && kept.children.length === 0 && kept.extensions.length === 0;

interface Course {
  steps: Step[];
  /** Where it meets others, or goes back to; null when it ends or cannot be followed. */
  stop: string | null;
  ended: boolean;
}

const isGateway = (element: XmlElement) => localOf(element.name).endsWith('Gateway');

/** A gateway where ways meet. */
function isMeeting(plan: Plan, id: string, element: XmlElement): boolean {
  if (!isGateway(element) || (plan.out.get(id) ?? []).length > 1) return false;
  return saidOf(element).ours['closes'] !== undefined || (plan.into.get(id) ?? []).length > 1;
}

/** `meets` tells of further places where the way is at its goal. */
function walk(plan: Plan, first: Line | undefined, meets: (id: string) => boolean = () => false): Course {
  const steps: Step[] = [];
  let way = first;
  while (way) {
    const id = way.to;
    const element = plan.nodes.get(id);
    if (!element) {
      plan.reasons.push(reasonOf('dangling', way, 'sequenceFlow'));
      break;
    }
    if (meets(id) || isMeeting(plan, id, element)) return { steps, stop: id, ended: false };
    if (plan.seen.has(id)) {
      plan.reasons.push(reason('crossing', element));
      break;
    }
    plan.seen.add(id);
    const { step, next } = isGateway(element) ? block(plan, element) : leaf(plan, element);
    if (!step) break;
    const sides = sidesOf(plan, step, next);
    steps.push(sides.length > 0 ? { ...step, sides } : step);
    if (step.element === 'endEvent') return { steps, stop: null, ended: true };
    way = next;
  }
  return { steps, stop: null, ended: false };
}

type Found = { step?: Step | undefined; next?: Line | undefined };

function leaf(plan: Plan, element: XmlElement): Found {
  const step = localOf(element.name) === 'subProcess' ? subOf(plan, element) : leafOf(element, plan.beside);
  if (!step || step.element === 'endEvent') return { step };
  const next = onlyWay(plan, step.id);
  const gateway = next && plan.nodes.get(next.to);
  if (step.element !== 'userTask' || !gateway || saidOf(gateway).ours['of'] !== step.id) return { step, next };
  const { rejected, go } = rejection(plan, gateway);
  return { step: rejected ? { ...step, rejected } : step, next: go };
}

/** What is inside is a course of its own; its start waits for nothing. */
function subOf(plan: Plan, element: XmlElement): Sub | undefined {
  const inner = { ...planOf(element, plan.beside), flows: plan.flows };
  const course = courseOf(inner);
  if (course?.start.message) inner.reasons.push(reason('trigger', element));
  plan.reasons.push(...inner.reasons);
  if (!course) return undefined;
  const { message: _message, messageAttrs: _attrs, ...start } = course.start;
  return { ...saidOf(element), kept: keptOf(element, { children: childrenOf(inner) }), element: 'subProcess', ...course, start };
}

/** The ways that leave a step at its side: each ends, goes on with what comes next, or back to what was passed. */
function sidesOf(plan: Plan, step: Step, next: Line | undefined): SideWay[] {
  return (plan.sides.get(step.id) ?? []).flatMap((element): SideWay[] => {
    const said = mayHaveSides(step) ? sideOf(element, plan.beside) : undefined;
    if (!said) {
      plan.reasons.push(reason('boundary', element));
      return [];
    }
    plan.seen.add(said.id);
    const passed = new Set(plan.seen);
    const { steps, stop, ended } = walk(plan, onlyWay(plan, said.id), (id) => id === next?.to || passed.has(id));
    const last = steps[steps.length - 1];
    if (ended && last?.element === 'endEvent') {
      const { element: _end, ...end } = last;
      return [{ ...said, steps: steps.slice(0, -1), to: { end } }];
    }
    if (stop !== null && stop !== next?.to && !passed.has(stop)) plan.reasons.push(reason('crossing', element));
    return [{ ...said, steps, to: stop === next?.to ? 'next' : { step: stop ?? '' } }];
  });
}

/** The gateway behind an approval: its default goes on, the other way is the rejection. */
function rejection(plan: Plan, gateway: XmlElement): { rejected?: Rejected; go?: Line } {
  const id = attr(gateway, 'id') ?? '';
  const ways = plan.out.get(id) ?? [];
  const go = ways.find((one) => one.id === attr(gateway, 'default'));
  const no = ways.find((one) => one !== go);
  plan.seen.add(id);
  if (!go || !no || ways.length > 2 || go.condition !== '') {
    plan.reasons.push(reason('open', gateway));
    return {};
  }
  plain(plan, go);
  plan.used.add(no.id);
  const { from: _from, to: _to, ...flow } = no;
  const { 'of': _of, ...ours } = saidOf(gateway).ours;
  const rejected: Rejected = { gateway: { ...saidOf(gateway, { attrs: ['default'] }), ours }, flow, steps: [], to: { step: no.to } };
  let way = no;
  for (;;) {
    const element = plan.nodes.get(way.to);
    const step = element && leafOf(element, plan.beside);
    // What was passed already is where it goes back to.
    if (plan.seen.has(way.to)) return { rejected: { ...rejected, to: { step: way.to } }, go };
    if (!element || !step) {
      plan.reasons.push(reason('crossing', element ?? gateway));
      return { rejected, go };
    }
    plan.seen.add(way.to);
    if (step.element === 'endEvent') {
      const { element: _end, ...end } = step;
      return { rejected: { ...rejected, to: { end } }, go };
    }
    rejected.steps.push(step);
    const next = onlyWay(plan, step.id);
    if (!next) return { rejected, go };
    way = next;
  }
}

function block(plan: Plan, element: XmlElement): Found {
  const id = attr(element, 'id') ?? '';
  const chosen = attr(element, 'default');
  const ways = plan.out.get(id) ?? [];
  const tag = localOf(element.name);
  if (ways.length < 2) {
    plan.reasons.push(reason('open', element));
    return {};
  }
  const stops = new Set<string>();
  const branches = ways.map((line): Branch => {
    plan.used.add(line.id);
    const course = walk(plan, line);
    if (course.stop !== null) stops.add(course.stop);
    const { from: _from, to: _to, ...flow } = line;
    return { ...flow, isDefault: line.id === chosen, steps: course.steps };
  });
  const closer = closerOf(plan, id, stops);
  if (!closer || localOf(closer.name) !== tag || (tag !== 'exclusiveGateway' && tag !== 'parallelGateway')) {
    plan.reasons.push(reason('open', element));
    return {};
  }
  const { closes: _closes, ...ours } = saidOf(closer).ours;
  const close = { ...saidOf(closer, { attrs: ['default'] }), ours };
  plan.seen.add(close.id);
  return { step: { ...saidOf(element, { attrs: ['default'] }), element: tag, closer: close, branches }, next: onlyWay(plan, close.id) };
}

function closerOf(plan: Plan, opener: string, stops: Set<string>): XmlElement | undefined {
  const [stop] = stops;
  if (stops.size > 1) return undefined;
  const element = stop === undefined ? [...plan.nodes.values()].find((one) => saidOf(one).ours['closes'] === opener) : plan.nodes.get(stop);
  const closes = element && saidOf(element).ours['closes'];
  return closes === undefined || closes === opener ? element : undefined;
}

/** Whatever no way led to, and every flow that leads into the middle of something. */
function leftOver(plan: Plan): void {
  for (const [id, element] of plan.nodes) {
    const code = localOf(element.name) === 'boundaryEvent' ? 'boundary' : 'unreachable';
    if (!plan.seen.has(id) && plan.reasons.length === 0) plan.reasons.push(reason(code, element));
  }
  for (const line of [...plan.out.values()].flat()) {
    if (!plan.used.has(line.id) && plan.reasons.length === 0) plan.reasons.push(reason('crossing', plan.nodes.get(line.to)));
  }
}

/** A rejection goes back to a step of the list, not into the middle of a meeting. */
function wrongReturns(plan: Plan, steps: Step[]): void {
  const all = allSteps(steps);
  const known = new Set(all.map(({ id }) => id));
  for (const step of all) {
    const to = step.element === 'userTask' && 'rejected' in step ? step.rejected?.to : undefined;
    if (to && 'step' in to && !known.has(to.step)) plan.reasons.push(reasonOf('crossing', step, step.element));
  }
  for (const side of allSides(steps)) {
    const { to } = side;
    if (typeof to === 'object' && 'step' in to && !known.has(to.step)) plan.reasons.push(reasonOf('crossing', side, 'boundaryEvent'));
  }
}

function unique(reasons: Reason[]): Reason[] {
  return reasons.filter((one, at) => reasons.findIndex((other) => other.element === one.element && other.code === one.code) === at);
}
