/** Where the documents of an order stand on its map: columns by what came from what. Pure. */
import type { components } from '@/api/schema';

export type Related = components['schemas']['Related'];

export interface Relations {
  documents: Related[];
  /** The second came from the first. */
  links: string[][];
}

export interface Placed {
  document: Related;
  column: number;
  row: number;
}

export interface RelationLayout {
  nodes: Placed[];
  links: { from: Placed; to: Placed }[];
  columns: number;
  rows: number;
}

const KINDS = ['order', 'shipment', 'invoice', 'payment', 'credit_note'];

/** How many steps a document is from the first one; a circle, which there is not, would stop at the number of documents. */
function depths({ documents, links }: Relations): Map<string, number> {
  const depth = new Map(documents.map(({ id }) => [id, 0]));
  for (let round = 0; round < documents.length; round += 1) {
    let moved = false;
    for (const [from = '', to = ''] of links) {
      const next = (depth.get(from) ?? 0) + 1;
      if (depth.has(to) && depth.has(from) && (depth.get(to) ?? 0) < next) {
        depth.set(to, next);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return depth;
}

export function layout(relations: Relations): RelationLayout {
  const depth = depths(relations);
  const order = (document: Related) => KINDS.indexOf(document.kind);
  const sorted = [...relations.documents].sort((a, b) => order(a) - order(b) || (a.at ?? '').localeCompare(b.at ?? ''));
  const filled: number[] = [];
  const nodes = sorted.map((document) => {
    const column = depth.get(document.id) ?? 0;
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    return { document, column, row };
  });
  const byId = new Map(nodes.map((node) => [node.document.id, node]));
  const links = relations.links.flatMap(([from = '', to = '']) => {
    const [start, end] = [byId.get(from), byId.get(to)];
    return start && end ? [{ from: start, to: end }] : [];
  });
  return { nodes, links, columns: filled.length, rows: Math.max(0, ...filled.map((count) => count || 0)) };
}
