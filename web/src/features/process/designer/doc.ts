/** What is being edited: the list while it can be one, else the file. Pure. */
import type { Tree } from '@/features/process/tree/model';
import { read, type Reason } from '@/features/process/tree/read';
import { write } from '@/features/process/tree/write';

export interface Doc {
  tree: Tree | null;
  /** Why it cannot be a list. */
  reasons: Reason[];
  /** The file as it came; null once the list has changed and it would be written anew. */
  text: string | null;
}

export function docOf(text: string): Doc {
  const { tree, reasons } = read(text);
  return { tree: tree ?? null, reasons: reasons ?? [], text };
}

export const ofTree = (tree: Tree): Doc => ({ tree, reasons: [], text: null });

const written = new WeakMap<Tree, string>();

export function fileOf({ tree, text }: Doc): string {
  if (text !== null) return text;
  if (!tree) return '';
  const known = written.get(tree);
  if (known !== undefined) return known;
  const file = write(tree);
  written.set(tree, file);
  return file;
}
