/** The steps of any drawing in the order in which they come, to be read where the list cannot be shown. Pure. */
import { oursOf, tagOf } from '@/features/process/tree/parts';
import { attr, BPMN, elementsOf, is, parseXml, type XmlElement } from '@/features/process/tree/xml';

export interface Line {
  id: string;
  name: string;
  nameEn: string;
  tag: string;
}

const SHOWN = /(Task|Event|Activity|[sS]ubProcess|^task)$/;

export function outlineOf(text: string, parser?: Parameters<typeof parseXml>[1]): Line[] {
  const root = parser ? parseXml(text, parser) : parseXml(text);
  if (!root) return [];
  return elementsOf(root)
    .filter((one) => is(one, BPMN, 'process'))
    .flatMap(inOrder);
}

function inOrder(process: XmlElement): Line[] {
  const nodes = new Map(elementsOf(process).map((one) => [attr(one, 'id') ?? '', one]));
  const next = new Map<string, string[]>();
  for (const flow of nodes.values()) {
    if (is(flow, BPMN, 'sequenceFlow')) next.set(attr(flow, 'sourceRef') ?? '', [...(next.get(attr(flow, 'sourceRef') ?? '') ?? []), attr(flow, 'targetRef') ?? '']);
    if (is(flow, BPMN, 'boundaryEvent')) next.set(attr(flow, 'attachedToRef') ?? '', [...(next.get(attr(flow, 'attachedToRef') ?? '') ?? []), attr(flow, 'id') ?? '']);
  }
  const seen = new Set<string>();
  const open = [...nodes].filter(([, one]) => is(one, BPMN, 'startEvent')).map(([id]) => id);
  for (let at = 0; at < open.length; at += 1) {
    const id = open[at] ?? '';
    if (seen.has(id)) continue;
    seen.add(id);
    open.splice(at + 1, 0, ...(next.get(id) ?? []).filter((to) => !seen.has(to)));
  }
  // What nothing leads to comes last.
  const ids = [...seen, ...[...nodes.keys()].filter((id) => !seen.has(id))];
  return ids.flatMap((id) => {
    const node = nodes.get(id);
    const tag = node && node.space === BPMN ? tagOf(node) : '';
    return node && SHOWN.test(tag) ? [{ id, name: attr(node, 'name') ?? '', nameEn: oursOf(node)['nameEn'] ?? '', tag }] : [];
  });
}
