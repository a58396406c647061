import { expect, it } from 'vitest';
import { type OrderItem, wayOfRow } from './orderRows';

const placed = { state: 'placed', created_at: '2026-11-24T01:00:00Z', placed_at: '2026-11-24T01:00:00Z' };
const states = (order: object) => wayOfRow({ ...placed, ...order } as OrderItem).map(({ state }) => state);

it('asks where somebody must decide, and nowhere else', () => {
  expect(states({ review_state: 'pending', shipping_state: 'none' })).toEqual(['done', 'asked', 'todo', 'todo', 'todo']);
  expect(states({ review_state: 'approved', shipping_state: 'short' })).toEqual(['done', 'asked', 'todo', 'todo', 'todo']);
  const confirmed = { review_state: 'approved', confirmed_at: '2026-11-24T02:00:00Z' };
  expect(states({ ...confirmed, shipping_state: 'reserved' })).toEqual(['done', 'done', 'now', 'todo', 'todo']);
  expect(states({ ...confirmed, shipping_state: 'short' })).toEqual(['done', 'done', 'asked', 'todo', 'todo']);
  expect(states({ ...confirmed, shipping_state: 'exception', shipped_at: '2026-11-24T03:00:00Z' })).toEqual(['done', 'done', 'done', 'asked', 'todo']);
  expect(states({ state: 'cancelled', review_state: 'pending', shipping_state: 'none' })).toEqual(['done', 'skipped', 'skipped', 'skipped', 'skipped']);
});
