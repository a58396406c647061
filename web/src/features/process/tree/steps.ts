/** Walking the list by keys: what stands above, below and beside. Pure. */
import { MAIN } from '@/features/process/tree/commands';
import { isBlock, type Step, type Tree } from '@/features/process/tree/model';

export type Direction = 'up' | 'down' | 'left' | 'right';

interface Spot {
  id: string;
  up?: string | undefined;
  down?: string | undefined;
  left?: string | undefined;
  right?: string | undefined;
}

/** Every card with its neighbours: start, steps, branches, end. */
export function spots(tree: Tree): Map<string, Spot> {
  const found = new Map<string, Spot>();
  const list = (steps: Step[], above: string, below: string) => {
    steps.forEach((step, index) => {
      const up = steps[index - 1]?.id ?? above;
      const after = steps[index + 1]?.id ?? below;
      const first = isBlock(step) ? step.branches[0]?.id : undefined;
      found.set(step.id, { id: step.id, up, down: first ?? after });
      if (!isBlock(step)) return;
      step.branches.forEach((branch, at) => {
        const beside = { left: step.branches[at - 1]?.id, right: step.branches[at + 1]?.id };
        found.set(branch.id, { id: branch.id, up: step.id, down: branch.steps[0]?.id ?? after, ...beside });
        list(branch.steps, branch.id, after);
        for (const inner of branch.steps) {
          const spot = found.get(inner.id);
          if (spot) found.set(inner.id, { ...beside, ...spot });
        }
      });
    });
  };
  list(tree.steps, tree.start.id, tree.end.id);
  const [first, last] = [tree.steps[0], tree.steps[tree.steps.length - 1]];
  found.set(tree.start.id, { id: tree.start.id, down: first?.id ?? tree.end.id });
  found.set(tree.end.id, { id: tree.end.id, up: last?.id ?? tree.start.id });
  return found;
}

export const neighbour = (tree: Tree, id: string, direction: Direction): string | undefined => spots(tree).get(id)?.[direction];

/** Where a step is added when this card is chosen: behind it, or first in the branch. */
export function placeAfter(tree: Tree, id: string): { list: string; index: number } {
  const within = (steps: Step[], list: string): { list: string; index: number } | undefined => {
    for (const [index, step] of steps.entries()) {
      if (step.id === id) return { list, index: index + 1 };
      if (!isBlock(step)) continue;
      for (const branch of step.branches) {
        if (branch.id === id) return { list: branch.id, index: 0 };
        const inside = within(branch.steps, branch.id);
        if (inside) return inside;
      }
    }
    return undefined;
  };
  if (id === tree.start.id) return { list: MAIN, index: 0 };
  return within(tree.steps, MAIN) ?? { list: MAIN, index: tree.steps.length };
}

/** The card that stands for an element of the file: a closing gateway for its block, a flow for the step it leaves. */
export function cardOf(tree: Tree, element: string): string {
  const within = (steps: Step[]): string | undefined => {
    for (const step of steps) {
      if (step.id === element) return step.id;
      if (isBlock(step)) {
        if (step.closer.id === element) return step.id;
        for (const branch of step.branches) {
          const inside = branch.id === element ? branch.id : within(branch.steps);
          if (inside !== undefined) return inside;
        }
      } else if (step.element === 'userTask' && step.rejected) {
        const { gateway, flow, steps: inner, to } = step.rejected;
        const ids = [gateway.id, flow.id, ...inner.map(({ id }) => id), ...('end' in to ? [to.end.id] : [])];
        if (ids.includes(element)) return step.id;
      }
    }
    return undefined;
  };
  if (element === tree.end.id) return element;
  return within(tree.steps) ?? tree.start.id;
}
