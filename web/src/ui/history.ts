/** What the journal tells of one record, as entries of a timeline: before → after, field by field. Pure. */
import type { Tone } from '@/ui/states';
import type { TimelineChange, TimelineEntry } from '@/ui/Timeline';

export interface Happened {
  seq: number;
  at: string;
  actor: string;
  kind: string;
  data?: unknown;
}

export interface Words {
  /** What an event is called. */
  title: (kind: string) => string;
  /** What a field is called; undefined leaves it out. */
  field: (name: string) => string | undefined;
  /** A value for reading. */
  value: (name: string, value: unknown) => string;
  /** Who did it when it was nobody. */
  system: string;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The facts of an event: `before` and `after`, whole records or only what changed. */
function facts(data: unknown, side: 'before' | 'after'): Fields {
  if (!isFields(data)) return {};
  const found = data[side];
  return isFields(found) ? found : {};
}

export function changesOf(data: unknown, words: Words): TimelineChange[] {
  const [before, after] = [facts(data, 'before'), facts(data, 'after')];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const label = words.field(name);
    const [old, now] = [words.value(name, before[name]), words.value(name, after[name])];
    return label === undefined || old === now ? [] : [{ label, before: old, after: now === '' ? null : now }];
  });
}

function toneOf(kind: string): Tone {
  if (kind.endsWith('created')) return 'done';
  return /(deactivated|cancelled|revoked|locked_out)$/.test(kind) ? 'warn' : 'primary';
}

/** The newest first. */
export function entriesOf(items: Happened[], words: Words): TimelineEntry[] {
  return [...items]
    .sort((a, b) => b.seq - a.seq)
    .map((item) => ({
      key: String(item.seq),
      at: item.at,
      who: item.actor === 'system' ? words.system : item.actor,
      title: words.title(item.kind),
      group: item.kind.split('.')[0] ?? '',
      tone: toneOf(item.kind),
      changes: changesOf(item.data, words),
    }));
}
