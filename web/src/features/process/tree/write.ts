/** The list as a BPMN file with its drawing. */
import { type GraphNode, graphOf, type Line } from '@/features/process/tree/graph';
import { type Layout, layoutOf } from '@/features/process/tree/layout';
import type { Kept, Leaf, Mapping, Message, Said, Tree, Wait } from '@/features/process/tree/model';
import { allSteps } from '@/features/process/tree/model';
import { type Attr, type Prefixes, prefixesOf, withSpaces, writeXml, type XmlChild, type XmlElement } from '@/features/process/tree/xml';

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
  const nodes = graph.nodes.map((node) => nodeElement(pen, node, graph.lines));
  const lines = graph.lines.map((line) => lineElement(pen, line));
  const { id, name, ours, sop, kept } = tree.process;
  const head: (Attr | Plain)[] = [{ id, name: name || undefined, isExecutable: 'true' }, ...pen.ours(ours), ...kept.attrs];
  const { first, rest } = inOrder(kept);
  const process = pen.bpmn('process', head, [...first, ...extensions(pen, sop, kept, []), ...rest, ...nodes, ...lines]);
  const drawing = drawingOf(pen, tree, layoutOf(tree, graph), graph.nodes);
  const messages = messagesOf(tree).map((message) => messageElement(pen, message));
  const root: XmlElement = { ...pen.bpmn('definitions', attrs), children: [...tree.file.beside, ...messages, process, drawing] };
  return writeXml(root);
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

function nodeElement(pen: Pen, node: GraphNode, lines: Line[]): XmlElement {
  const { said } = node;
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
  return leafElement(pen, node.said, build);
}

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

function waitElement(pen: Pen, wait: Wait): XmlElement {
  if (wait.for === 'message') return pen.bpmn('messageEventDefinition', [{ messageRef: wait.message?.id ?? '' }, ...wait.attrs]);
  const calendar = wait.for === 'working' ? pen.ours({ calendar: 'working' }) : [];
  const text = wait.text === '' ? [] : [{ text: wait.text }];
  return pen.bpmn('timerEventDefinition', wait.attrs, [pen.bpmn(wait.for === 'date' ? 'timeDate' : 'timeDuration', [pen.typed, ...calendar, ...wait.textAttrs], text)]);
}

function lineElement(pen: Pen, line: Line): XmlElement {
  const { id, name, condition, conditionAttrs, ours, kept, from, to } = line;
  const children = condition === '' ? [] : [pen.bpmn('conditionExpression', [pen.typed, ...conditionAttrs], [{ text: condition }])];
  const { first, rest } = inOrder(kept);
  const attrs = [{ id, name: name || undefined, sourceRef: from, targetRef: to }, ...pen.ours(ours), ...kept.attrs];
  return pen.bpmn('sequenceFlow', attrs, [...first, ...extensions(pen, '', kept, []), ...children, ...rest]);
}

function messagesOf(tree: Tree): Message[] {
  const waits = allSteps(tree.steps).flatMap((step) => (step.element === 'intermediateCatchEvent' && step.wait.message ? [step.wait.message] : []));
  const all = [...(tree.start.message ? [tree.start.message] : []), ...waits];
  return all.filter((one, at) => all.findIndex(({ id }) => id === one.id) === at);
}

function messageElement(pen: Pen, { id, name, kept }: Message): XmlElement {
  const { first, rest } = inOrder(kept);
  return pen.bpmn('message', [{ id, name: name || undefined }, ...kept.attrs], [...first, ...extensions(pen, '', kept, []), ...rest]);
}

const LABEL = { width: 90, height: 14, gap: 8 };

/** A gateway's name stands above it: ways leave below. */
function labelOf(pen: Pen, x: number, y: number, width: number): XmlElement {
  const bounds = { x: String(x + (width - LABEL.width) / 2), y: String(y - LABEL.gap - LABEL.height), width: String(LABEL.width), height: String(LABEL.height) };
  return pen.draw('bpmndi', 'BPMNLabel', {}, [pen.draw('dc', 'Bounds', bounds)]);
}

function drawingOf(pen: Pen, tree: Tree, layout: Layout, nodes: GraphNode[]): XmlElement {
  const shapes = nodes.map((node) => {
    const { said } = node;
    const { x, y, width, height } = layout.boxes.get(said.id) ?? { x: 0, y: 0, width: 0, height: 0 };
    const box = pen.draw('dc', 'Bounds', { x: String(x), y: String(y), width: String(width), height: String(height) });
    return pen.draw('bpmndi', 'BPMNShape', { id: `${said.id}-shape`, bpmnElement: said.id }, [box, ...(node.at === 'gateway' && said.name !== '' ? [labelOf(pen, x, y, width)] : [])]);
  });
  const edges = [...layout.edges].map(([id, points]) => {
    const bends = points.map(({ x, y }) => pen.draw('di', 'waypoint', { x: String(x), y: String(y) }));
    return pen.draw('bpmndi', 'BPMNEdge', { id: `${id}-edge`, bpmnElement: id }, bends);
  });
  const plane = pen.draw('bpmndi', 'BPMNPlane', { id: `${tree.process.id}-plane`, bpmnElement: tree.process.id }, [...shapes, ...edges]);
  return pen.draw('bpmndi', 'BPMNDiagram', { id: `${tree.process.id}-diagram` }, [plane]);
}
