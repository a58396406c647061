/** What is done to the list. Each answers with a new list; the same list when it cannot be done. Pure. */
import { type NewId, newId, withBranch } from '@/features/process/tree/make';
import { allSteps, type Block, type Branch, innerLists, isBlock, type Leaf, mapLists, mayHaveSides, type Rejected, type Said, type SideWay, type Step, type Tree } from '@/features/process/tree/model';

/** Between two steps: before the step at `index` of the list `MAIN`, of a branch, a sub-process or a way at the side. */
export interface Place {
  list: string;
  index: number;
}

export const MAIN = '';

type Steps = readonly Step[];

/** Every list of steps, changed by `change`; the innermost first. */
function eachList(steps: Steps, list: string, change: (steps: Step[], list: string) => Step[]): Step[] {
  const inner = steps.map((step) => mapLists(step, (within, id) => eachList(within, id, change)));
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
  let found: Step[] | undefined;
  withLists(tree, (steps, id) => {
    if (id === list) found = steps;
    return steps;
  });
  return found;
}

export function findBranch(tree: Tree, id: string): { block: Block; branch: Branch } | undefined {
  for (const step of allSteps(tree.steps)) {
    if (!('branches' in step)) continue;
    const branch = step.branches.find((one) => one.id === id);
    if (branch) return { block: step, branch };
  }
  return undefined;
}

export function findSide(tree: Tree, id: string): { step: Step; side: SideWay } | undefined {
  for (const step of allSteps(tree.steps)) {
    const side = 'sides' in step ? step.sides?.find((one) => one.id === id) : undefined;
    if (side) return { step: step as Step, side };
  }
  return undefined;
}

function without(tree: Tree, id: string): Tree {
  return withLists(tree, (steps) => (steps.some((step) => step.id === id) ? steps.filter((step) => step.id !== id) : steps));
}

/** What a way that can go no further back ends with. */
export interface Endings {
  rejected: () => Rejected;
  side: () => Said;
}

/** Rejections and ways at the side whose goal is `lost` end instead. */
function ended(tree: Tree, lost: (goal: string, of: string) => boolean, endings: Endings): Tree {
  return changeEach(tree, (step) => {
    let now = step;
    if (now.element === 'userTask' && now.rejected && 'step' in now.rejected.to && lost(now.rejected.to.step, now.id)) now = { ...now, rejected: { ...now.rejected, ...keepSteps(endings.rejected()) } };
    const sides = now.sides?.map((side): SideWay => (typeof side.to === 'object' && 'step' in side.to && lost(side.to.step, side.id) ? { ...side, to: { end: endings.side() } } : side));
    return sides && sides.some((side, at) => side !== now.sides?.[at]) ? { ...now, sides } : now;
  });
}

/** The gateway and its flow stay what they are; nothing is done on the way to an end. */
const keepSteps = ({ to }: Rejected): Pick<Rejected, 'steps' | 'to'> => ({ steps: [], to });

function mended(tree: Tree, endings: Endings): Tree {
  const known = new Set(allSteps(tree.steps).map(({ id }) => id));
  return ended(tree, (goal) => !known.has(goal), endings);
}

export function remove(tree: Tree, id: string, endings: Endings): Tree {
  if (findSide(tree, id)) return removeSide(tree, id, endings);
  const found = findStep(tree, id);
  return found ? mended(without(tree, id), endings) : tree;
}

/** Whether a step, or a list of steps, is this one or stands inside it. */
export const holds = (step: Step, id: string): boolean => allSteps([step]).some((one) => one.id === id || ('element' in one && innerLists(one).some(({ list }) => list === id)));

/** Takes a step to another place; not into itself. `place` counts as things stand before. */
export function move(tree: Tree, id: string, place: Place): Tree {
  const step = findStep(tree, id);
  const from = placeOf(tree, id);
  if (!step || !from || (place.list !== MAIN && holds(step, place.list)) || !listAt(tree, place.list)) return tree;
  // Where a way at the side ends is said of the way.
  if (step.element === 'endEvent' && findSide(tree, place.list)) return tree;
  const sameList = from.list === place.list;
  if (sameList && (place.index === from.index || place.index === from.index + 1)) return tree;
  const index = sameList && place.index > from.index ? place.index - 1 : place.index;
  return insert(without(tree, id), { list: place.list, index }, step);
}

/** Moves, and ends what led back to a goal that no longer stands before it. */
export function relocate(tree: Tree, id: string, place: Place, endings: Endings): Tree {
  const moved = move(tree, id, place);
  if (moved === tree) return tree;
  const precedes = (now: Tree, of: string, goal: string) => of === goal || earlier(now, of).some((one) => one.id === goal);
  return ended(moved, (goal, of) => precedes(tree, of, goal) && !precedes(moved, of, goal), endings);
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
  const end = (said: Said): Said => ({ ...said, id: fresh('end') });
  const sideway = (side: SideWay): SideWay => {
    const { to } = side;
    const goal = to === 'next' ? to : 'end' in to ? { end: end(to.end) } : { step: ids.get(to.step) ?? to.step };
    return { ...side, id: fresh('side'), steps: side.steps.map(deep), to: goal };
  };
  const deep = (one: Step): Step => {
    const own = inStep(one);
    return within(own.sides ? { ...own, sides: own.sides.map(sideway) } : own);
  };
  const within = (own: Step): Step => {
    if (isBlock(own)) {
      const branches = own.branches.map((branch) => ({ ...branch, id: fresh('branch'), steps: branch.steps.map(deep) }));
      return { ...own, closer: { ...own.closer, id: fresh('join') }, branches };
    }
    if (own.element === 'subProcess') return { ...own, start: { ...own.start, id: fresh('start') }, steps: own.steps.map(deep), end: end(own.end) };
    if (own.element !== 'userTask' || !own.rejected) return own;
    const { gateway, flow, steps, to } = own.rejected;
    const goal = 'end' in to ? { end: end(to.end) } : { step: ids.get(to.step) ?? to.step };
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
    if (isBlock(step) || step.element === 'subProcess') return step;
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
export function removeBranch(tree: Tree, id: string, endings: Endings): Tree {
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
  return mended(changed, endings);
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

/** One more way at the side of a step that may have one. */
export const addSide = (tree: Tree, id: string, side: SideWay): Tree => change(tree, id, (step) => (mayHaveSides(step) ? { ...step, sides: [...(step.sides ?? []), side] } : step));

export function changeSide(tree: Tree, id: string, how: (side: SideWay) => SideWay): Tree {
  return changeEach(tree, (step) => (step.sides?.some((side) => side.id === id) ? { ...step, sides: step.sides.map((side) => (side.id === id ? how(side) : side)) } : step));
}

function removeSide(tree: Tree, id: string, endings: Endings): Tree {
  const changed = changeEach(tree, (step) => {
    const { sides, ...rest } = step;
    const left = sides?.filter((side) => side.id !== id);
    if (!left || left.length === sides?.length) return step;
    return left.length > 0 ? { ...step, sides: left } : (rest as Step);
  });
  return mended(changed, endings);
}

/** Steps that were passed before `id` (a step, or a way at the side) on every way there: where it may lead back. Not out of what is apart. */
export function earlier(tree: Tree, id: string): Step[] {
  interface Passed {
    steps: Step[];
    /** Whether what stands before what it is in counts, too. */
    open: boolean;
  }
  const within = (steps: Steps): Passed | undefined => {
    for (const [index, step] of steps.entries()) {
      const before = steps.slice(0, index).filter((one) => one.element !== 'endEvent');
      if (step.id === id) return { steps: before, open: true };
      const side = step.sides?.find((one) => one.id === id);
      if (side) return side.interrupts ? { steps: [...before, step], open: true } : { steps: [], open: false };
      for (const { list, steps: inner, apart } of innerLists(step)) {
        const inside = within(inner);
        // What is at the side comes out of the step itself.
        const own = step.sides?.some((one) => one.id === list) ? [step] : [];
        if (inside) return apart || !inside.open ? { ...inside, open: false } : { steps: [...before, ...own, ...inside.steps], open: true };
      }
    }
    return undefined;
  };
  return within(tree.steps)?.steps ?? [];
}
