import type { Leaf } from '@/features/process/tree/model';

/** What every editor of a step gets: the step, and where its next state goes. */
export interface LeafProps<L extends Leaf = Leaf> {
  leaf: L;
  /** `by` names the field typed into: its letters are one step back. */
  onChange: (next: L, by?: string) => void;
}
