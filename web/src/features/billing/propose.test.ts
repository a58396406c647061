import { expect, it } from 'vitest';
import { leftText, oldestFirst, problemOf, shareFor, sharesOf, sumText } from './propose';

const open = (id: string, open_amount: string) => ({ id, open_amount });
const invoices = [open('a', '100'), open('b', '50.5'), open('c', '20')];

it('settles what falls due first, as far as the money goes', () => {
  expect(oldestFirst('120', invoices)).toEqual({ a: '100.00', b: '20.00' });
  expect(oldestFirst('500', invoices)).toEqual({ a: '100.00', b: '50.50', c: '20.00' });
  expect(oldestFirst('', invoices)).toEqual({});
  expect(leftText('500', oldestFirst('500', invoices))).toBe('329.50');
});

it('gives a chosen invoice what is left', () => {
  expect(shareFor(open('c', '20'), '120', { a: '100' })).toBe('20.00');
  expect(shareFor(open('c', '20'), '110', { a: '100' })).toBe('10.00');
  expect(shareFor(open('c', '20'), '100', { a: '100' })).toBe('');
});

it('names what cannot be booked', () => {
  expect(problemOf('200', invoices, { a: '100', b: '' })).toBeUndefined();
  expect(problemOf('200', invoices, { a: '100.01' })).toEqual({ problem: 'more_than_open', id: 'a' });
  expect(problemOf('200', invoices, { a: 'x' })).toEqual({ problem: 'number', id: 'a' });
  expect(problemOf('120', invoices, { a: '100', b: '50' })).toEqual({ problem: 'more_than_paid' });
  expect(sumText({ a: '100', b: '0.10' })).toBe('100.10');
  expect(sharesOf({ a: '100.00', b: '', c: '0' })).toEqual([{ invoice: 'a', amount: '100' }]);
});
