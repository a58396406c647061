/** The list and the file are two forms of one thing: laws, held for drawings made by chance. */
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { addBranch, change, copy, earlier, findStep, insert, MAIN, move, moveBranch, relocate, remove, removeBranch } from '@/features/process/tree/commands';
import { graphOf, pruned, takenIds } from '@/features/process/tree/graph';
import { layoutOf } from '@/features/process/tree/layout';
import { endRejected, newProcess, newStep, submitterStep } from '@/features/process/tree/make';
import { allSteps, type Block, isBlock, type Kind, type Leaf, type Rejected, type Step, type Tree } from '@/features/process/tree/model';
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

const KINDS: Kind[] = ['approval', 'work', 'choice', 'parallel', 'copy', 'call', 'wait', 'service', 'script', 'table', 'end'];
/** Long enough on a busy machine. */
const SLOW_MS = 60_000;

const TEXTS = ['审批 & <核价>', 'a "quoted" text', "it's\nlines\t", '金额 > 5', '', '😀 顺'];

function chance(seed: number): Tree {
  const roll = dice(seed);
  const id = counter();
  const text = () => TEXTS[roll(TEXTS.length)] ?? '';
  let tree = newProcess('p', { zh: '流程', en: 'process' }, 'order', names, id);
  const place = () => {
    const lists = [MAIN, ...allSteps(tree.steps).flatMap((step) => ('branches' in step ? step.branches.map((branch) => branch.id) : []))];
    const list = lists[roll(lists.length)] ?? MAIN;
    return { list, index: roll(4) };
  };
  for (let steps = 2 + roll(14); steps > 0; steps -= 1) {
    const kind = KINDS[roll(KINDS.length)] ?? 'work';
    tree = insert(tree, place(), decorate(newStep(kind, names, id), roll, text));
  }
  if (roll(3) === 0) tree = { ...tree, start: { ...tree.start, message: { id: 'm1', name: 'order.placed', kept: { attrs: [], children: [], extensions: [] } } } };
  return withReturns(ordered(tree), roll, id);
}

/** Nothing follows an end: behind it the file has no way to lead to. */
function ordered(tree: Tree): Tree {
  const cut = (steps: Step[]): Step[] => {
    const end = steps.findIndex(({ element }) => element === 'endEvent');
    return (end < 0 ? steps : steps.slice(0, end + 1)).map((step) => (isBlock(step) ? { ...step, branches: step.branches.map((branch) => ({ ...branch, steps: cut(branch.steps) })) } : step));
  };
  return { ...tree, steps: cut(tree.steps.filter(({ element }) => element !== 'endEvent')) };
}

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
  return now;
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
      expect(overlaps([...boxes])).toEqual([]);
      expect(graph.lines.flatMap(({ id, from, to }) => crossed(edges.get(id) ?? [], [...boxes].filter(([box]) => box !== from && box !== to))), `seed ${String(seed)}`).toEqual([]);
    }
  });
});

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
function overlaps(boxes: Boxes): string[] {
  return boxes.flatMap(([one, a], at) =>
    boxes.slice(at + 1).flatMap(([other, b]) => (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height ? [`${one} on ${other}`] : [])),
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

describe('a file of others', () => {
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
    ['a boundary event', FOREIGN.replace('<bpmn2:endEvent id="e"', '<bpmn2:boundaryEvent id="b" name="超时" attachedToRef="a"/><bpmn2:endEvent id="e"'), 'boundary', '超时'],
    ['a sub-process', FOREIGN.replace('<bpmn2:userTask id="a"', '<bpmn2:subProcess id="u" name="内部"/><bpmn2:userTask id="a"'), 'element', '内部'],
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

const endAgain = () => endRejected(names, counter());

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
    const back: Rejected = { ...endAgain(), to: { step: approval.id } };
    const later = change(tree, work.id, (step) => ({ ...step, rejected: back }) as Step);
    const left = remove(later, approval.id, endAgain);
    const task = findStep(left, work.id) as Leaf & { rejected: Rejected };
    expect('end' in task.rejected.to).toBe(true);
    expect(remove(tree, 'nobody', endAgain)).toBe(tree);
  });

  it('end a rejection whose goal was moved behind it, and no other', () => {
    const { tree, work, approval } = sample();
    const back: Rejected = { ...endAgain(), to: { step: approval.id } };
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
});
