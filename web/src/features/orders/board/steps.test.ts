import { expect, it } from 'vitest';
import { forward, pullOf, STEPS } from './steps';

const order = (shipping_state: 'none' | 'reserved' | 'released' | 'shipped') => ({ shipping_state });

it('a card is pulled on only where there is a command for it', () => {
  expect(pullOf(order('none'), 'review', 'prepare')).toEqual({ does: 'approve' });
  expect(pullOf(order('reserved'), 'prepare', 'ship')).toEqual({ does: 'release' });
  expect(pullOf(order('released'), 'prepare', 'ship')).toEqual({ refused: 'scan' });
  expect(pullOf(order('none'), 'short', 'prepare')).toEqual({ refused: 'decide' });
  expect(pullOf(order('shipped'), 'ship', 'deliver')).toEqual({ refused: 'sign' });
  expect(pullOf(order('shipped'), 'deliver', 'settle')).toEqual({ refused: 'sign' });
});

it('never back, and onto itself it means nothing', () => {
  for (const [index, from] of STEPS.entries()) {
    expect(pullOf(order('none'), from, from)).toBeNull();
    for (const to of STEPS.slice(0, index)) expect(pullOf(order('none'), from, to)).toEqual({ refused: 'back' });
  }
});

it('a key pulls on to the next step, past what is short', () => {
  const meant = STEPS.map((step) => forward(order('reserved'), step));
  expect(meant).toEqual([{ does: 'approve' }, { refused: 'decide' }, { does: 'release' }, { refused: 'sign' }, { refused: 'sign' }, { refused: 'pay' }]);
});
