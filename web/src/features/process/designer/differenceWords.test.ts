import { describe, expect, it } from 'vitest';
import type { Difference } from '@/features/process/api';
import { differencesInWords } from '@/features/process/designer/differenceWords';
import type { Words } from '@/features/process/words';

/** Words that show their key and what they are given. */
const words: Words = {
  t: ((key: string, given?: Record<string, unknown>) => (given?.['defaultValue'] !== undefined ? key.split('.').pop() : [key.split('.').pop(), ...Object.values(given ?? {})].join(' '))) as unknown as Words['t'],
  offer: undefined,
  fields: [{ key: 'order.amount', title: '订单.金额', title_en: 'order.amount', kind: 'number' }],
  subject: 'order',
  person: (login) => login,
  step: (id) => id,
};

const one = (change: Difference['change'], kind: string, name: string, what: [string, string, string][] = []): Difference => ({ element: `${kind}_1`, name, kind, change, what: what.map(([key, before, after]) => ({ key, before, after })) });

describe('differences in words', () => {
  it('name steps and leave out what only joins them', () => {
    const said = differencesInWords([one('added', 'userTask', '核价'), one('added', 'sequenceFlow', ''), one('removed', 'exclusiveGateway', ''), one('changed', 'sequenceFlow', '', [['targetRef', 'a', 'b']])], null, words);
    expect(said.map(({ name, change }) => [name, change])).toEqual([['核价', 'added']]);
  });

  it('say values as cards do', () => {
    const [said] = differencesInWords([one('changed', 'userTask', '核价', [['deadline', '', 'PT1H'], ['vote', '', 'ratio 60'], ['multiInstanceLoopCharacteristics', '', 'shundan:collection=people()'], ['veto', 'true', 'false']])], null, words);
    expect(said?.what.map(({ key, before, after }) => [key, before, after])).toEqual([
      ['deadline', '', 'H 1'],
      ['vote', '', 'ratioShort 60'],
      ['veto', 'yes', 'no'],
    ]);
  });

  it('keep what changes a way, and that people are asked in turn', () => {
    const condition = differencesInWords([one('changed', 'sequenceFlow', '', [['conditionExpression', 'xsi:type=bpmn:tFormalExpression order.amount > 5', 'xsi:type=bpmn:tFormalExpression order.amount > 6000']])], null, words);
    expect(condition[0]?.what[0]).toMatchObject({ before: 'gt 金额 5', after: 'gt 金额 6,000' });
    const turns = differencesInWords([one('changed', 'userTask', 'x', [['multiInstanceLoopCharacteristics', 'a', 'isSequential=true a']])], null, words);
    expect(turns[0]?.what[0]).toMatchObject({ before: 'no', after: 'yes' });
  });
});
