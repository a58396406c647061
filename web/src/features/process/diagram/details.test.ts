/** The diagram's panel says and writes what the list does, and leaves the rest alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import descriptor from '@/features/process/diagram/descriptor.json';
import { interruptsAt, leafChanges, leafOf, type Moddle, sideChanges, triggerOf, type Workshop } from '@/features/process/diagram/details';
import { nameChanges, namesOf, toEnglish, toStored } from '@/features/process/diagram/names';
import { addSide, findSide, insert, MAIN } from '@/features/process/tree/commands';
import { newProcess, newSide, newStep } from '@/features/process/tree/make';
import { allSteps, type Kind, type Leaf, nothingKept, type SideWay, type Tree } from '@/features/process/tree/model';
import { read } from '@/features/process/tree/read';
import { write } from '@/features/process/tree/write';

const library = new BpmnModdle({ shundan: descriptor });
const names = (key: string) => ({ zh: key, en: key });
const treeOf = (text: string): Tree => {
  const { tree, reasons } = read(text, new DOMParser());
  if (!tree) throw new Error(JSON.stringify(reasons));
  return tree;
};

function withStep(kind: Kind, change: (leaf: Leaf) => Leaf): { tree: Tree; leaf: Leaf } {
  const leaf = change(newStep(kind, names) as Leaf);
  return { tree: insert(newProcess('p', names('p'), 'order', names), { list: MAIN, index: 0 }, leaf), leaf };
}

const plain = (leaf: Leaf): Leaf => {
  const { rejected: _rejected, ...rest } = leaf as Leaf & { rejected?: unknown };
  return { ...rest, kept: nothingKept() } as Leaf;
};

const CHANGES: [Kind, (leaf: Leaf) => Leaf][] = [
  ['approval', (leaf) => ({ ...leaf, name: '核价', sop: '先看价\n再看量', ours: { ...leaf.ours, who: 'role:x', vote: 'any', later: 'kept' }, sequential: true }) as Leaf],
  ['work', (leaf) => ({ ...leaf, ours: { ...leaf.ours, outcomes: 'a=甲|A' } }) as Leaf],
  ['service', (leaf) => ({ ...leaf, sop: 'x', ours: { service: 'order.confirm' }, inputs: [{ source: '= order.amount', target: 'a' }], outputs: [{ source: '= b', target: 'c' }] }) as Leaf],
  ['copy', (leaf) => ({ ...leaf, ours: { ...leaf.ours, who: 'starter' } }) as Leaf],
  ['script', (leaf) => ({ ...leaf, script: 'a = 1 < 2\nb = "x"' }) as Leaf],
  ['table', (leaf) => ({ ...leaf, ours: { table: 't' } }) as Leaf],
  ['call', (leaf) => ({ ...leaf, called: 'other' }) as Leaf],
  ['wait', (leaf) => ({ ...leaf, wait: { for: 'date', text: '= order.requested_on', message: null, attrs: [], textAttrs: [] } }) as Leaf],
  ['wait', (leaf) => ({ ...leaf, wait: { for: 'message', text: '', message: { id: 'm', name: 'order.confirmed', kept: nothingKept() }, attrs: [], textAttrs: [] } }) as Leaf],
];

function workshopOf(root: Moddle): Workshop {
  const shared = (type: string, said: Record<string, unknown>) => {
    const made = library.create(type, said);
    (root['rootElements'] as Moddle[]).unshift(made);
    return made;
  };
  return {
    create: (type, properties) => library.create(type, properties),
    message: ({ id, name }) => shared('bpmn:Message', { id, name }),
    error: ({ id, name, code }) => shared('bpmn:Error', { id, name, errorCode: code }),
  };
}

const SIDES: [string, Pick<SideWay, 'on' | 'interrupts'>][] = [
  ['after a time', { on: { for: 'working', text: 'PT2H', message: null, attrs: [], textAttrs: [] }, interrupts: true }],
  ['again and again', { on: { for: 'cycle', text: 'R3/PT1H', message: null, attrs: [], textAttrs: [] }, interrupts: false }],
  ['at an event', { on: { for: 'message', text: '', message: { id: 'm', name: 'order.amended', kept: nothingKept() }, attrs: [], textAttrs: [] }, interrupts: false }],
  ['at a refusal', { on: { for: 'error', error: { id: 'e', name: 'on_hold', code: 'on_hold', kept: nothingKept() }, attrs: [] }, interrupts: true }],
  ['at any refusal', { on: { for: 'error', error: null, attrs: [] }, interrupts: true }],
];

describe('an event at the side of a step', () => {
  it.each(SIDES)('is read and written in the diagram as in the list: %s', async (_what, said) => {
    const { tree, leaf } = withStep('service', (made) => made);
    const side = newSide(names);
    const { rootElement, elementsById } = await library.fromXML(write(addSide(tree, leaf.id, side)));
    const event = elementsById[side.id] as Moddle & { set: (name: string, value: unknown) => void };
    expect([triggerOf(event), interruptsAt(event)]).toEqual([side.on, true]);
    const workshop = workshopOf(rootElement);
    for (const [name, value] of Object.entries(sideChanges(event, said, workshop))) event.set(name, value);
    const found = findSide(treeOf((await library.toXML(rootElement, { format: true })).xml), side.id)?.side;
    expect([found?.on, found?.interrupts]).toEqual([said.on, said.interrupts]);
    expect(sideChanges(event, said, workshop)).toEqual({});
  });
});

describe('names on the canvas', () => {
  const shown = async (text: string) => {
    const { rootElement, elementsById } = await library.fromXML(text);
    toEnglish(rootElement);
    return { rootElement, element: (id: string) => elementsById[id] as Moddle & { set: (name: string, value: unknown) => void } };
  };
  const stored = async (root: Moddle) => {
    toStored(root);
    return (await library.toXML(root, { format: true })).xml;
  };

  it('are English for an English reader, and come back as they were', async () => {
    const text = readFileSync(join(__dirname, '../../../../../processes/order_to_cash.bpmn'), 'utf8');
    const { rootElement, element } = await shown(text);
    expect([element('confirm')['name'], element('f_look_short')['name'], element('arrived')['name']]).toEqual(['Check and confirm', 'Short', 'Goods came in']);
    expect(namesOf(element('confirm'))).toEqual({ name: '检查并确认', nameEn: 'Check and confirm' });
    const untouched = await library.fromXML(text);
    expect(await stored(rootElement)).toBe((await library.toXML(untouched.rootElement, { format: true })).xml);
  });

  it('are changed each for itself, on the canvas and in the panel', async () => {
    const { tree, leaf } = withStep('service', (made) => made);
    const { rootElement, element } = await shown(write(tree));
    element(leaf.id)['name'] = 'Written on the canvas';
    const said = namesOf(element(leaf.id));
    for (const [name, value] of Object.entries(nameChanges(said, { ...said, name: '板上写的' }, true))) element(leaf.id).set(name, value);
    expect(element(leaf.id)['name']).toBe('Written on the canvas');
    const found = allSteps(treeOf(await stored(rootElement)).steps).find(({ id }) => id === leaf.id);
    expect([found?.name, found?.ours['nameEn']]).toEqual(['板上写的', 'Written on the canvas']);
    expect(nameChanges({ name: '甲', nameEn: '' }, { name: '甲', nameEn: 'A' }, true)).toEqual({ name: 'A', 'shundan:nameZh': '甲', 'shundan:nameEn': 'A' });
    expect(nameChanges({ name: '甲', nameEn: '' }, { name: '甲', nameEn: 'A' }, false)).toEqual({ 'shundan:nameEn': 'A' });
  });
});

describe('the diagram', () => {
  it.each(CHANGES)('reads what the list wrote: %s', async (kind, change) => {
    const { tree, leaf } = withStep(kind, change);
    const { elementsById, warnings } = await library.fromXML(write(tree));
    // It tells of every attribute that no descriptor lists, and keeps it.
    expect(warnings.map(({ message }) => message).filter((text) => !text.startsWith('unknown attribute <shundan:'))).toEqual([]);
    expect(leafOf(elementsById[leaf.id] as Moddle)).toEqual(plain(leaf));
  });

  it.each(CHANGES)('writes what the list reads: %s', async (kind, change) => {
    const { tree, leaf } = withStep(kind, (made) => made);
    const { rootElement, elementsById } = await library.fromXML(write(tree));
    const element = elementsById[leaf.id] as Moddle & { set: (name: string, value: unknown) => void };
    const workshop = workshopOf(rootElement);
    const after = change(plain(leaf));
    for (const [name, value] of Object.entries(leafChanges(element, after, workshop))) element.set(name, value);
    const back = treeOf((await library.toXML(rootElement, { format: true })).xml);
    const found = allSteps(back.steps).find(({ id }) => id === leaf.id) as Leaf;
    expect(plain(found)).toEqual(after);
    expect(leafChanges(element, after, workshop)).toEqual({});
  });

  it('keeps the whole file as it goes through', async () => {
    const { tree } = withStep('approval', (leaf) => ({ ...leaf, sop: '说明', ours: { ...leaf.ours, vote: 'all', who: 'head' } }) as Leaf);
    const { rootElement } = await library.fromXML(write(tree));
    const back = treeOf((await library.toXML(rootElement, { format: true })).xml);
    const sorted = ({ file, ...rest }: Tree) => ({ ...rest, file: { ...file, attrs: file.attrs.toSorted((a, b) => a.name.localeCompare(b.name)) } });
    expect(sorted(back)).toEqual(sorted(tree));
  });
});
