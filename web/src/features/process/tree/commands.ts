/** What is done to the list. Each answers with a new list; the same list when it cannot be done. Pure. */
import { type NewId, newId, withBranch } from '@/features/process/tree/make';
import { allSteps, type Block, type Branch, isBlock, type Leaf, type Rejected, type Step, type Tree } from '@/features/process/tree/model';

/** Between two steps: before the step at `index` of the list `MAIN` or of a branch. */
export interface Place {
  list: string;
  index: number;
}

export const MAIN = '';

type Steps = readonly Step[];

/** Every list of steps, changed by `change`; the innermost first. */
function eachList(steps: Steps, list: string, change: (steps: Step[], list: string) => Step[]): Step[] {
  const inner = steps.map((step): Step => {
    if (!isBlock(step)) return step;
    const branches = step.branches.map((branch) => {
      const changed = eachList(branch.steps, branch.id, change);
      return changed === branch.steps ? branch : { ...branch, steps: changed };
    });
    return branches.every((branch, at) => branch === step.branches[at]) ? step : { ...step, branches };
  });
  const same = inner.every((step, at) => step === steps[at]);
  return change(same ? (steps as Step[]) : inner, list);
}

function withLists(tree: Tree, change: (steps: Step[], list: string) => Step[]): Tree {
  const steps = eachList(tree.steps, MAIN, change);
  return steps === tree.steps ? tree : { ...tree, steps };
}

export function insert(tree: Tree, place: Place, step: Step): Tree {
  return withLists(tree, (steps, list) => (list === place.list ? steps.toSpliced(place.index, 0, step) : steps));
}

export function findStep(tree: Tree, id: string): Step | undefined {
  return allSteps(tree.steps).find((step): step is Step => step.id === id);
}

export function placeOf(tree: Tree, id: string): Place | undefined {
  let found: Place | undefined;
  withLists(tree, (steps, list) => {
    const index = steps.findIndex((step) => step.id === id);
    if (index >= 0) found = { list, index };
    return steps;
  });
  return found;
}

export function listAt(tree: Tree, list: string): Step[] | undefined {
  if (list === MAIN) return tree.steps;
  return findBranch(tree, list)?.branch.steps;
}

export function findBranch(tree: Tree, id: string): { block: Block; branch: Branch } | undefined {
  for (const step of allSteps(tree.steps)) {
    if (!('branches' in step)) continue;
    const branch = step.branches.find((one) => one.id === id);
    if (branch) return { block: step, branch };
  }
  return undefined;
}

function without(tree: Tree, id: string): Tree {
  return withLists(tree, (steps) => (steps.some((step) => step.id === id) ? steps.filter((step) => step.id !== id) : steps));
}

/** Rejections that went back to a step that is gone go back to their own step's submitter no more: they end. */
function mended(tree: Tree, end: (rejected: Rejected) => Rejected): Tree {
  const known = new Set(allSteps(tree.steps).map(({ id }) => id));
  return changeEach(tree, (step) => {
    if (step.element !== 'userTask' || !step.rejected || !('step' in step.rejected.to) || known.has(step.rejected.to.step)) return step;
    return { ...step, rejected: end(step.rejected) };
  });
}

export function remove(tree: Tree, id: string, end: (rejected: Rejected) => Rejected): Tree {
  const found = findStep(tree, id);
  return found ? mended(without(tree, id), end) : tree;
}

export const holds = (step: Step, id: string): boolean => allSteps([step]).some((one) => one.id === id) || branchIds(step).includes(id);

function branchIds(step: Step): string[] {
  return allSteps([step]).flatMap((one) => ('branches' in one ? one.branches.map(({ id }) => id) : []));
}

/** Takes a step to another place; not into itself. `place` counts as things stand before. */
export function move(tree: Tree, id: string, place: Place): Tree {
  const step = findStep(tree, id);
  const from = placeOf(tree, id);
  if (!step || !from || (place.list !== MAIN && holds(step, place.list)) || !listAt(tree, place.list)) return tree;
  const sameList = from.list === place.list;
  if (sameList && (place.index === from.index || place.index === from.index + 1)) return tree;
  const index = sameList && place.index > from.index ? place.index - 1 : place.index;
  return insert(without(tree, id), { list: place.list, index }, step);
}

/** Moves, and ends the rejections whose goal no longer stands before them. */
export function relocate(tree: Tree, id: string, place: Place, end: (rejected: Rejected) => Rejected): Tree {
  const moved = move(tree, id, place);
  const precedes = (now: Tree, step: string, goal: string) => step === goal || earlier(now, step).some((one) => one.id === goal);
  return changeEach(moved, (step) => {
    const to = step.element === 'userTask' ? step.rejected?.to : undefined;
    if (step.element !== 'userTask' || !step.rejected || !to || !('step' in to)) return step;
    const lost = precedes(tree, step.id, to.step) && !precedes(moved, step.id, to.step);
    return lost ? { ...step, rejected: end(step.rejected) } : step;
  });
}

/** The same step once more, with ids of its own, behind itself. */
export function copy(tree: Tree, id: string, fresh: NewId = newId): { tree: Tree; id: string } {
  const step = findStep(tree, id);
  const place = placeOf(tree, id);
  if (!step || !place) return { tree, id };
  const twin = renamed(step, fresh);
  return { tree: insert(tree, { list: place.list, index: place.index + 1 }, twin), id: twin.id };
}

/** With new ids throughout; what pointed inside still does. */
export function renamed(step: Step, fresh: NewId): Step {
  const ids = new Map(allSteps([step]).map((one) => [one.id, fresh(one.id.split('_')[0] ?? 'step')]));
  const inStep = <S extends Leaf | Step>(one: S): S => ({ ...one, id: ids.get(one.id) ?? one.id, ours: repointed(one.ours, ids) });
  const deep = (one: Step): Step => {
    const own = inStep(one);
    if (isBlock(own)) {
      const branches = own.branches.map((branch) => ({ ...branch, id: fresh('branch'), steps: branch.steps.map(deep) }));
      return { ...own, closer: { ...own.closer, id: fresh('join') }, branches };
    }
    if (own.element !== 'userTask' || !own.rejected) return own;
    const { gateway, flow, steps, to } = own.rejected;
    const goal = 'end' in to ? { end: { ...to.end, id: fresh('end') } } : { step: ids.get(to.step) ?? to.step };
    return { ...own, rejected: { gateway: { ...gateway, id: fresh('decided') }, flow: { ...flow, id: fresh('rejected') }, steps: steps.map(inStep), to: goal } };
  };
  return deep(step);
}

/** `did:<step id>` follows the step. */
function repointed(ours: Record<string, string>, ids: Map<string, string>): Record<string, string> {
  const who = ours['who'];
  if (who === undefined) return ours;
  return { ...ours, who: who.replace(/did:([^;\s]+)/g, (all, id: string) => (ids.has(id) ? `did:${ids.get(id) ?? id}` : all)) };
}

function changeEach(tree: Tree, change: (step: Step) => Step): Tree {
  return withLists(tree, (steps) => {
    const changed = steps.map(change);
    return changed.every((step, at) => step === steps[at]) ? steps : changed;
  });
}

export function change(tree: Tree, id: string, how: (step: Step) => Step): Tree {
  return changeEach(tree, (step) => (step.id === id ? how(step) : step));
}

/** A step, or one that is done after a rejection. */
export function changeLeaf(tree: Tree, id: string, how: (leaf: Leaf) => Leaf): Tree {
  return changeEach(tree, (step) => {
    if (isBlock(step)) return step;
    if (step.id === id) return { ...step, ...how(step) } as Step;
    if (step.element !== 'userTask' || !step.rejected?.steps.some((one) => one.id === id)) return step;
    return { ...step, rejected: { ...step.rejected, steps: step.rejected.steps.map((one) => (one.id === id ? how(one) : one)) } };
  });
}

export const addBranch = (tree: Tree, block: string, fresh: NewId = newId): Tree => change(tree, block, (step) => (isBlock(step) ? withBranch(step, fresh) : step));

export function changeBranch(tree: Tree, id: string, how: (branch: Branch) => Branch): Tree {
  return changeEach(tree, (step) => {
    if (!isBlock(step) || !step.branches.some((branch) => branch.id === id)) return step;
    return { ...step, branches: step.branches.map((branch) => (branch.id === id ? how(branch) : branch)) };
  });
}

/** Takes a branch away; with the last but one goes the choice itself, and what was in the other stays. */
export function removeBranch(tree: Tree, id: string, end: (rejected: Rejected) => Rejected): Tree {
  const found = findBranch(tree, id);
  if (!found) return tree;
  const rest = found.block.branches.filter((branch) => branch.id !== id);
  const changed =
    rest.length > 1
      ? change(tree, found.block.id, (step) => ({ ...step, branches: rest }) as Step)
      : withLists(tree, (steps) => {
          const at = steps.findIndex((step) => step.id === found.block.id);
          return at < 0 ? steps : steps.toSpliced(at, 1, ...(rest[0]?.steps ?? []));
        });
  return mended(changed, end);
}

/** Earlier or later among its neighbours: the first that holds is taken. The fallback stays last. */
export function moveBranch(tree: Tree, id: string, by: -1 | 1): Tree {
  const found = findBranch(tree, id);
  if (!found) return tree;
  const { branches } = found.block;
  const at = branches.findIndex((branch) => branch.id === id);
  const [one, other] = [branches[at], branches[at + by]];
  if (!one || !other || one.isDefault || other.isDefault) return tree;
  return change(tree, found.block.id, (step) => ({ ...step, branches: branches.with(at, other).with(at + by, one) }) as Step);
}

/** Steps that were passed before `id` on every way there: where a rejection may lead back. Not out of a parallel branch. */
export function earlier(tree: Tree, id: string): Step[] {
  const within = (steps: Steps): Step[] | undefined => {
    for (const [index, step] of steps.entries()) {
      const before = steps.slice(0, index).filter((one) => one.element !== 'endEvent');
      if (step.id === id) return before;
      if (!isBlock(step)) continue;
      for (const branch of step.branches) {
        const inside = within(branch.steps);
        if (inside) return step.element === 'parallelGateway' ? inside : [...before, ...inside];
      }
    }
    return undefined;
  };
  return within(tree.steps) ?? [];
}
