import { expect, it } from 'vitest';
import { staleAfter, staleAfterMessage } from './live';

it('an event makes its own kind stale, and what shows its figures', () => {
  expect(staleAfter('order.confirmed', true)).toEqual(['order', 'search', 'workbench', 'stock', 'customer']);
  expect(staleAfter('task.done', true)).toEqual(['task', 'case', 'order']);
  expect(staleAfter('case.moved', false)).toContain('task');
  expect(staleAfter('shipment.delivered', true)).toContain('order');
  expect(staleAfter('unheard.of', false)).toEqual(['unheard']);
  expect(staleAfter('unheard.of', true)).toEqual(['unheard', 'order']);
});

it('a message carries several events', () => {
  const told = [
    { seq: 1, kind: 'order.reviewed', subject: 'ord_1', order: 'ord_1' },
    { seq: 2, kind: 'payment.received', subject: 'pay_1', order: null },
  ];
  expect(staleAfterMessage(JSON.stringify(told))).toEqual(expect.arrayContaining(['order', 'payment', 'receivable']));
  expect(staleAfterMessage('not JSON')).toEqual([]);
});
