import { describe, expect, it } from 'vitest';
import { differs, summaryOf, targetOf } from '@/features/stock/counting';
import type { CountLine } from '@/features/stock/rows';

const line = (id: string, sku: string, location: string, expected: string, counted: string | null, lot = ''): CountLine => ({
  id, count_id: 'cnt_1', location_id: location, sku_id: sku, sku_code: sku.toUpperCase(), sku_name: sku, lot, qty_expected: expected, qty_counted: counted,
});

const LINES = [line('1', 'a', 'L1', '10', '10'), line('2', 'a', 'L2', '5', '3.5'), line('3', 'b', 'L1', '2', null), line('4', 'c', 'L1', '0', '4'), line('5', 'c', 'L1', '1', null, 'X')];

describe('a count', () => {
  it('tells what differs, and only of what was looked at', () => {
    expect(LINES.filter(differs).map(({ id }) => id)).toEqual(['2', '4']);
    expect(summaryOf(LINES)).toEqual({ lines: 5, counted: 3, different: 2, more: '4', less: '-1.5' });
  });

  it('finds the line a scan counts on', () => {
    expect(targetOf(LINES, 'b', '')).toEqual({ line: LINES[2] });
    expect(targetOf(LINES, 'a', '')).toEqual({ problem: 'several' });
    expect(targetOf(LINES, 'a', 'L2')).toEqual({ line: LINES[1] });
    expect(targetOf(LINES, 'c', 'L1')).toEqual({ line: LINES[3] });
    expect(targetOf(LINES, 'd', '')).toEqual({ problem: 'nowhere' });
    expect(targetOf(LINES, 'd', 'L1')).toEqual({ location: 'L1' });
  });
});
