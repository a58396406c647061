/** The list as nodes and flows: what is written, and what is drawn. */
import { type Branch, type Flow, flowId, flowKey, isBlock, type Leaf, nothingKept, type PlainFlow, type Rejected, type Said, type Start, type Step, type Tree } from '@/features/process/tree/model';

export type GraphNode =
  | { at: 'start'; said: Start }
  | { at: 'leaf'; said: Leaf }
  | { at: 'gateway'; said: Said; element: 'exclusiveGateway' | 'parallelGateway'; fallback: string | undefined; marks: Record<string, string> };

export interface Line extends Flow {
  from: string;
  to: string;
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
}

const asFlow = (flow: PlainFlow): Flow => ({ ...flow, condition: '', conditionAttrs: [] });

export function graphOf(tree: Tree): Graph {
  const making: Making = { tree, graph: { nodes: [], lines: [] }, ids: new Set(takenIds(tree)) };
  making.graph.nodes.push({ at: 'start', said: tree.start });
  sequence(making, tree.steps, { from: tree.start.id }, tree.end.id);
  making.graph.nodes.push({ at: 'leaf', said: { ...tree.end, element: 'endEvent' } });
  return making.graph;
}

/** A way that has begun: from a step, or as a branch or rejection with a flow of its own. */
interface Way {
  from: string;
  flow?: Flow;
}

function join({ tree, graph, ids }: Making, way: Way, to: string): string {
  const known = tree.flows[flowKey(way.from, to)];
  const flow = way.flow ?? (known ? asFlow(known) : { ...asFlow({ id: fresh(ids, flowId(way.from, to)), name: '', ours: {}, kept: nothingKept() }) });
  const { id, name, condition, conditionAttrs, ours, kept } = flow;
  graph.lines.push({ id, name, condition, conditionAttrs, ours, kept, from: way.from, to });
  return id;
}

function fresh(ids: Set<string>, wanted: string): string {
  let id = wanted;
  for (let more = 2; ids.has(id); more += 1) id = `${wanted}-${String(more)}`;
  ids.add(id);
  return id;
}

function sequence(making: Making, steps: Step[], first: Way, last: string): void {
  let way: Way | null = first;
  steps.forEach((step, index) => {
    if (way) join(making, way, step.id);
    way = isBlock(step) ? block(making, step) : leaf(making, step, steps[index + 1]?.id ?? last);
  });
  if (way) join(making, way, last);
}

function block(making: Making, step: Extract<Step, { branches: Branch[] }>): Way {
  const { closer, branches } = step;
  const fallback = branches.find(({ isDefault }) => isDefault)?.id;
  making.graph.nodes.push({ at: 'gateway', said: step, element: step.element, fallback, marks: {} });
  for (const branch of branches) sequence(making, branch.steps, { from: step.id, flow: branch }, closer.id);
  making.graph.nodes.push({ at: 'gateway', said: closer, element: step.element, fallback: undefined, marks: { closes: step.id } });
  return { from: closer.id };
}

function leaf(making: Making, step: Exclude<Step, { branches: Branch[] }>, next: string): Way | null {
  making.graph.nodes.push({ at: 'leaf', said: step });
  if (step.element === 'endEvent') return null;
  if (step.element !== 'userTask' || !step.rejected) return { from: step.id };
  return rejection(making, step.id, step.rejected, next);
}

function rejection(making: Making, of: string, { gateway, flow, steps, to }: Rejected, next: string): Way {
  join(making, { from: of }, gateway.id);
  const known = making.tree.flows[flowKey(gateway.id, next)];
  // Named before it is drawn: the gateway says which of its flows goes on.
  const go: Flow = known ? asFlow(known) : asFlow({ id: fresh(making.ids, flowId(gateway.id, next)), name: '', ours: {}, kept: nothingKept() });
  making.graph.nodes.push({ at: 'gateway', said: gateway, element: 'exclusiveGateway', fallback: go.id, marks: { of } });
  let way: Way = { from: gateway.id, flow };
  for (const step of steps) {
    join(making, way, step.id);
    making.graph.nodes.push({ at: 'leaf', said: step });
    way = { from: step.id };
  }
  if ('end' in to) {
    join(making, way, to.end.id);
    making.graph.nodes.push({ at: 'leaf', said: { ...to.end, element: 'endEvent' } });
  } else join(making, way, to.step);
  return { from: gateway.id, flow: go };
}

/** Every id that is spoken for. */
export function takenIds(tree: Tree): string[] {
  const within = (steps: Step[]): string[] =>
    steps.flatMap((step) => {
      if (isBlock(step)) return [step.id, step.closer.id, ...step.branches.flatMap((branch) => [branch.id, ...within(branch.steps)])];
      if (step.element !== 'userTask' || !step.rejected) return [step.id];
      const { gateway, flow, steps: inner, to } = step.rejected;
      return [step.id, gateway.id, flow.id, ...inner.map(({ id }) => id), ...('end' in to ? [to.end.id] : [])];
    });
  const flows = Object.values(tree.flows).map(({ id }) => id);
  return [tree.process.id, tree.start.id, tree.end.id, ...within(tree.steps), ...flows];
}

/** Without the names of flows that are no longer there. */
export function pruned(tree: Tree): Tree {
  const here = new Set(graphOf(tree).lines.map(({ from, to }) => flowKey(from, to)));
  const flows = Object.entries(tree.flows).filter(([key]) => here.has(key));
  return flows.length === Object.keys(tree.flows).length ? tree : { ...tree, flows: Object.fromEntries(flows) };
}
