/** Where everything stands when the list is drawn as a diagram: from left to right, branches below one another. */
import { type Branch, isBlock, type Leaf, type Rejected, type SideWay, type Step, type Sub, type Tree } from '@/features/process/tree/model';
import type { Graph, Line } from '@/features/process/tree/graph';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Where flows run that pass no step, those of empty branches by their own id; and those from the side of a step, by where they come from. */
type Lanes = Map<string, number>;

export interface Layout {
  boxes: Map<string, Box>;
  edges: Map<string, Point[]>;
}

const TASK = { width: 110, height: 80 };
const GATEWAY = { width: 50, height: 50 };
const EVENT = { width: 36, height: 36 };
const GAP = 50;
/** Between branches: room for the label of the flow. */
const BELOW = 40;
const MARGIN = 160;

/** What is needed right of, above and below the line on which things stand. */
interface Room {
  width: number;
  up: number;
  down: number;
}

type Size = { width: number; height: number };

const sizeOf = (step: Leaf | Step): Size => {
  if (step.element === 'endEvent' || step.element === 'intermediateCatchEvent') return EVENT;
  const sides = 'sides' in step ? (step.sides?.length ?? 0) : 0;
  const width = Math.max(TASK.width, 2 * SIDE.left + sides * SIDE.step);
  if (step.element === 'subProcess') {
    const { width: inner, up, down } = innerRoom(step);
    return { width: Math.max(width, inner + 2 * PADDING), height: 2 * (Math.max(up, down) + PADDING) };
  }
  return isGatewayName(step.element) ? GATEWAY : { ...TASK, width };
};
/** Events on the lower edge of a step. */
const SIDE = { left: 9, step: 64 };
/** Within the frame of a sub-process; its name stands above. */
const PADDING = 36;

const innerRoom = ({ steps }: Sub): Room => inLine([ofSize(EVENT), ...steps.map(roomOf), ofSize(EVENT)]);
const isGatewayName = (element: string) => element.endsWith('Gateway');

const inLine = (rooms: Room[]): Room => ({
  width: rooms.reduce((sum, { width }) => sum + width, 0) + GAP * Math.max(0, rooms.length - 1),
  up: Math.max(0, ...rooms.map(({ up }) => up)),
  down: Math.max(0, ...rooms.map(({ down }) => down)),
});
const ofSize = ({ width, height }: Size): Room => ({ width, up: height / 2, down: height / 2 });

const branchRoom = (branch: Branch): Room => {
  const room = inLine(branch.steps.map(roomOf));
  return { width: room.width, up: Math.max(room.up, GATEWAY.height / 2), down: Math.max(room.down, GATEWAY.height / 2) };
};

function roomOf(step: Step): Room {
  if (isBlock(step)) {
    const rooms = step.branches.map(branchRoom);
    const height = rooms.reduce((sum, { up, down }) => sum + up + down + BELOW, -BELOW);
    const up = rooms[0]?.up ?? GATEWAY.height / 2;
    return { width: Math.max(0, ...rooms.map(({ width }) => width)) + 2 * (GATEWAY.width + GAP), up, down: height - up };
  }
  const own = hostRoom(step);
  const rows = (step.sides ?? []).map(sideRoom);
  return {
    width: Math.max(own.width, ...rows.map(({ width }) => sizeOf(step).width + GAP + width)),
    up: own.up,
    down: rows.reduce((sum, { up, down }) => sum + BELOW + up + down, own.down),
  };
}

/** A step with what follows a rejection, without what is at its side. */
function hostRoom(step: Exclude<Step, { branches: Branch[] }>): Room {
  const own = ofSize(sizeOf(step));
  if (step.element !== 'userTask' || !step.rejected) return own;
  const below = rejectionRoom(step.rejected);
  return { width: own.width + GAP + Math.max(GATEWAY.width, below.width), up: own.up, down: own.down + BELOW + below.up + below.down };
}

function sideRoom({ steps, to }: SideWay): Room {
  const room = inLine([...steps.map(roomOf), ...(typeof to === 'object' && 'end' in to ? [ofSize(EVENT)] : [])]);
  // The way back runs below.
  return { width: room.width, up: Math.max(room.up, EVENT.height / 2), down: Math.max(room.down, EVENT.height / 2) + 30 };
}

function rejectionRoom({ steps, to }: Rejected): Room {
  const rooms = [...steps.map((step) => ofSize(sizeOf(step))), ...('end' in to ? [ofSize(EVENT)] : [])];
  const room = inLine(rooms);
  // The way back runs below.
  return { width: room.width, up: room.up, down: room.down + 30 };
}

export function layoutOf(tree: Tree, graph: Graph): Layout {
  const boxes = new Map<string, Box>();
  const lanes: Lanes = new Map();
  const room = inLine(tree.steps.map(roomOf));
  const y = 80 + Math.max(room.up, EVENT.height / 2);
  put(boxes, tree.start.id, EVENT, MARGIN, y);
  const right = sequence(boxes, lanes, tree.steps, MARGIN + EVENT.width + GAP, y);
  put(boxes, tree.end.id, EVENT, right, y);
  const edges = new Map(graph.lines.map((line) => [line.id, edge(boxes, line, lanes.get(line.id) ?? lanes.get(line.from))]));
  return { boxes, edges };
}

function put(boxes: Map<string, Box>, id: string, { width, height }: Size, x: number, middle: number): void {
  boxes.set(id, { x, y: middle - height / 2, width, height });
}

/** Places steps from `x` on; tells where the next would stand. */
function sequence(boxes: Map<string, Box>, lanes: Lanes, steps: readonly Step[], x: number, y: number): number {
  let at = x;
  for (const step of steps) {
    place(boxes, lanes, step, at, y);
    at += roomOf(step).width + GAP;
  }
  return at;
}

function place(boxes: Map<string, Box>, lanes: Lanes, step: Step, x: number, y: number): void {
  put(boxes, step.id, sizeOf(step), x, y);
  if (!isBlock(step) && step.sides) placeSides(boxes, lanes, step, step.sides, x, y);
  if (isBlock(step)) {
    let middle = y;
    step.branches.forEach((branch, index) => {
      const { up, down } = branchRoom(branch);
      if (index > 0) middle += up;
      if (branch.steps.length === 0) lanes.set(branch.id, middle);
      sequence(boxes, lanes, branch.steps, x + GATEWAY.width + GAP, middle);
      middle += down + BELOW;
    });
    put(boxes, step.closer.id, GATEWAY, x + roomOf(step).width - GATEWAY.width, y);
  } else if (step.element === 'subProcess') {
    put(boxes, step.start.id, EVENT, x + PADDING, y);
    put(boxes, step.end.id, EVENT, sequence(boxes, lanes, step.steps, x + PADDING + EVENT.width + GAP, y), y);
  } else if (step.element === 'userTask' && step.rejected) {
    const { gateway, steps, to } = step.rejected;
    const left = x + sizeOf(step).width + GAP;
    put(boxes, gateway.id, GATEWAY, left, y);
    const middle = y + TASK.height / 2 + BELOW + rejectionRoom(step.rejected).up;
    let at = left + (steps.length > 0 ? 0 : (GATEWAY.width - EVENT.width) / 2);
    for (const inner of steps) {
      put(boxes, inner.id, sizeOf(inner), at, middle);
      at += sizeOf(inner).width + GAP;
    }
    if ('end' in to) put(boxes, to.end.id, EVENT, at, middle);
  }
}

/** Below the step, the last event's way uppermost: no way crosses another's steps. */
function placeSides(boxes: Map<string, Box>, lanes: Lanes, step: Exclude<Step, { branches: Branch[] }>, sides: SideWay[], x: number, y: number): void {
  const { width, height } = sizeOf(step);
  let top = y + hostRoom(step).down;
  for (const [index, side] of [...sides.entries()].reverse()) {
    const { up, down } = sideRoom(side);
    const middle = top + BELOW + up;
    put(boxes, side.id, EVENT, x + SIDE.left + index * SIDE.step, y + height / 2);
    lanes.set(side.id, middle);
    const right = sequence(boxes, lanes, side.steps, x + width + GAP, middle);
    if (typeof side.to === 'object' && 'end' in side.to) put(boxes, side.to.end.id, EVENT, right, middle);
    top = middle + down;
  }
}

const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });
const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };

function edge(boxes: Map<string, Box>, { from, to, joins }: Line, lane: number | undefined): Point[] {
  const [a, b] = [boxes.get(from) ?? NOWHERE, boxes.get(to) ?? NOWHERE];
  const [start, goal] = [middleOf(a), middleOf(b)];
  if (b.x < a.x) return lane === undefined ? wayBack(a, b) : backFromSide(a, b);
  if (joins) return wayIn(a, b, lane);
  if (lane !== undefined && lane !== start.y && lane !== goal.y) return [{ x: start.x, y: a.y + a.height }, { x: start.x, y: lane }, { x: goal.x, y: lane }, { x: goal.x, y: b.y + b.height }];
  if (Math.abs(start.x - goal.x) < 1) return [{ x: start.x, y: a.y + a.height }, { x: goal.x, y: b.y }];
  if (start.y === goal.y) return [{ x: a.x + a.width, y: start.y }, { x: b.x, y: goal.y }];
  if (goal.y > start.y && b.x < start.x) return [{ x: start.x, y: a.y + a.height }, { x: start.x, y: b.y }];
  if (goal.y > start.y) return [{ x: start.x, y: a.y + a.height }, { x: start.x, y: goal.y }, { x: b.x, y: goal.y }];
  return [{ x: a.x + a.width, y: start.y }, { x: goal.x, y: start.y }, { x: goal.x, y: b.y + b.height }];
}

/** Down, along below everything passed, and up into the step it goes back to. */
function wayBack(a: Box, b: Box): Point[] {
  const below = a.y + a.height + 20;
  const [start, goal] = [middleOf(a), middleOf(b)];
  return [{ x: start.x, y: a.y + a.height }, { x: start.x, y: below }, { x: goal.x, y: below }, { x: goal.x, y: b.y + b.height }];
}

/** From the side into the course: along below, and up just before where it goes on. */
function wayIn(a: Box, b: Box, lane: number | undefined): Point[] {
  const [start, goal] = [middleOf(a), middleOf(b)];
  const before = b.x - GAP / 2;
  const first = lane === undefined ? [{ x: a.x + a.width, y: start.y }] : [{ x: start.x, y: a.y + a.height }, { x: start.x, y: lane }];
  return [...first, { x: before, y: lane ?? start.y }, { x: before, y: goal.y }, { x: b.x, y: goal.y }];
}

/** From an event on the lower edge: around what else stands there, and in from the left. */
function backFromSide(a: Box, b: Box): Point[] {
  const below = a.y + a.height + 20;
  const [start, goal] = [middleOf(a), middleOf(b)];
  const before = b.x - GAP / 2;
  return [{ x: start.x, y: a.y + a.height }, { x: start.x, y: below }, { x: before, y: below }, { x: before, y: goal.y }, { x: b.x, y: goal.y }];
}
