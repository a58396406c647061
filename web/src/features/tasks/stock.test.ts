import { expect, it } from 'vitest';
import { stockOf } from './stock';

const line = (id: string, sku_id: string, qty_open: string, qty_reserved = '0', warehouse_id = 'w1') => ({ id, sku_id, qty_open, qty_reserved, warehouse_id });
const there = (sku_id: string, warehouse_id: string, available: string) => ({ sku_id, warehouse_id, on_hand: available, reserved: '0', available });

it('lines of one SKU share what lies in their warehouse, and what is reserved is wanted no more', () => {
  const lines = [line('a', 's', '6'), line('b', 's', '6'), line('c', 'r', '5', '5'), line('d', 'none', '1'), line('e', 's', '4', '0', 'w2')];
  const found = [there('s', 'w1', '8'), there('s', 'w2', '4')];
  expect([...stockOf(lines, found)]).toEqual([
    ['a', { available: '8', short: false }],
    ['b', { available: '2', short: true }],
    ['d', { available: '0', short: true }],
    ['e', { available: '4', short: false }],
  ]);
});
