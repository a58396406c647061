import { describe, expect, it } from 'vitest';
import { factsOf, textOfFacts } from '@/features/decisions/facts';
import { addColumn, blankTable, cellAt, columnsOf, copyRule, moveColumn, moveRule, paste, quoted, removeColumn, type Table } from '@/features/decisions/model';

const rows = (table: Table) => table.rules.map((rule) => [...rule.inputs, ...rule.outputs, ...rule.annotations].join('|'));

describe('a decision table as a grid', () => {
  it('takes a block from a spreadsheet and grows', () => {
    const { table, lines, dropped } = paste(blankTable('A'), 0, 0, '> 5\t"a"\t extra\n<= 5\t"b"\n');
    expect(rows(table)).toEqual(['> 5|"a"', '<= 5|"b"']);
    expect([lines, dropped]).toEqual([2, 1]);
    expect(rows(paste(table, 1, 1, '"c"\n"d"').table)).toEqual(['> 5|"a"', '<= 5|"c"', '|"d"']);
  });
  it('keeps the quotation marks of texts, and takes off those a spreadsheet put around a cell', () => {
    expect(rows(paste(blankTable('A'), 0, 0, '"a", "b"\t"""c"""').table)).toEqual(['"a", "b"|"c"']);
  });
  it('adds, moves and removes columns with their cells', () => {
    const filled = paste(addColumn(blankTable('A'), 'inputs', 1), 0, 0, '1\t2\t3').table;
    expect(rows(filled)).toEqual(['1|2|3']);
    const swapped = moveColumn(filled, { side: 'inputs', at: 0 }, 1);
    expect(rows(swapped)).toEqual(['2|1|3']);
    expect(rows(moveColumn(filled, { side: 'inputs', at: 0 }, 2))).toEqual(['1|2|3']);
    expect(rows(removeColumn(swapped, { side: 'inputs', at: 0 }))).toEqual(['1|3']);
    expect(addColumn(filled, 'outputs', 1).outputs.map(({ name }) => name)).toEqual(['answer', 'answer_2']);
    expect(columnsOf(filled)).toHaveLength(3);
  });
  it('copies and moves rules', () => {
    const table = paste(blankTable('A'), 0, 0, '1\t"a"\n2\t"b"').table;
    expect(rows(copyRule(table, 0))).toEqual(['1|"a"', '1|"a"', '2|"b"']);
    expect(rows(moveRule(table, 0, 1))).toEqual(['2|"b"', '1|"a"']);
    expect(rows(moveRule(table, 0, 2))).toEqual(['1|"a"', '2|"b"']);
    expect(cellAt(table, 9, { side: 'inputs', at: 0 })).toBe('');
  });
  it('puts words into quotation marks', () => {
    expect(quoted('金牌，"银牌", A')).toBe('"金牌", "银牌", "A"');
  });
});

describe('facts of an example', () => {
  it('are read by path and written the same', () => {
    const text = '{order: {amount: 60000, tags: ["a, b", "}"], customer: {level: "A:1"}}, due: @"2026-01-01"}';
    const facts = factsOf(text);
    expect([...(facts ?? [])]).toEqual([
      ['order.amount', '60000'],
      ['order.tags', '["a, b", "}"]'],
      ['order.customer.level', '"A:1"'],
      ['due', '@"2026-01-01"'],
    ]);
    expect(textOfFacts(facts ?? new Map())).toBe(text);
  });
  it('are nothing when the text is no context', () => {
    expect(factsOf('')).toEqual(new Map());
    expect(factsOf('{order}')).toBeNull();
    expect(factsOf('5')).toBeNull();
    expect(textOfFacts(new Map([['a b', '1'], ['c', ' ']]))).toBe('{"a b": 1}');
  });
});
