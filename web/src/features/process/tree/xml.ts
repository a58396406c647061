/** XML as plain data: parsed by the browser, written by us. What we do not understand is kept as it came. */

export const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
export const BPMNDI = 'http://www.omg.org/spec/BPMN/20100524/DI';
export const DC = 'http://www.omg.org/spec/DD/20100524/DC';
export const DI = 'http://www.omg.org/spec/DD/20100524/DI';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const SHUNDAN = 'https://shundan.org/bpmn/1';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

export interface Attr {
  /** With its prefix, as written. */
  name: string;
  space: string;
  value: string;
}

export interface XmlElement {
  /** With its prefix, as written. */
  name: string;
  space: string;
  attrs: Attr[];
  children: XmlChild[];
}

export type XmlChild = XmlElement | { text: string };

export const isElement = (child: XmlChild): child is XmlElement => 'name' in child;
export const localOf = (name: string): string => name.slice(name.indexOf(':') + 1);
export const elementsOf = (element: XmlElement): XmlElement[] => element.children.filter(isElement);
export const is = (element: XmlElement, space: string, local: string): boolean => element.space === space && localOf(element.name) === local;

export function childOf(element: XmlElement, space: string, local: string): XmlElement | undefined {
  return elementsOf(element).find((child) => is(child, space, local));
}

/** An attribute without a prefix. */
export function attr(element: XmlElement, name: string): string | undefined {
  return element.attrs.find((one) => one.space === '' && one.name === name)?.value;
}

export function textOf(element: XmlElement): string {
  return element.children.map((child) => (isElement(child) ? textOf(child) : child.text)).join('');
}

/** What both the browser and the tests have. */
interface Parser {
  parseFromString: (text: string, type: 'text/xml') => unknown;
}

interface DomNode {
  nodeType: number;
  nodeName: string;
  nodeValue: string | null;
  namespaceURI?: string | null;
  attributes?: ArrayLike<DomNode>;
  childNodes: ArrayLike<DomNode>;
}

const [ELEMENT, TEXT, CDATA] = [1, 3, 4];

/** The root of a file; undefined when it is no XML. */
export function parseXml(text: string, parser: Parser = new DOMParser()): XmlElement | undefined {
  try {
    const document = parser.parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml') as DomNode;
    const root = Array.from(document.childNodes).find(({ nodeType }) => nodeType === ELEMENT);
    const parsed = root && fromDom(root);
    return parsed && !hasParserError(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Browsers do not throw: they put their complaint into the tree. */
function hasParserError(root: XmlElement): boolean {
  return localOf(root.name) === 'parsererror' || elementsOf(root).some(({ name }) => name === 'parsererror');
}

function fromDom(node: DomNode): XmlElement {
  const children = Array.from(node.childNodes).flatMap((child): XmlChild[] => {
    if (child.nodeType === ELEMENT) return [fromDom(child)];
    return child.nodeType === TEXT || child.nodeType === CDATA ? [{ text: child.nodeValue ?? '' }] : [];
  });
  const mixed = children.some((child) => !isElement(child) && child.text.trim() !== '');
  return {
    name: node.nodeName,
    space: node.namespaceURI ?? '',
    attrs: Array.from(node.attributes ?? []).map((one) => ({ name: one.nodeName, space: one.namespaceURI ?? '', value: one.nodeValue ?? '' })),
    // White space between elements is only how the file was laid out.
    children: mixed || !children.some(isElement) ? joined(children) : children.filter(isElement),
  };
}

/** Neighbouring texts as one: where a parser cuts them says nothing. */
function joined(children: XmlChild[]): XmlChild[] {
  const all: XmlChild[] = [];
  for (const child of children) {
    const last = all[all.length - 1];
    if (last && !isElement(last) && !isElement(child)) last.text += child.text;
    else if (isElement(child) || child.text !== '') all.push(isElement(child) ? child : { ...child });
  }
  return all;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };
/** Characters that no XML file may hold. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const escapeText = (text: string) => text.replace(FORBIDDEN, '').replace(/[&<>\r]/g, (sign) => ESCAPES[sign] ?? sign);
const escapeAttr = (text: string) => text.replace(FORBIDDEN, '').replace(/[&<>"\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign);

function open(element: XmlElement): string {
  return [element.name, ...element.attrs.map(({ name, value }) => `${name}="${escapeAttr(value)}"`)].join(' ');
}

function inline(element: XmlElement): string {
  if (element.children.length === 0) return `<${open(element)} />`;
  const inner = element.children.map((child) => (isElement(child) ? inline(child) : escapeText(child.text))).join('');
  return `<${open(element)}>${inner}</${element.name}>`;
}

function lines(element: XmlElement, indent: string): string[] {
  if (element.children.length === 0 || element.children.some((child) => !isElement(child))) return [indent + inline(element)];
  const inner = elementsOf(element).flatMap((child) => lines(child, `${indent}  `));
  return [`${indent}<${open(element)}>`, ...inner, `${indent}</${element.name}>`];
}

export function writeXml(root: XmlElement): string {
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...lines(root, ''), ''].join('\n');
}

/** How a file calls the namespaces we write in. */
export interface Prefixes {
  bpmn: string;
  bpmndi: string;
  dc: string;
  di: string;
  xsi: string;
  shundan: string;
}

const USUAL: [keyof Prefixes, string][] = [
  ['bpmn', BPMN],
  ['bpmndi', BPMNDI],
  ['dc', DC],
  ['di', DI],
  ['xsi', XSI],
  ['shundan', SHUNDAN],
];

const declared = (attrs: Attr[], uri: string) => attrs.find(({ name, value }) => value === uri && /^xmlns(:|$)/.test(name))?.name;

/** Attributes cannot stand in a default namespace: for those a prefix is needed. */
const needsPrefix = (key: keyof Prefixes) => key === 'shundan' || key === 'xsi';

/** The root's attributes with every namespace we write in declared. */
export function withSpaces(attrs: Attr[]): Attr[] {
  const all = [...attrs];
  for (const [key, uri] of USUAL) {
    const found = needsPrefix(key) ? all.find(({ name, value }) => value === uri && name.startsWith('xmlns:'))?.name : declared(all, uri);
    if (found !== undefined) continue;
    let name = `xmlns:${key}`;
    while (all.some((one) => one.name === name)) name += '1';
    all.push({ name, space: XMLNS, value: uri });
  }
  return all;
}

export function prefixesOf(attrs: Attr[]): Prefixes {
  const found: Prefixes = { bpmn: '', bpmndi: '', dc: '', di: '', xsi: '', shundan: '' };
  for (const [key, uri] of USUAL) {
    const name = needsPrefix(key) ? attrs.find((one) => one.value === uri && one.name.startsWith('xmlns:'))?.name : declared(attrs, uri);
    found[key] = name === undefined || name === 'xmlns' ? '' : `${name.slice('xmlns:'.length)}:`;
  }
  return found;
}
