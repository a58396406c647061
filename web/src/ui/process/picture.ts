/** A drawing read from its BPMN file: shapes and flows with their places, and what a case has done on them. Pure. */
import type { components } from '@/api/schema';
import { currentLang } from '@/lib/i18n';

type Schemas = components['schemas'];
export type Passed = Schemas['Passed'];
export type Standing = Schemas['Standing'];
export type CaseView = Schemas['CaseView'];

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const BPMNDI = 'http://www.omg.org/spec/BPMN/20100524/DI';
const DC = 'http://www.omg.org/spec/DD/20100524/DC';
const DI = 'http://www.omg.org/spec/DD/20100524/DI';
const SHUNDAN = 'https://shundan.org/bpmn/1';
/** Space around everything. */
const EDGE = 24;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Family = 'task' | 'gateway' | 'event' | 'region' | 'note';

export interface Shape extends Box {
  id: string;
  /** The element's name in BPMN: `userTask`. */
  element: string;
  family: Family;
  name: string;
  nameEn: string;
  /** Of an event: `message`, `timer`, `error` …; empty when it has none. */
  trigger: string;
  /** Drawn dashed: an event sub-process, or an event that interrupts nothing. */
  dashed: boolean;
  label: Box | null;
  /** Of an event at the edge of a step: that step. */
  attachedTo: string;
}

export interface Flow {
  id: string;
  from: string;
  to: string;
  name: string;
  nameEn: string;
  isDefault: boolean;
  /** Of a note, not of the process. */
  association: boolean;
  points: { x: number; y: number }[];
  label: Box | null;
}

export interface Picture {
  shapes: Shape[];
  flows: Flow[];
  box: Box;
}

/** What both the browser and the tests have. */
interface Parser {
  parseFromString: (text: string, type: 'text/xml') => unknown;
}

const number = (element: Element, name: string) => Number(element.getAttribute(name) ?? '0') || 0;
const listed = (found: ArrayLike<Element>): Element[] => Array.from(found);
const within = (element: Element, space: string, local: string) => listed(element.getElementsByTagNameNS(space, local) as unknown as ArrayLike<Element>);

function boundsOf(element: Element | undefined): Box | null {
  const bounds = element && within(element, DC, 'Bounds')[0];
  return bounds ? { x: number(bounds, 'x'), y: number(bounds, 'y'), width: number(bounds, 'width'), height: number(bounds, 'height') } : null;
}

function familyOf(element: string): Family {
  if (element.endsWith('Gateway')) return 'gateway';
  if (element.endsWith('Event')) return 'event';
  if (/^(subProcess|transaction|adHocSubProcess|participant|lane)$/.test(element)) return 'region';
  return /[tT]ask$|^callActivity$/.test(element) ? 'task' : 'note';
}

function triggerOf(element: Element): string {
  const definition = Array.from(element.childNodes as unknown as ArrayLike<Element>).find((child) => /EventDefinition$/.test(child.localName ?? ''));
  return definition?.localName?.replace('EventDefinition', '') ?? '';
}

function namesOf(element: Element): { name: string; nameEn: string } {
  const text = element.localName === 'textAnnotation' ? (within(element, BPMN, 'text')[0]?.textContent ?? '') : '';
  return { name: (element.getAttribute('name') ?? text).trim(), nameEn: element.getAttributeNS(SHUNDAN, 'nameEn') ?? '' };
}

function shapeOf(drawn: Element, element: Element): Shape | null {
  const own = boundsOf(drawn);
  if (!own) return null;
  const local = element.localName ?? '';
  return {
    ...own,
    ...namesOf(element),
    id: element.getAttribute('id') ?? '',
    element: local,
    family: familyOf(local),
    trigger: triggerOf(element),
    dashed: element.getAttribute('triggeredByEvent') === 'true' || element.getAttribute('cancelActivity') === 'false' || element.getAttribute('isInterrupting') === 'false',
    label: boundsOf(within(drawn, BPMNDI, 'BPMNLabel')[0]),
    attachedTo: element.getAttribute('attachedToRef') ?? '',
  };
}

/** What is attached to the upper edge of a step is named above it, where the step's own name is not. */
function aside(shape: Shape, shapes: Shape[]): Shape {
  const host = shape.attachedTo === '' ? undefined : shapes.find(({ id }) => id === shape.attachedTo);
  const above = host !== undefined && shape.y + shape.height / 2 < host.y + host.height / 2;
  return above ? { ...shape, label: { x: shape.x + shape.width + 2, y: shape.y - 4, width: 0, height: 14 } } : shape;
}

function flowOf(drawn: Element, element: Element, byId: Map<string, Element>): Flow {
  const [id, from] = [element.getAttribute('id') ?? '', element.getAttribute('sourceRef') ?? ''];
  return {
    id,
    from,
    to: element.getAttribute('targetRef') ?? '',
    ...namesOf(element),
    isDefault: byId.get(from)?.getAttribute('default') === id,
    association: element.localName !== 'sequenceFlow',
    points: within(drawn, DI, 'waypoint').map((point) => ({ x: number(point, 'x'), y: number(point, 'y') })),
    label: boundsOf(within(drawn, BPMNDI, 'BPMNLabel')[0]),
  };
}

/** Null when the file is no XML or has no drawing. */
export function readPicture(bpmn: string, parser: Parser = new DOMParser()): Picture | null {
  let root: Element | null;
  try {
    root = (parser.parseFromString(bpmn, 'text/xml') as Document).documentElement;
  } catch {
    return null;
  }
  const plane = root && within(root, BPMNDI, 'BPMNPlane')[0];
  if (!root || !plane) return null;
  const byId = new Map(within(root, BPMN, '*').map((element) => [element.getAttribute('id') ?? '', element]));
  const meant = (drawn: Element) => byId.get((drawn.getAttribute('bpmnElement') ?? '').replace(/^.*:/, ''));
  const shapes = within(plane, BPMNDI, 'BPMNShape').flatMap((drawn) => {
    const element = meant(drawn);
    const shape = element && shapeOf(drawn, element);
    return shape ? [shape] : [];
  });
  const flows = within(plane, BPMNDI, 'BPMNEdge').flatMap((drawn) => {
    const element = meant(drawn);
    return element ? [flowOf(drawn, element, byId)] : [];
  });
  return shapes.length === 0 ? null : { shapes: shapes.map((shape) => aside(shape, shapes)).sort((a, b) => depth(a) - depth(b)), flows, box: extent(shapes, flows) };
}

/** Regions lie under what they hold, the larger under the smaller. */
const depth = ({ family, width, height }: Shape) => (family === 'region' ? -width * height : 0);

function extent(shapes: Shape[], flows: Flow[]): Box {
  const boxes: Box[] = [...shapes, ...shapes.flatMap(({ label }) => (label ? [label] : [])), ...flows.flatMap(({ points }) => points.map((point) => ({ ...point, width: 0, height: 0 })))];
  const x = Math.min(...boxes.map((box) => box.x)) - EDGE;
  const y = Math.min(...boxes.map((box) => box.y)) - EDGE;
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) + EDGE - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) + EDGE - y,
  };
}

export type Mark = 'done' | 'now' | 'stuck';

/** What is done, where it stands, what is stuck; steps that were not reached have no mark. */
export function marksOf(trail: Passed[], now: Standing[]): Map<string, Mark> {
  const marks = new Map<string, Mark>(trail.map(({ step }) => [step, 'done']));
  for (const { step } of now) marks.set(step, 'now');
  for (const { step, stuck } of now) if (stuck) marks.set(step, 'stuck');
  return marks;
}

/** The flows it went along: what is left and what is entered in one moment hang together. */
export function walkedFlows(flows: Flow[], trail: Passed[]): Set<string> {
  const left = new Set(trail.flatMap(({ step, left_at }) => (left_at == null ? [] : [`${step} ${left_at}`])));
  const went = ({ from, to }: Flow) => trail.some(({ step, entered_at }) => step === to && left.has(`${from} ${entered_at}`));
  return new Set(flows.filter(went).map(({ id }) => id));
}

export const wordOf = ({ name, nameEn }: { name: string; nameEn: string }): string => (currentLang() === 'en' ? nameEn || name : name || nameEn);
