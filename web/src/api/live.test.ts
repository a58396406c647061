import { expect, it } from 'vitest';
import { staleAfter } from './live';

it('an event makes its own kind stale, and what shows its figures', () => {
  expect(staleAfter('order.confirmed', true)).toEqual(['order', 'search', 'workbench', 'stock', 'customer']);
  expect(staleAfter('shipment.delivered', true)).toContain('order');
  expect(staleAfter('unheard.of', false)).toEqual(['unheard']);
  expect(staleAfter('unheard.of', true)).toEqual(['unheard', 'order']);
});
