/** Walking the list by keys: what stands above, below and beside. Pure. */
import { MAIN, type Place } from '@/features/process/tree/commands';
import { innerLists, isBlock, type Step, type Tree } from '@/features/process/tree/model';

export type Direction = 'up' | 'down' | 'left' | 'right';

interface Spot {
  id: string;
  up?: string | undefined;
  down?: string | undefined;
  left?: string | undefined;
  right?: string | undefined;
}

/** Every card with its neighbours: start, steps, branches, ways at the side, end. */
export function spots(tree: Tree): Map<string, Spot> {
  const found = new Map<string, Spot>();
  const list = (steps: Step[], above: string, below: string, beside: Pick<Spot, 'left' | 'right'>) => {
    steps.forEach((step, index) => {
      const up = steps[index - 1]?.id ?? above;
      const after = steps[index + 1]?.id ?? below;
      const first = isBlock(step) ? step.branches[0]?.id : step.element === 'subProcess' ? step.steps[0]?.id : undefined;
      const sides = step.sides ?? [];
      found.set(step.id, { ...beside, id: step.id, up, down: first ?? after, ...(sides[0] ? { right: sides[0].id } : {}) });
      if (isBlock(step)) row(step.branches, step.id, after, {});
      if (step.element === 'subProcess') list(step.steps, step.id, after, beside);
      row(sides, step.id, after, { left: step.id });
    });
  };
  /** Cards beside one another, each with steps below. */
  const row = (cards: { id: string; steps: Step[] }[], above: string, after: string, outside: Pick<Spot, 'left'>) => {
    cards.forEach(({ id, steps }, at) => {
      const beside = { left: cards[at - 1]?.id ?? outside.left, right: cards[at + 1]?.id };
      found.set(id, { id, up: above, down: steps[0]?.id ?? after, ...beside });
      list(steps, id, after, beside);
    });
  };
  list(tree.steps, tree.start.id, tree.end.id, {});
  const [first, last] = [tree.steps[0], tree.steps[tree.steps.length - 1]];
  found.set(tree.start.id, { id: tree.start.id, down: first?.id ?? tree.end.id });
  found.set(tree.end.id, { id: tree.end.id, up: last?.id ?? tree.start.id });
  return found;
}

export const neighbour = (tree: Tree, id: string, direction: Direction): string | undefined => spots(tree).get(id)?.[direction];

/** Where a step is added when this card is chosen: behind it, or first in the branch or on the way at the side. */
export function placeAfter(tree: Tree, id: string): Place {
  if (id === tree.start.id) return { list: MAIN, index: 0 };
  const within = (steps: Step[], list: string): Place | undefined => {
    for (const [index, step] of steps.entries()) {
      if (step.id === id) return { list, index: index + 1 };
      for (const inner of innerLists(step)) {
        const inside = inner.list === id ? { list: id, index: 0 } : within(inner.steps, inner.list);
        if (inside) return inside;
      }
    }
    return undefined;
  };
  return within(tree.steps, MAIN) ?? { list: MAIN, index: tree.steps.length };
}

/** The card that stands for an element of the file: a closing gateway for its block, a flow for the step it leaves. */
export function cardOf(tree: Tree, element: string): string {
  const within = (steps: Step[]): string | undefined => {
    for (const step of steps) {
      if (ownElements(step).includes(element)) return step.id;
      for (const side of step.sides ?? []) if (typeof side.to === 'object' && 'end' in side.to && side.to.end.id === element) return side.id;
      for (const inner of innerLists(step)) {
        const inside = inner.list === element ? element : within(inner.steps);
        if (inside !== undefined) return inside;
      }
    }
    return undefined;
  };
  if (element === tree.end.id) return element;
  return within(tree.steps) ?? tree.start.id;
}

/** What one card stands for, besides what has cards of its own. */
function ownElements(step: Step): string[] {
  if (isBlock(step)) return [step.id, step.closer.id];
  if (step.element === 'subProcess') return [step.id, step.start.id, step.end.id];
  if (step.element !== 'userTask' || !step.rejected) return [step.id];
  const { gateway, flow, steps, to } = step.rejected;
  return [step.id, gateway.id, flow.id, ...steps.map(({ id }) => id), ...('end' in to ? [to.end.id] : [])];
}
