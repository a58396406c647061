/** The list and the file are two forms of one thing: laws, held for drawings made by chance. */
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { addBranch, addSide, change, changeSide, copy, earlier, type Endings, findSide, findStep, insert, listAt, MAIN, move, moveBranch, relocate, remove, removeBranch } from '@/features/process/tree/commands';
import { type Graph, graphOf, pruned, takenIds } from '@/features/process/tree/graph';
import { layoutOf } from '@/features/process/tree/layout';
import { endRejected, newEnd, newProcess, newSide, newStep, submitterStep } from '@/features/process/tree/make';
import { allSides, allSteps, type Block, innerLists, isBlock, type Kind, type Leaf, mapLists, mayHaveSides, type Rejected, type SideWay, type Step, type Sub, type Tree, type Trigger } from '@/features/process/tree/model';
import { begin, did, redo, undo } from '@/features/process/tree/past';
import { read, type Reading } from '@/features/process/tree/read';
import { cardOf, neighbour, placeAfter } from '@/features/process/tree/steps';
import { write } from '@/features/process/tree/write';
import { SHUNDAN } from '@/features/process/tree/xml';

const quiet = () => new DOMParser({ onError: () => undefined });
const readText = (text: string): Reading => read(text, quiet());

function treeOf(text: string): Tree {
  const { tree, reasons } = readText(text);
  if (!tree) throw new Error(JSON.stringify(reasons));
  return tree;
}

const names = (key: string) => ({ zh: `${key}中`, en: key });

/** Ids that count, so that a failing case can be read. */
function counter() {
  let next = 0;
  return (what: string) => `${what}_${String((next += 1))}`;
}

/** A small generator of chance that repeats itself from its seed. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const KINDS: Kind[] = ['approval', 'work', 'choice', 'parallel', 'sub', 'copy', 'call', 'wait', 'service', 'script', 'table', 'end'];
/** Long enough on a busy machine. */
const SLOW_MS = 60_000;

const TEXTS = ['审批 & <核价>', 'a "quoted" text', "it's\nlines\t", '金额 > 5', '', '😀 顺'];

function chance(seed: number): Tree {
  const roll = dice(seed);
  const id = counter();
  const text = () => TEXTS[roll(TEXTS.length)] ?? '';
  let tree = newProcess('p', { zh: '流程', en: 'process' }, 'order', names, id);
  const place = () => {
    const lists = [MAIN, ...allSteps(tree.steps).flatMap((step) => innerLists(step as Step).map(({ list }) => list))];
    const list = lists[roll(lists.length)] ?? MAIN;
    return { list, index: roll(4) };
  };
  const grow = (kind: Kind) => {
    const where = place();
    if (kind === 'end' && findSide(tree, where.list)) return;
    let step = decorate(newStep(kind, names, id), roll, text);
    for (let sides = mayHaveSides(step) ? roll(8) - 4 : 0; sides > 0; sides -= 1) step = { ...step, sides: [...(step.sides ?? []), sideByChance(roll, text, id)] };
    tree = insert(tree, where, step);
  };
  for (let steps = 2 + roll(14); steps > 0; steps -= 1) {
    grow(KINDS[roll(KINDS.length)] ?? 'work');
  }
  if (roll(3) === 0) tree = { ...tree, start: { ...tree.start, message: { id: 'm1', name: 'order.placed', kept: { attrs: [], children: [], extensions: [] } } } };
  return withReturns(ordered(tree), roll, id);
}

const TRIGGERS: Trigger[] = [
  { for: 'working', text: 'PT2H', message: null, attrs: [], textAttrs: [] },
  { for: 'cycle', text: 'R3/PT1H', message: null, attrs: [], textAttrs: [] },
  { for: 'date', text: '= order.requested_on', message: null, attrs: [], textAttrs: [] },
  { for: 'message', text: '', message: { id: 'm2', name: 'order.amended', kept: { attrs: [], children: [], extensions: [] } }, attrs: [], textAttrs: [] },
  { for: 'error', error: { id: 'e1', name: 'on_hold', code: 'on_hold', kept: { attrs: [], children: [], extensions: [] } }, attrs: [] },
  { for: 'error', error: null, attrs: [] },
];

function sideByChance(roll: (below: number) => number, text: () => string, id: (what: string) => string): SideWay {
  const on = TRIGGERS[roll(TRIGGERS.length)] as Trigger;
  return { ...newSide(names, id), name: text(), on, interrupts: on.for === 'error' || roll(2) === 1, to: roll(2) ? 'next' : { end: newEnd(names, id) } };
}

/** Nothing follows an end: behind it the file has no way to lead to. */
function ordered(tree: Tree): Tree {
  const cut = (steps: Step[]): Step[] => {
    const end = steps.findIndex(({ element }) => element === 'endEvent');
    return (end < 0 ? steps : steps.slice(0, end + 1)).map((step) => mapLists(step, (inner, list) => cut(step.element === 'subProcess' && list === step.id ? withoutEnds(inner) : inner)));
  };
  return { ...tree, steps: cut(withoutEnds(tree.steps)) };
}

/** A sub-process has an end of its own. */
const withoutEnds = (steps: Step[]) => steps.filter(({ element }) => element !== 'endEvent');

function decorate(step: Step, roll: (below: number) => number, text: () => string): Step {
  const said = { ...step, name: text(), sop: step.element.endsWith('Task') ? text() : '' };
  if (said.element === 'userTask') {
    const ours = { ...said.ours, who: 'role:finance;head:1', deadline: 'PT1H', ...(roll(2) ? { vote: 'ratio 60', veto: 'true' } : {}) };
    return { ...said, ours, sequential: 'vote' in ours && roll(2) === 1 };
  }
  if (said.element === 'serviceTask') return { ...said, inputs: roll(2) ? [{ source: '= order.amount > 5', target: 'x' }] : [] };
  if (said.element === 'scriptTask') return { ...said, script: 'a = 1\nb = "<"' };
  if (isBlock(said)) return { ...said, branches: said.branches.map((branch) => ({ ...branch, name: text(), condition: branch.isDefault ? '' : 'order.amount > 5' })) };
  return said;
}

function withReturns(tree: Tree, roll: (below: number) => number, id: (what: string) => string): Tree {
  let now = tree;
  for (const step of allSteps(tree.steps)) {
    if (step.element !== 'userTask' || !('rejected' in step) || !step.rejected || roll(2)) continue;
    const back = [...earlier(now, step.id), step];
    const to = back[roll(back.length)] ?? step;
    const rejected: Rejected = { ...step.rejected, steps: to === step || roll(2) ? [submitterStep(names, id)] : [], to: { step: to.id } };
    now = change(now, step.id, (one) => ({ ...one, rejected }) as Step);
  }
  for (const side of allSides(now.steps)) {
    const back = earlier(now, side.id);
    const goal = back[roll(back.length)];
    if (goal && roll(2)) now = changeSide(now, side.id, (one) => ({ ...one, to: { step: goal.id } }));
  }
  return { ...now, steps: plainest(now.steps, now.end.id) };
}

/** What comes next may be a step that was passed, too: then a way that goes back to it is one that goes on. */
function plainest(steps: Step[], last: string): Step[] {
  return steps.map((step, index) => {
    const next = steps[index + 1]?.id ?? last;
    const goal = (list: string) => {
      const to = step.sides?.find(({ id }) => id === list)?.to;
      return typeof to === 'object' && 'step' in to ? to.step : to === 'next' ? next : 'an end of its own';
    };
    const inner = mapLists(step, (steps, list) => plainest(steps, goal(list)));
    return inner.sides ? { ...inner, sides: inner.sides.map((side) => (goal(side.id) === next ? { ...side, to: 'next' as const } : side)) } : inner;
  });
}

describe('the list and the file', () => {
  it('say the same, whatever the drawing', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const tree = chance(seed);
      const text = write(tree);
      const { tree: back, reasons } = readText(text);
      expect(reasons, `seed ${String(seed)}\n${text}`).toBeUndefined();
      expect(back, `seed ${String(seed)}`).toEqual(pruned(tree));
      expect(back && write(back), `seed ${String(seed)}`).toBe(text);
    }
  }, SLOW_MS);

  it('name every element once and draw all of them', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const tree = chance(seed);
      const graph = graphOf(tree);
      const ids = [...graph.nodes.map(({ said }) => said.id), ...graph.lines.map((line) => line.id)];
      expect(new Set(ids).size).toBe(ids.length);
      const { boxes, edges } = layoutOf(tree, graph);
      expect([...boxes.keys()].sort()).toEqual(graph.nodes.map(({ said }) => said.id).sort());
      expect([...edges.values()].every((points) => points.length >= 2)).toBe(true);
      const apart = overlaps([...boxes], (one, other) => graph.nodes.some((node) => (node.at === 'side' && node.said.id === one && node.of === other) || (node.said.id === one && insideOf(graph, node.within).includes(other))));
      expect(apart, `seed ${String(seed)}`).toEqual([]);
      expect(graph.lines.flatMap(({ id, from, to }) => crossed(edges.get(id) ?? [], [...boxes].filter(([box]) => box !== from && box !== to && !about(graph, from, to).includes(box))).map((box) => `${id} over ${box}`)), `seed ${String(seed)}`).toEqual([]);
    }
  });
});

/** The sub-processes around what stands in this one. */
function insideOf(graph: Graph, within: string): string[] {
  const outer = graph.nodes.find(({ said }) => said.id === within);
  return outer ? [within, ...insideOf(graph, outer.within)] : [];
}

/** What a line may touch though it is neither its beginning nor its goal: what both stand in, and the step at whose side it begins. */
function about(graph: Graph, from: string, to: string): string[] {
  const [one, other] = [from, to].map((id) => graph.nodes.find(({ said }) => said.id === id));
  return [...(one ? insideOf(graph, one.within) : []), ...(one?.at === 'side' ? [one.of] : []), ...(other ? insideOf(graph, other.within) : [])];
}

/** Boxes that a way forward runs through; a way back may pass under others. */
function crossed(points: { x: number; y: number }[], boxes: Boxes): string[] {
  const [first, last] = [points[0], points[points.length - 1]];
  if (!first || !last || last.x < first.x) return [];
  return points.slice(1).flatMap((to, at) => {
    const from = points[at] ?? to;
    const [left, right, top, bottom] = [Math.min(from.x, to.x), Math.max(from.x, to.x), Math.min(from.y, to.y), Math.max(from.y, to.y)];
    return boxes.flatMap(([id, { x, y, width, height }]) => (left < x + width && x < right + 1 && top < y + height && y < bottom + 1 ? [id] : []));
  });
}

type Boxes = [string, { x: number; y: number; width: number; height: number }][];
/** `belongs` tells that the one stands on the edge of the other or inside it. */
function overlaps(boxes: Boxes, belongs: (one: string, other: string) => boolean): string[] {
  return boxes.flatMap(([one, a], at) =>
    boxes.slice(at + 1).flatMap(([other, b]) => (!belongs(one, other) && !belongs(other, one) && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height ? [`${one} on ${other}`] : [])),
  );
}

const FOREIGN = `<?xml version="1.0"?>
<bpmn2:definitions xmlns:bpmn2="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sd="${SHUNDAN}" xmlns:other="urn:other" id="d" targetNamespace="t" other:made="by hand">
  <bpmn2:message id="M" name="order.placed" other:x="1"/>
  <bpmn2:error id="E" errorCode="e"/>
  <bpmn2:process id="p" name="流程" isExecutable="true" sd:subject="order" other:owner="me">
    <bpmn2:documentation>why &lt;it&gt; is</bpmn2:documentation>
    <bpmn2:startEvent id="s"><bpmn2:outgoing>f1</bpmn2:outgoing><bpmn2:messageEventDefinition id="md" messageRef="M"/></bpmn2:startEvent>
    <bpmn2:sequenceFlow id="f1" sourceRef="s" targetRef="a" name="first"/>
    <bpmn2:userTask id="a" name="核价" sd:who="role:x" sd:later="kept" other:form="f">
      <bpmn2:documentation>told</bpmn2:documentation>
      <bpmn2:extensionElements><sd:sop>1. 看价</sd:sop><other:list kind="b"><other:item>one <b xmlns="urn:h">two</b></other:item></other:list></bpmn2:extensionElements>
    </bpmn2:userTask>
    <bpmn2:sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
    <bpmn2:endEvent id="e"><bpmn2:errorEventDefinition errorRef="E"/></bpmn2:endEvent>
  </bpmn2:process>
</bpmn2:definitions>`;

const SIDE = '<bpmn2:boundaryEvent id="b" name="超时" attachedToRef="a"><bpmn2:timerEventDefinition id="td"><bpmn2:timeDuration>PT2H</bpmn2:timeDuration></bpmn2:timerEventDefinition></bpmn2:boundaryEvent>';

/** A sub-process behind the step, with `inner` in it besides a start and an end. */
const inSub = (inner: string) =>
  FOREIGN.replace('<bpmn2:sequenceFlow id="f2" sourceRef="a" targetRef="e"/>', `<bpmn2:sequenceFlow id="f2" sourceRef="a" targetRef="u"/><bpmn2:sequenceFlow id="f3" sourceRef="u" targetRef="e"/>
    <bpmn2:subProcess id="u" name="内部" other:colour="red"><bpmn2:startEvent id="us"/><bpmn2:sequenceFlow id="uf" sourceRef="us" targetRef="uz"/>${inner}<bpmn2:endEvent id="uz"/></bpmn2:subProcess>`);

describe('a file of others', () => {
  it('shows events at the side of a step and what is inside a sub-process', () => {
    const errorEnds = '<bpmn2:endEvent id="x"><bpmn2:errorEventDefinition errorRef="E"/></bpmn2:endEvent>';
    const text = inSub('').replace('<bpmn2:endEvent id="e"', `${SIDE}<bpmn2:sequenceFlow id="f4" sourceRef="b" targetRef="u"/>
      <bpmn2:boundaryEvent id="c" attachedToRef="u" other:x="1"><bpmn2:errorEventDefinition id="ed" errorRef="E"/></bpmn2:boundaryEvent><bpmn2:sequenceFlow id="f5" sourceRef="c" targetRef="x"/>${errorEnds}
      <bpmn2:boundaryEvent id="n" cancelActivity="false" attachedToRef="u"><bpmn2:messageEventDefinition messageRef="M"/></bpmn2:boundaryEvent><bpmn2:sequenceFlow id="f6" sourceRef="n" targetRef="t"/>
      <bpmn2:scriptTask id="t"/><bpmn2:sequenceFlow id="f7" sourceRef="t" targetRef="y"/><bpmn2:endEvent id="y"/><bpmn2:endEvent id="e"`);
    const tree = treeOf(text);
    const [task, sub] = tree.steps as [Step, Sub & { sides: SideWay[] }];
    expect(task.sides?.map(({ on, to, interrupts }) => [on.for, to, interrupts])).toEqual([['duration', 'next', true]]);
    expect([sub.element, sub.steps, sub.kept.attrs.map(({ name }) => name)]).toEqual(['subProcess', [], ['other:colour']]);
    expect(sub.sides.map(({ id, steps, interrupts }) => [id, steps.map((step) => step.id), interrupts])).toEqual([['c', [], true], ['n', ['t'], false]]);
    // Named by an end too: the error stays where it stood, once.
    expect(write(tree).match(/<bpmn2:error /g)).toHaveLength(1);
    expect(write(tree)).toContain('other:x="1"');
    expect(treeOf(write(tree))).toEqual(tree);
  });

  it('keeps what the list does not understand', () => {
    const text = write(treeOf(FOREIGN));
    for (const part of [
      'other:made="by hand"',
      '<bpmn2:message id="M" name="order.placed" other:x="1" />',
      '<bpmn2:error id="E" errorCode="e" />',
      'other:owner="me"',
      '<bpmn2:documentation>why &lt;it&gt; is</bpmn2:documentation>',
      '<bpmn2:messageEventDefinition messageRef="M" id="md" />',
      'sd:later="kept"',
      'other:form="f"',
      '<other:item>one <b xmlns="urn:h">two</b></other:item>',
      '<sd:sop>1. 看价</sd:sop>',
      'id="f1" name="first"',
      'id="f2"',
      '<bpmn2:errorEventDefinition errorRef="E" />',
    ]) {
      expect(text).toContain(part);
    }
    expect(treeOf(text)).toEqual(treeOf(FOREIGN));
  });

  it.each([
    ['no XML', 'not xml', 'unreadable', ''],
    ['no BPMN', '<a/>', 'unreadable', ''],
    ['an event at the side that the list does not know', FOREIGN.replace('<bpmn2:endEvent id="e"', '<bpmn2:boundaryEvent id="b" name="升级" attachedToRef="a"><bpmn2:escalationEventDefinition/></bpmn2:boundaryEvent><bpmn2:endEvent id="e"'), 'boundary', '升级'],
    ['a way from the side into the middle of another', FOREIGN.replace('<bpmn2:endEvent id="e"', `${SIDE}<bpmn2:sequenceFlow id="f4" sourceRef="b" targetRef="s"/><bpmn2:endEvent id="e"`), 'crossing', '超时'],
    ['an event at the side of nothing', FOREIGN.replace('<bpmn2:endEvent id="e"', `${SIDE.replace('attachedToRef="a"', '')}<bpmn2:endEvent id="e"`), 'boundary', '超时'],
    ['a sub-process that an event starts', FOREIGN.replace('<bpmn2:userTask id="a"', '<bpmn2:subProcess id="u" name="内部" triggeredByEvent="true"/><bpmn2:userTask id="a"'), 'element', '内部'],
    ['a sub-process run several times', FOREIGN.replace('<bpmn2:userTask id="a"', '<bpmn2:subProcess id="u" name="内部"><bpmn2:multiInstanceLoopCharacteristics/></bpmn2:subProcess><bpmn2:userTask id="a"'), 'loop', '内部'],
    ['what is inside a sub-process', inSub('<bpmn2:receiveTask id="r" name="收"/>'), 'element', '收'],
    ['a loop', FOREIGN.replace('</bpmn2:userTask>', '<bpmn2:standardLoopCharacteristics/></bpmn2:userTask>'), 'loop', '核价'],
    ['a way that leads nowhere', FOREIGN.replace('targetRef="e"', 'targetRef="nobody"'), 'dangling', ''],
    ['a step nothing leads to', FOREIGN.replace('<bpmn2:endEvent', '<bpmn2:scriptTask id="lost" name="孤立"/><bpmn2:endEvent'), 'unreachable', '孤立'],
    ['a condition on the only way', FOREIGN.replace('targetRef="e"/>', 'targetRef="e"><bpmn2:conditionExpression>x</bpmn2:conditionExpression></bpmn2:sequenceFlow>'), 'condition', '核价'],
    ['a circle', FOREIGN.replace('targetRef="e"', 'targetRef="a"'), 'crossing', '核价'],
  ])('says why it cannot be a list: %s', (_what, text, code, name) => {
    const { reasons } = readText(text);
    expect(reasons?.map((one) => [one.code, one.name])).toContainEqual([code, name]);
  });

  it('reads ways that meet without our mark', () => {
    const tree = insert(newProcess('p', names('p'), 'order', names, counter()), { list: MAIN, index: 0 }, newStep('choice', names, counter()));
    const text = write(tree).replace(/ shundan:closes="[^"]*"/, '');
    expect(treeOf(text)).toEqual(tree);
  });
});

function sample() {
  const id = counter();
  let tree = newProcess('p', names('p'), 'order', names, id);
  for (const [index, kind] of (['approval', 'choice', 'work'] as Kind[]).entries()) tree = insert(tree, { list: MAIN, index }, newStep(kind, names, id));
  const [approval, choice, work] = tree.steps as [Step, Step & { branches: { id: string }[] }, Step];
  return { tree, id, approval, choice, work };
}

const endAgain: Endings = { rejected: () => endRejected(names, counter()), side: () => newEnd(names, counter()) };

describe('commands', () => {
  it('take a step from list to list and never into itself', () => {
    const { tree, choice, work } = sample();
    const branch = choice.branches[0]?.id ?? '';
    const moved = move(tree, work.id, { list: branch, index: 0 });
    expect(allSteps(moved.steps).map(({ id }) => id)).toEqual(allSteps(tree.steps).map(({ id }) => id));
    expect(moved.steps).toHaveLength(2);
    expect(move(moved, choice.id, { list: branch, index: 0 })).toBe(moved);
    expect(move(tree, work.id, { list: MAIN, index: 3 })).toBe(tree);
    expect(move(tree, work.id, { list: MAIN, index: 0 }).steps[0]).toBe(work);
    expect(move(tree, tree.steps[0]?.id ?? '', { list: MAIN, index: 3 }).steps[2]).toBe(tree.steps[0]);
  });

  it('copy with ids of its own', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      let tree = chance(seed);
      for (const step of tree.steps) tree = copy(tree, step.id).tree;
      const ids = takenIds(tree);
      expect(new Set(ids).size, `seed ${String(seed)}`).toBe(ids.length);
      expect(treeOf(write(tree))).toEqual(pruned(tree));
    }
  });

  it('end a rejection whose goal is removed', () => {
    const { tree, work, approval } = sample();
    const back: Rejected = { ...endAgain.rejected(), to: { step: approval.id } };
    const later = change(tree, work.id, (step) => ({ ...step, rejected: back }) as Step);
    const left = remove(later, approval.id, endAgain);
    const task = findStep(left, work.id) as Leaf & { rejected: Rejected };
    expect('end' in task.rejected.to).toBe(true);
    expect(remove(tree, 'nobody', endAgain)).toBe(tree);
  });

  it('end a rejection whose goal was moved behind it, and no other', () => {
    const { tree, work, approval } = sample();
    const back: Rejected = { ...endAgain.rejected(), to: { step: approval.id } };
    const later = change(tree, work.id, (step) => ({ ...step, rejected: back }) as Step);
    const rejectedOf = (now: Tree) => (findStep(now, work.id) as Leaf & { rejected: Rejected }).rejected;
    expect('end' in rejectedOf(relocate(later, approval.id, { list: MAIN, index: 3 }, endAgain)).to).toBe(true);
    expect(rejectedOf(relocate(later, approval.id, { list: MAIN, index: 2 }, endAgain))).toBe(back);
  });

  it('keep the fallback last and dissolve a choice of one', () => {
    const { tree, choice, work } = sample();
    const more = addBranch(tree, choice.id);
    const branches = () => (findStep(more, choice.id) as Block).branches;
    expect(branches().map(({ isDefault }) => isDefault)).toEqual([false, false, true]);
    const [first, second, last] = branches().map(({ id }) => id) as [string, string, string];
    expect(moveBranch(more, second, 1)).toBe(more);
    expect((findStep(moveBranch(more, second, -1), choice.id) as typeof choice).branches.map(({ id }) => id)).toEqual([second, first, last]);
    const inside = move(tree, work.id, { list: choice.branches[0]?.id ?? '', index: 0 });
    expect(removeBranch(inside, choice.branches[1]?.id ?? '', endAgain).steps.map(({ id }) => id)).toEqual([tree.steps[0]?.id, work.id]);
  });

  it('lead back only to what was passed, and not out of a parallel branch', () => {
    const { tree, id, approval, choice } = sample();
    const inner = newStep('approval', names, id);
    const inChoice = insert(tree, { list: choice.branches[0]?.id ?? '', index: 0 }, inner);
    expect(earlier(inChoice, inner.id).map((step) => step.id)).toEqual([approval.id]);
    const both = newStep('parallel', names, id);
    const withBoth = insert(tree, { list: MAIN, index: 1 }, both);
    const inBoth = insert(withBoth, { list: (both as typeof choice).branches[0]?.id ?? '', index: 0 }, inner);
    expect(earlier(inBoth, inner.id)).toEqual([]);
    // Nor where the parallel branches stand in a choice themselves.
    const deep = insert(insert(tree, { list: choice.branches[0]?.id ?? '', index: 0 }, both), { list: (both as typeof choice).branches[0]?.id ?? '', index: 0 }, inner);
    expect(earlier(deep, inner.id)).toEqual([]);
  });

  it('keep what is at the side with its step and what leads back within its course', () => {
    const { tree, id, approval, work } = sample();
    const side = newSide(names, id);
    const apart = { ...newSide(names, id), interrupts: false };
    const withSides = addSide(addSide(tree, work.id, side), work.id, apart);
    expect(addSide(tree, 'nobody', side)).toBe(tree);
    expect(earlier(withSides, side.id).map((step) => step.id)).toEqual([approval.id, tree.steps[1]?.id, work.id]);
    expect(earlier(withSides, apart.id)).toEqual([]);
    const inner = newStep('work', names, id);
    const grown = insert(withSides, { list: side.id, index: 0 }, inner);
    expect(listAt(grown, side.id)?.map((step) => step.id)).toEqual([inner.id]);
    expect(move(grown, work.id, { list: side.id, index: 0 })).toBe(grown);
    const moved = move(grown, work.id, { list: MAIN, index: 0 });
    expect(findSide(moved, side.id)?.step.id).toBe(work.id);
    expect(findStep(remove(grown, side.id, endAgain), work.id)?.sides?.map((one) => one.id)).toEqual([apart.id]);
    expect(findStep(remove(remove(grown, side.id, endAgain), apart.id, endAgain), work.id)).toEqual(work);
    const back = changeSide(grown, side.id, (one) => ({ ...one, to: { step: approval.id } }));
    const left = findSide(remove(back, approval.id, endAgain), side.id)?.side.to;
    expect(left !== undefined && left !== 'next' && 'end' in left).toBe(true);
  });

  it('take no end onto a way at the side: the way says itself where it ends', () => {
    const { tree, id, choice, work } = sample();
    const side = newSide(names, id);
    const end = newStep('end', names, id);
    const now = insert(addSide(tree, work.id, side), { list: choice.branches[0]?.id ?? '', index: 0 }, end);
    expect(move(now, end.id, { list: side.id, index: 0 })).toBe(now);
  });

  it('are undone and done again, typing as one', () => {
    let past = begin('a');
    past = did(past, 'ab', 'name');
    past = did(past, 'abc', 'name');
    past = did(past, 'x');
    expect(undo(past).now).toBe('abc');
    expect(undo(undo(past)).now).toBe('a');
    expect(undo(undo(undo(past))).now).toBe('a');
    expect(redo(undo(past)).now).toBe('x');
    expect(did(past, 'x')).toBe(past);
    expect(did(undo(past), 'y').after).toEqual([]);
  });
});

describe('walking by keys', () => {
  it('goes down into branches, beside them, and on behind them', () => {
    const { tree, id, approval, choice, work } = sample();
    const [one, other] = choice.branches.map((branch) => branch.id) as [string, string];
    const inner = newStep('copy', names, id);
    const now = insert(tree, { list: other, index: 0 }, inner);
    const way = ['down', 'down', 'down', 'right', 'down', 'down', 'down'] as const;
    let at = now.start.id;
    const passed = way.map((direction) => (at = neighbour(now, at, direction) ?? 'nowhere'));
    expect(passed).toEqual([approval.id, choice.id, one, other, inner.id, work.id, now.end.id]);
    expect(neighbour(now, inner.id, 'up')).toBe(other);
    expect(neighbour(now, one, 'left')).toBeUndefined();
    expect(placeAfter(now, other)).toEqual({ list: other, index: 0 });
    expect(placeAfter(now, approval.id)).toEqual({ list: MAIN, index: 1 });
    expect(cardOf(now, (choice as Block).closer.id)).toBe(choice.id);
    expect(cardOf(now, 'decided_4')).toBe(approval.id);
  });

  it('goes to what is at the side of a step and into a sub-process', () => {
    const { tree, id, work } = sample();
    const sub = newStep('sub', names, id) as Sub;
    const inner = newStep('work', names, id);
    const side: SideWay = { ...newSide(names, id), to: { end: newEnd(names, id) } };
    let now = insert(insert(tree, { list: MAIN, index: 3 }, sub), { list: sub.id, index: 0 }, inner);
    now = addSide(now, work.id, side);
    const way = ['right', 'left', 'down', 'down', 'down'] as const;
    let at = work.id;
    expect(way.map((direction) => (at = neighbour(now, at, direction) ?? 'nowhere'))).toEqual([side.id, work.id, sub.id, inner.id, now.end.id]);
    expect(placeAfter(now, side.id)).toEqual({ list: side.id, index: 0 });
    expect(placeAfter(now, inner.id)).toEqual({ list: sub.id, index: 1 });
    expect(cardOf(now, (side.to as { end: { id: string } }).end.id)).toBe(side.id);
    expect(cardOf(now, sub.start.id)).toBe(sub.id);
  });
});
