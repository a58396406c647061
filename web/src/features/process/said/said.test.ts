import { describe, expect, it } from 'vitest';
import { type Condition, isWhole, readCondition, writeCondition } from '@/features/process/said/condition';
import { typedNumber } from '@/features/process/said/number';
import { listOf, readOutcomes, readRights, readSpan, readVote, withOurs, writeOutcomes, writeRights, writeSpan, writeVote } from '@/features/process/said/texts';
import { isOpen, readWho, writeWho } from '@/features/process/said/who';

describe('who does it', () => {
  it.each(['role:sales_manager', 'user:zhang', 'head', 'head:2', 'manager', 'manager:3', 'starter', 'previous', 'did:approval_1', 'field:order.owner', 'table:who_buys', '= if order.amount > 5 then "a;b" else "c"', 'role:a;head:1;= f("x;y")'])(
    'is read and written as it stands: %s',
    (text) => {
      expect(writeWho(readWho(text))).toBe(text);
    },
  );
  it('knows what is still open', () => {
    expect(readWho('role:;head').map(isOpen)).toEqual([true, false]);
    expect(readWho(undefined)).toEqual([]);
  });
});

describe('small languages', () => {
  it('spans', () => {
    for (const text of ['PT30M', 'PT1H', 'P2D']) expect(writeSpan(readSpan(text) ?? { amount: 0, unit: 'H' })).toBe(text);
    for (const text of ['= order.promised_on', 'P1DT2H', '', 'PT1.5H']) expect(readSpan(text)).toBeUndefined();
  });
  it('votes', () => {
    for (const text of ['all', 'any', 'count 2', 'ratio 60', '']) expect(writeVote(readVote(text))).toBe(text);
  });
  it('rights, outcomes, lists', () => {
    for (const text of ['note=write;price=read;cost=hidden;po=write!']) expect(writeRights(readRights(text))).toBe(text);
    for (const text of ['ok=合格|Good;bad=不合格', 'ok=合格']) expect(writeOutcomes(readOutcomes(text))).toBe(text);
    expect(listOf(' PT30M ; PT10M;')).toEqual(['PT30M', 'PT10M']);
    expect(withOurs({ a: '1', b: '2' }, { a: '', c: '3' })).toEqual({ b: '2', c: '3' });
  });
});

describe('conditions', () => {
  it.each([
    ['order.amount > 50000', 1, 1],
    ['order.amount > 50000 or order.discount_max > 0.15', 2, 1],
    ['(order.amount > 50000 and order.customer = "A") or order.rush = true', 2, 2],
    ['order.amount >= -5.5 and order.placed_on < date("2026-01-01")', 1, 2],
    ['order.state in ("draft", "placed")', 1, 1],
    ['contains(order.note, "急 \\"件\\"")', 1, 1],
    ['order.note != null and order.number = null', 1, 2],
    ['订单.金额 > 5', 1, 1],
  ])('are read and written as they stand: %s', (text, groups, rows) => {
    const condition = readCondition(text);
    expect(condition?.length).toBe(groups);
    expect(condition?.[0]?.length).toBe(rows);
    expect(condition && writeCondition(condition)).toBe(text);
  });

  it.each(['not(approved)', 'a > b', 'a + 1 > 2', 'a > 5 and', '(a > 1 or b > 2) and c > 3', 'count(lines) > 3', 'a = "x', 'some x in y satisfies x > 1', 'if a then b else c', '5 > a', 'a in (1, "x")'])(
    'of another shape stay text: %s',
    (text) => {
      expect(readCondition(text)).toBeUndefined();
    },
  );

  it('leave out what is not whole, and may begin with =', () => {
    const half: Condition = [[{ field: 'a', op: '>', values: ['x'], kind: 'number' }], [{ field: 'b', op: '=', values: ['y'], kind: 'text' }, { field: '', op: '=', values: ['1'], kind: 'number' }]];
    expect(writeCondition(half)).toBe('b = "y"');
    expect(half.flat().map(isWhole)).toEqual([false, true, false]);
    expect(readCondition('= a > 5')).toEqual([[{ field: 'a', op: '>', values: ['5'], kind: 'number' }]]);
    expect(readCondition('')).toEqual([]);
  });
});

describe('figures as they are said', () => {
  it.each([['5万', '50000'], ['15%', '0.15'], ['1,000.50', '1000.50'], ['２０', '20'], ['1.5k', '1500'], ['-3', '-3'], ['0.125%', '0.00125']])('%s is %s', (typed, meant) => {
    expect(typedNumber(typed)).toBe(meant);
  });
  it.each(['', 'abc', '5 apples', '1e3', '--1', '5%%'])('“%s” is none', (typed) => {
    expect(typedNumber(typed)).toBeUndefined();
  });
});
