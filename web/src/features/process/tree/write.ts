/** The list as a BPMN file with its drawing. */
import { type Graph, type GraphNode, graphOf, type Line } from '@/features/process/tree/graph';
import { type Box, type Layout, layoutOf } from '@/features/process/tree/layout';
import { allSides, allSteps, type ErrorCode, type Kept, type Leaf, type Mapping, type Message, type Said, type SideWay, type Tree, type Trigger } from '@/features/process/tree/model';
import { type Attr, attr, type Prefixes, prefixesOf, withSpaces, writeXml, type XmlChild, type XmlElement } from '@/features/process/tree/xml';

type Plain = Record<string, string | undefined>;

/** Elements by the file's own prefixes. */
interface Pen {
  bpmn: (local: string, attrs: (Attr | Plain)[], children?: XmlChild[]) => XmlElement;
  draw: (space: 'bpmndi' | 'dc' | 'di', local: string, attrs: Plain, children?: XmlElement[]) => XmlElement;
  ours: (values: Record<string, string>) => Attr[];
  our: (local: string, attrs: Plain, children: XmlChild[]) => XmlElement;
  typed: Attr;
}

const attrsOf = (given: (Attr | Plain)[]): Attr[] =>
  given.flatMap((one) => {
    if (isAttr(one)) return [one];
    return Object.entries(one).flatMap(([name, value]) => (value === undefined ? [] : [{ name, space: '', value }]));
  });
const isAttr = (one: Attr | Plain): one is Attr => typeof one['space'] === 'string' && 'name' in one && 'value' in one;

function penOf(prefixes: Prefixes): Pen {
  const element = (prefix: string, local: string, attrs: (Attr | Plain)[], children: XmlChild[] = []): XmlElement => ({
    name: prefix + local,
    space: '',
    attrs: attrsOf(attrs),
    children,
  });
  return {
    bpmn: (local, attrs, children) => element(prefixes.bpmn, local, attrs, children),
    draw: (space, local, attrs, children) => element(prefixes[space], local, [attrs], children),
    ours: (values) => Object.entries(values).map(([name, value]) => ({ name: prefixes.shundan + name, space: '', value })),
    our: (local, attrs, children) => element(prefixes.shundan, local, [attrs], children),
    typed: { name: `${prefixes.xsi}type`, space: '', value: `${prefixes.bpmn}tFormalExpression` },
  };
}

export function write(tree: Tree): string {
  const attrs = withSpaces(tree.file.attrs);
  const pen = penOf(prefixesOf(attrs));
  const graph = graphOf(tree);
  const { id, name, ours, sop, kept } = tree.process;
  const head: (Attr | Plain)[] = [{ id, name: name || undefined, isExecutable: 'true' }, ...pen.ours(ours), ...kept.attrs];
  const { first, rest } = inOrder(kept);
  const process = pen.bpmn('process', head, [...first, ...extensions(pen, sop, kept, []), ...rest, ...insideOf(pen, graph, '')]);
  const drawing = drawingOf(pen, tree, layoutOf(tree, graph), graph.nodes);
  // What others name too stands beside the process already.
  const there = new Set(tree.file.beside.map((one) => attr(one, 'id')));
  const messages = messagesOf(tree).filter(({ id }) => !there.has(id)).map((message) => messageElement(pen, message));
  const errors = errorsOf(tree).filter(({ id }) => !there.has(id)).map((error) => errorElement(pen, error));
  const root: XmlElement = { ...pen.bpmn('definitions', attrs), children: [...tree.file.beside, ...messages, ...errors, process, drawing] };
  return writeXml(root);
}

/** The steps and flows of the process, or of a sub-process. */
function insideOf(pen: Pen, graph: Graph, within: string): XmlElement[] {
  const nodes = graph.nodes.filter((node) => node.within === within).map((node) => nodeElement(pen, node, graph));
  const lines = graph.lines.filter((line) => line.within === within).map((line) => lineElement(pen, line));
  return [...nodes, ...lines];
}

/** `documentation` comes before everything else, as the schema has it. */
function inOrder(kept: Kept): { first: XmlElement[]; rest: XmlElement[] } {
  const isFirst = ({ name }: XmlElement) => name.endsWith('documentation');
  return { first: kept.children.filter(isFirst), rest: kept.children.filter((one) => !isFirst(one)) };
}

function extensions(pen: Pen, sop: string, kept: Kept, own: XmlElement[]): XmlElement[] {
  const all = [...(sop === '' ? [] : [pen.our('sop', {}, [{ text: sop }])]), ...own, ...kept.extensions];
  return all.length === 0 ? [] : [pen.bpmn('extensionElements', [], all)];
}

function saidAttrs(pen: Pen, { id, name, ours, kept }: Pick<Said, 'id' | 'name' | 'ours' | 'kept'>): (Attr | Plain)[] {
  return [{ id, name: name || undefined }, ...pen.ours(ours), ...kept.attrs];
}

function nodeElement(pen: Pen, node: GraphNode, graph: Graph): XmlElement {
  const { said } = node;
  const { lines } = graph;
  const course = [
    ...lines.filter(({ to }) => to === said.id).map(({ id }) => pen.bpmn('incoming', [], [{ text: id }])),
    ...lines.filter(({ from }) => from === said.id).map(({ id }) => pen.bpmn('outgoing', [], [{ text: id }])),
  ];
  const { first, rest } = inOrder(said.kept);
  const build = (local: string, attrs: (Attr | Plain)[], children: XmlElement[] = [], own: XmlElement[] = []) =>
    pen.bpmn(local, [...saidAttrs(pen, said), ...attrs], [...first, ...extensions(pen, said.sop, said.kept, own), ...course, ...children, ...rest]);
  if (node.at === 'gateway') return build(node.element, [{ default: node.fallback }, ...pen.ours(node.marks)]);
  if (node.at === 'start') {
    const { message, messageAttrs } = node.said;
    return build('startEvent', [], message ? [pen.bpmn('messageEventDefinition', [{ messageRef: message.id }, ...messageAttrs])] : []);
  }
  if (node.at === 'sub') return build('subProcess', [], insideOf(pen, graph, said.id));
  if (node.at === 'side') return sideElement(pen, node.said, node.of, build);
  return leafElement(pen, node.said, build);
}

const sideElement = (pen: Pen, { on, interrupts }: SideWay, of: string, build: Build) =>
  build('boundaryEvent', [{ attachedToRef: of, cancelActivity: interrupts ? undefined : 'false' }], [waitElement(pen, on)]);

type Build = (local: string, attrs: (Attr | Plain)[], children?: XmlElement[], own?: XmlElement[]) => XmlElement;

function leafElement(pen: Pen, leaf: Leaf, build: Build): XmlElement {
  switch (leaf.element) {
    case 'userTask': {
      const sequential = { isSequential: leaf.sequential ? 'true' : undefined };
      const over = pen.ours({ collection: 'people()', elementVariable: 'assignee' });
      return build('userTask', [], leaf.ours['vote'] === undefined ? [] : [pen.bpmn('multiInstanceLoopCharacteristics', [sequential, ...over])]);
    }
    case 'serviceTask': {
      const io = [...leaf.inputs.map((one) => mappingElement(pen, 'input', one)), ...leaf.outputs.map((one) => mappingElement(pen, 'output', one))];
      return build('serviceTask', [], [], io.length === 0 ? [] : [pen.our('ioMapping', {}, io)]);
    }
    case 'scriptTask':
      return build('scriptTask', [], leaf.script === '' ? [] : [pen.bpmn('script', [], [{ text: leaf.script }])]);
    case 'callActivity':
      return build('callActivity', [{ calledElement: leaf.called || undefined }]);
    case 'intermediateCatchEvent':
      return build('intermediateCatchEvent', [], [waitElement(pen, leaf.wait)]);
    case 'businessRuleTask':
    case 'endEvent':
      return build(leaf.element, []);
  }
}

const mappingElement = (pen: Pen, local: 'input' | 'output', { source, target }: Mapping) => pen.our(local, { source, target }, []);

const CLOCK = { date: 'timeDate', cycle: 'timeCycle', duration: 'timeDuration', working: 'timeDuration' } as const;

function waitElement(pen: Pen, on: Trigger): XmlElement {
  if (on.for === 'error') return pen.bpmn('errorEventDefinition', [{ errorRef: on.error?.id }, ...on.attrs]);
  if (on.for === 'message') return pen.bpmn('messageEventDefinition', [{ messageRef: on.message?.id ?? '' }, ...on.attrs]);
  const calendar = on.for === 'working' ? pen.ours({ calendar: 'working' }) : [];
  const text = on.text === '' ? [] : [{ text: on.text }];
  return pen.bpmn('timerEventDefinition', on.attrs, [pen.bpmn(CLOCK[on.for], [pen.typed, ...calendar, ...on.textAttrs], text)]);
}

function lineElement(pen: Pen, line: Line): XmlElement {
  const { id, name, condition, conditionAttrs, ours, kept, from, to } = line;
  const children = condition === '' ? [] : [pen.bpmn('conditionExpression', [pen.typed, ...conditionAttrs], [{ text: condition }])];
  const { first, rest } = inOrder(kept);
  const attrs = [{ id, name: name || undefined, sourceRef: from, targetRef: to }, ...pen.ours(ours), ...kept.attrs];
  return pen.bpmn('sequenceFlow', attrs, [...first, ...extensions(pen, '', kept, []), ...children, ...rest]);
}

const firstOfId = <T extends { id: string }>(all: T[]): T[] => all.filter((one, at) => all.findIndex(({ id }) => id === one.id) === at);

function messagesOf(tree: Tree): Message[] {
  const waits = allSteps(tree.steps).flatMap((step) => (step.element === 'intermediateCatchEvent' && step.wait.message ? [step.wait.message] : []));
  const sides = allSides(tree.steps).flatMap(({ on }) => (on.for !== 'error' && on.message ? [on.message] : []));
  return firstOfId([...(tree.start.message ? [tree.start.message] : []), ...waits, ...sides]);
}

const errorsOf = (tree: Tree): ErrorCode[] => firstOfId(allSides(tree.steps).flatMap(({ on }) => (on.for === 'error' && on.error ? [on.error] : [])));

function errorElement(pen: Pen, { id, name, code, kept }: ErrorCode): XmlElement {
  const { first, rest } = inOrder(kept);
  return pen.bpmn('error', [{ id, name: name || undefined, errorCode: code || undefined }, ...kept.attrs], [...first, ...extensions(pen, '', kept, []), ...rest]);
}

function messageElement(pen: Pen, { id, name, kept }: Message): XmlElement {
  const { first, rest } = inOrder(kept);
  return pen.bpmn('message', [{ id, name: name || undefined }, ...kept.attrs], [...first, ...extensions(pen, '', kept, []), ...rest]);
}

const LABEL = { width: 90, height: 14, gap: 8 };
const SIDE_LABEL = { width: 44, height: 14, gap: 2 };

/** A gateway's name stands above it, that of an event at the side right of the way that leaves it. */
function labelOf(pen: Pen, node: GraphNode, { x, y, width, height }: Box): XmlElement[] {
  if (node.said.name === '' || (node.at !== 'gateway' && node.at !== 'side')) return [];
  const at =
    node.at === 'gateway'
      ? { ...LABEL, x: x + (width - LABEL.width) / 2, y: y - LABEL.gap - LABEL.height }
      : { ...SIDE_LABEL, x: x + width / 2 + SIDE_LABEL.gap, y: y + height + SIDE_LABEL.gap };
  const bounds = { x: String(at.x), y: String(at.y), width: String(at.width), height: String(at.height) };
  return [pen.draw('bpmndi', 'BPMNLabel', {}, [pen.draw('dc', 'Bounds', bounds)])];
}

function drawingOf(pen: Pen, tree: Tree, layout: Layout, nodes: GraphNode[]): XmlElement {
  const shapes = nodes.map((node) => {
    const { said } = node;
    const place = layout.boxes.get(said.id) ?? { x: 0, y: 0, width: 0, height: 0 };
    const { x, y, width, height } = place;
    const box = pen.draw('dc', 'Bounds', { x: String(x), y: String(y), width: String(width), height: String(height) });
    const open = node.at === 'sub' ? 'true' : undefined;
    return pen.draw('bpmndi', 'BPMNShape', { id: `${said.id}-shape`, bpmnElement: said.id, isExpanded: open }, [box, ...labelOf(pen, node, place)]);
  });
  const edges = [...layout.edges].map(([id, points]) => {
    const bends = points.map(({ x, y }) => pen.draw('di', 'waypoint', { x: String(x), y: String(y) }));
    return pen.draw('bpmndi', 'BPMNEdge', { id: `${id}-edge`, bpmnElement: id }, bends);
  });
  const plane = pen.draw('bpmndi', 'BPMNPlane', { id: `${tree.process.id}-plane`, bpmnElement: tree.process.id }, [...shapes, ...edges]);
  return pen.draw('bpmndi', 'BPMNDiagram', { id: `${tree.process.id}-diagram` }, [plane]);
}
