import { describe, expect, it } from 'vitest';
import { changesOf, placed, rowOf } from '@/features/products/prices';
import type { Price } from '@/features/products/rows';

const standing = (sku: string, qty: string, price: string): Price => ({
  id: `row_${sku}_${qty}`, price_list: 'prl_1', customer: null, sku, product: 'prd_1', code: sku.toUpperCase(), name: sku, uom: 'pc', qty_from: qty, price, list_price: '10', from_on: null, to_on: null,
});

const PRICES = [standing('a', '0', '9'), standing('a', '100', '8'), standing('b', '0', '7')];
const grid = () => PRICES.map((price, index) => ({ key: String(index), cells: rowOf(price) }));

describe('a price grid', () => {
  it('sends nothing when nothing was changed', () => {
    expect(changesOf(grid(), PRICES)).toEqual({ put: [], lines: [], removed: [] });
  });

  it('sends what was changed, and takes away what left', () => {
    const rows = grid();
    rows[1] = { key: '1', cells: { ...rows[1]?.cells, price: { text: '7.5' } } };
    rows.splice(2, 1);
    const changes = changesOf(rows, PRICES);
    expect(changes.put).toEqual([{ sku: 'a', qty_from: '100', price: '7.5', from_on: null, to_on: null }]);
    expect(changes.lines).toEqual([1]);
    expect(changes.removed.map(({ id }) => id)).toEqual(['row_b_0']);
  });

  it('moves a price to another quantity by putting the new one and taking the old one away', () => {
    const rows = grid();
    rows[1] = { key: '1', cells: { ...rows[1]?.cells, qty_from: { text: '50' } } };
    const changes = changesOf(rows, PRICES);
    expect(changes.put.map(({ qty_from }) => qty_from)).toEqual(['50']);
    expect(changes.removed.map(({ id }) => id)).toEqual(['row_a_100']);
  });

  it('finds the line a refusal is about', () => {
    const problems = [{ field: 'prices[0].price', code: 'negative', detail: '', params: {} }];
    expect(placed(problems, [4]).map(({ field }) => field)).toEqual(['lines[4].price']);
  });
});
