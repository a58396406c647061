/**
 * The canvas knows one name for an element. For an English reader it shows and edits the English one: while an element
 * is on the canvas, `name` says that and the Chinese name waits in an attribute of its own; what is saved has each where
 * the file has it.
 */
import type { Moddle } from '@/features/process/diagram/details';

const ENGLISH = 'shundan:nameEn';
/** Only on the canvas, never in a file. */
export const WAITING = 'shundan:nameZh';

const HELD = ['rootElements', 'flowElements', 'participants', 'messageFlows', 'laneSets', 'lanes', 'childLaneSet', 'artifacts'];

function everyElement(element: Moddle): Moddle[] {
  const held = HELD.flatMap((property) => element[property] ?? []) as Moddle[];
  return [element, ...held.flatMap(everyElement)];
}

/** English takes more room beside an event than Chinese: what was measured for that would break every word. */
const ROOM = 90;

type Bounds = Moddle & { x: number; width: number };
/** How wide the label was drawn in the file. */
const drawn = new WeakMap<Bounds, { x: number; width: number }>();

function labelsOf(root: Moddle): Bounds[] {
  const within = (of: unknown, property: string) => ((of as Moddle | undefined)?.[property] ?? []) as Moddle[];
  const all = within(root, 'diagrams').flatMap(({ plane }) => within(plane, 'planeElement'));
  return all.flatMap(({ label }) => ((label as Moddle | undefined)?.['bounds'] as Bounds | undefined) ?? []);
}

function widen(root: Moddle): void {
  for (const bounds of labelsOf(root)) {
    const { x, width } = bounds;
    if (width >= ROOM) continue;
    drawn.set(bounds, { x, width });
    Object.assign(bounds, { x: x - (ROOM - width) / 2, width: ROOM });
  }
}

/** What was moved meanwhile stays where it was put. */
function narrow(root: Moddle): void {
  for (const bounds of labelsOf(root)) {
    const was = drawn.get(bounds);
    if (was && bounds.width === ROOM && bounds.x === was.x - (ROOM - was.width) / 2) Object.assign(bounds, was);
  }
}

export function toEnglish(root: Moddle): void {
  widen(root);
  for (const element of everyElement(root)) {
    const english = element.$attrs?.[ENGLISH];
    if (!element.$attrs || !english) continue;
    element.$attrs[WAITING] = typeof element['name'] === 'string' ? element['name'] : '';
    element['name'] = english;
  }
}

export function toStored(root: Moddle): void {
  narrow(root);
  for (const element of everyElement(root)) {
    const chinese = element.$attrs?.[WAITING];
    if (!element.$attrs || chinese === undefined) continue;
    const english = element['name'];
    Reflect.deleteProperty(element.$attrs, WAITING);
    if (typeof english === 'string' && english !== '') element.$attrs[ENGLISH] = english;
    else Reflect.deleteProperty(element.$attrs, ENGLISH);
    element['name'] = chinese === '' ? undefined : chinese;
  }
}

interface Names {
  name: string;
  nameEn: string;
}

/** Both names of an element, whichever stands on the canvas. */
export function namesOf({ $attrs, name }: Moddle): Names {
  const [waiting, shown] = [$attrs?.[WAITING], typeof name === 'string' ? name : ''];
  return waiting === undefined ? { name: shown, nameEn: $attrs?.[ENGLISH] ?? '' } : { name: waiting, nameEn: shown };
}

/** What is to be set so that an element has these names; an English reader sees the English one, once there is one. */
export function nameChanges(before: Names, after: Names, english: boolean): Record<string, string | undefined> {
  const set = ({ name, nameEn }: Names): Record<string, string | undefined> =>
    english && nameEn !== '' ? { name: nameEn, [WAITING]: name, [ENGLISH]: nameEn } : { name: name || undefined, [WAITING]: undefined, [ENGLISH]: nameEn || undefined };
  const [was, is] = [set(before), set(after)];
  return Object.fromEntries(Object.entries(is).filter(([key, value]) => was[key] !== value));
}
