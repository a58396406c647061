/** The rows of the list one came from, so that a record leads to the next without going back. */

let paths: readonly string[] = [];

/** The list on the screen tells what it shows, in its order. */
export function layTrail(shown: readonly string[]): void {
  paths = shown;
}

export interface Neighbours {
  previous: string | undefined;
  next: string | undefined;
  /** 3 of 20. */
  at: number;
  count: number;
}

/** Undefined when one did not come from a list that shows this record. */
export function neighboursOf(path: string): Neighbours | undefined {
  const at = paths.indexOf(path);
  return at < 0 ? undefined : { previous: paths[at - 1], next: paths[at + 1], at: at + 1, count: paths.length };
}
