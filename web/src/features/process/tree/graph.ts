/** The list as nodes and flows: what is written, and what is drawn. */
import { type Branch, type Flow, flowId, flowKey, innerLists, isBlock, type Leaf, nothingKept, type PlainFlow, type Rejected, type Said, type SideWay, type Start, type Step, type Sub, type Tree } from '@/features/process/tree/model';

/** `within` names the sub-process it stands in; empty for the process itself. */
export type GraphNode = { within: string } & (
  | { at: 'start'; said: Start }
  | { at: 'leaf'; said: Leaf }
  | { at: 'sub'; said: Sub }
  | { at: 'side'; said: SideWay; of: string }
  | { at: 'gateway'; said: Said; element: 'exclusiveGateway' | 'parallelGateway'; fallback: string | undefined; marks: Record<string, string> }
);

export interface Line extends Flow {
  within: string;
  from: string;
  to: string;
  /** Comes from the side into the course. */
  joins?: boolean;
}

export interface Graph {
  nodes: GraphNode[];
  lines: Line[];
}

/** Where the flows come from that the next step is joined to. */
interface Making {
  tree: Tree;
  graph: Graph;
  ids: Set<string>;
  within: string;
}

const asFlow = (flow: PlainFlow): Flow => ({ ...flow, condition: '', conditionAttrs: [] });

export function graphOf(tree: Tree): Graph {
  const making: Making = { tree, graph: { nodes: [], lines: [] }, ids: new Set(takenIds(tree)), within: '' };
  course(making, tree);
  return making.graph;
}

/** From a start to an end: the process itself, or what is inside a sub-process. */
function course(making: Making, { start, steps, end }: { start: Said & Partial<Start>; steps: Step[]; end: Said }): void {
  const { graph, within } = making;
  graph.nodes.push({ at: 'start', within, said: { message: null, messageAttrs: [], ...start } });
  sequence(making, steps, { from: start.id }, end.id);
  graph.nodes.push({ at: 'leaf', within, said: { ...end, element: 'endEvent' } });
}

/** A way that has begun: from a step, or as a branch or rejection with a flow of its own. */
interface Way {
  from: string;
  flow?: Flow;
}

function join({ tree, graph, ids, within }: Making, way: Way, to: string): string {
  const known = tree.flows[flowKey(way.from, to)];
  const flow = way.flow ?? (known ? asFlow(known) : { ...asFlow({ id: fresh(ids, flowId(way.from, to)), name: '', ours: {}, kept: nothingKept() }) });
  const { id, name, condition, conditionAttrs, ours, kept } = flow;
  graph.lines.push({ within, id, name, condition, conditionAttrs, ours, kept, from: way.from, to });
  return id;
}

function fresh(ids: Set<string>, wanted: string): string {
  let id = wanted;
  for (let more = 2; ids.has(id); more += 1) id = `${wanted}-${String(more)}`;
  ids.add(id);
  return id;
}

/** Tells whether the last of them leads on. */
function sequence(making: Making, steps: Step[], first: Way, last: string): boolean {
  let way: Way | null = first;
  steps.forEach((step, index) => {
    if (way) join(making, way, step.id);
    const next = steps[index + 1]?.id ?? last;
    way = isBlock(step) ? block(making, step) : step.element === 'subProcess' ? sub(making, step) : leaf(making, step, next);
    for (const side of step.sides ?? []) sideWay(making, step.id, side, next);
  });
  if (way) join(making, way, last);
  return way !== null;
}

function sub(making: Making, step: Sub): Way {
  making.graph.nodes.push({ at: 'sub', within: making.within, said: step });
  course({ ...making, within: step.id }, step);
  return { from: step.id };
}

function sideWay(making: Making, of: string, side: SideWay, next: string): void {
  const { graph, within } = making;
  graph.nodes.push({ at: 'side', within, said: side, of });
  const { to } = side;
  const goal = to === 'next' ? next : 'end' in to ? to.end.id : to.step;
  const leadsOn = sequence(making, side.steps, { from: side.id }, goal);
  const last = graph.lines[graph.lines.length - 1];
  if (leadsOn && to === 'next' && last) last.joins = true;
  if (leadsOn && typeof to === 'object' && 'end' in to) graph.nodes.push({ at: 'leaf', within, said: { ...to.end, element: 'endEvent' } });
}

function block(making: Making, step: Extract<Step, { branches: Branch[] }>): Way {
  const { closer, branches } = step;
  const fallback = branches.find(({ isDefault }) => isDefault)?.id;
  making.graph.nodes.push({ at: 'gateway', within: making.within, said: step, element: step.element, fallback, marks: {} });
  for (const branch of branches) sequence(making, branch.steps, { from: step.id, flow: branch }, closer.id);
  making.graph.nodes.push({ at: 'gateway', within: making.within, said: closer, element: step.element, fallback: undefined, marks: { closes: step.id } });
  return { from: closer.id };
}

function leaf(making: Making, step: Exclude<Step, { branches: Branch[] } | { element: 'subProcess' }>, next: string): Way | null {
  making.graph.nodes.push({ at: 'leaf', within: making.within, said: step });
  if (step.element === 'endEvent') return null;
  if (step.element !== 'userTask' || !step.rejected) return { from: step.id };
  return rejection(making, step.id, step.rejected, next);
}

function rejection(making: Making, of: string, { gateway, flow, steps, to }: Rejected, next: string): Way {
  join(making, { from: of }, gateway.id);
  const known = making.tree.flows[flowKey(gateway.id, next)];
  // Named before it is drawn: the gateway says which of its flows goes on.
  const go: Flow = known ? asFlow(known) : asFlow({ id: fresh(making.ids, flowId(gateway.id, next)), name: '', ours: {}, kept: nothingKept() });
  making.graph.nodes.push({ at: 'gateway', within: making.within, said: gateway, element: 'exclusiveGateway', fallback: go.id, marks: { of } });
  let way: Way = { from: gateway.id, flow };
  for (const step of steps) {
    join(making, way, step.id);
    making.graph.nodes.push({ at: 'leaf', within: making.within, said: step });
    way = { from: step.id };
  }
  if ('end' in to) {
    join(making, way, to.end.id);
    making.graph.nodes.push({ at: 'leaf', within: making.within, said: { ...to.end, element: 'endEvent' } });
  } else join(making, way, to.step);
  return { from: gateway.id, flow: go };
}

/** Every id that is spoken for. */
export function takenIds(tree: Tree): string[] {
  const within = (steps: Step[]): string[] => steps.flatMap((step) => [...ownIds(step), ...innerLists(step).flatMap((inner) => within(inner.steps))]);
  const flows = Object.values(tree.flows).map(({ id }) => id);
  return [tree.process.id, tree.start.id, tree.end.id, ...within(tree.steps), ...flows];
}

function ownIds(step: Step): string[] {
  const sides = (step.sides ?? []).flatMap(({ id, to }) => [id, ...(typeof to === 'object' && 'end' in to ? [to.end.id] : [])]);
  if (isBlock(step)) return [step.id, step.closer.id, ...step.branches.map(({ id }) => id), ...sides];
  if (step.element === 'subProcess') return [step.id, step.start.id, step.end.id, ...sides];
  if (step.element !== 'userTask' || !step.rejected) return [step.id, ...sides];
  const { gateway, flow, steps: inner, to } = step.rejected;
  return [step.id, gateway.id, flow.id, ...inner.map(({ id }) => id), ...('end' in to ? [to.end.id] : []), ...sides];
}

/** Without the names of flows that are no longer there. */
export function pruned(tree: Tree): Tree {
  const here = new Set(graphOf(tree).lines.map(({ from, to }) => flowKey(from, to)));
  const flows = Object.entries(tree.flows).filter(([key]) => here.has(key));
  return flows.length === Object.keys(tree.flows).length ? tree : { ...tree, flows: Object.fromEntries(flows) };
}
