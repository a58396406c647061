import { describe, expect, it } from 'vitest';
import { type Words, entriesOf } from '@/ui/history';

const words: Words = {
  title: (kind) => kind,
  field: (name) => (name === 'revision' ? undefined : name.toUpperCase()),
  value: (_name, value) => (value == null ? '' : String(value)),
  system: 'the system',
};

describe('the story of a record', () => {
  it('is told the newest first, with what changed and nothing else', () => {
    const entries = entriesOf(
      [
        { seq: 1, at: '2026-11-24T01:00:00Z', actor: 'Li', kind: 'customer.created', data: { after: { name: 'ACME', revision: 1 } } },
        { seq: 2, at: '2026-11-24T02:00:00Z', actor: 'system', kind: 'customer.changed', data: { before: { name: 'ACME', note: 'x', revision: 1 }, after: { name: 'ACME Ltd', note: '', revision: 2 } } },
      ],
      words,
    );
    expect(entries.map(({ title, who, changes }) => ({ title, who, changes }))).toEqual([
      { title: 'customer.changed', who: 'the system', changes: [{ label: 'NAME', before: 'ACME', after: 'ACME Ltd' }, { label: 'NOTE', before: 'x', after: null }] },
      { title: 'customer.created', who: 'Li', changes: [{ label: 'NAME', before: '', after: 'ACME' }] },
    ]);
  });

  it('bears events without facts', () => {
    expect(entriesOf([{ seq: 1, at: '2026-11-24T01:00:00Z', actor: 'Li', kind: 'actor.logged_in', data: null }], words)[0]?.changes).toEqual([]);
  });
});
