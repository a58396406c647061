import { expect, it } from 'vitest';
import { assign, missing, sameMapping, speedOf, targetOf } from './mapping';

const target = (name: string, required: boolean) => ({ name, title: name, required });

it('gives a target one column and a column one target', () => {
  const mapping = { sku: 0, qty: 1 };
  expect(assign(mapping, 2, 'sku')).toEqual({ qty: 1, sku: 2 });
  expect(assign(mapping, 0, 'qty')).toEqual({ qty: 0 });
  expect(assign(mapping, 1, undefined)).toEqual({ sku: 0 });
  expect(targetOf(mapping, 1)).toBe('qty');
  expect(targetOf(mapping, 7)).toBeUndefined();
  expect(sameMapping(mapping, { qty: 1, sku: 0 })).toBe(true);
  expect(sameMapping(mapping, { qty: 1 })).toBe(false);
});

it('knows what is missing', () => {
  const job = { targets: [target('customer', true), target('sku', true), target('note', false)] };
  expect(missing(job, { sku: 0 }, false)).toEqual(['customer']);
  expect(missing(job, { sku: 0 }, true)).toEqual([]);
});

it('tells speed and time left', () => {
  expect(speedOf(500, 2000, 10)).toEqual({ rate: 50, leftSeconds: 30 });
  expect(speedOf(0, 2000, 10)).toBeNull();
  expect(speedOf(2000, 2000, 10)).toEqual({ rate: 200, leftSeconds: null });
});
