import { describe, expect, it } from 'vitest';
import { type Grant, reachOf, sameGrants, withReach } from '@/features/settings/grants';

const GRANTS: Grant[] = [
  { action: 'order.read', scope: 'own' },
  { action: 'stock.read', scope: 'all' },
];

describe('what a role may do', () => {
  it('is read action by action, and everything where the role has everything', () => {
    expect([reachOf(GRANTS, 'order.read'), reachOf(GRANTS, 'order.create')]).toEqual(['own', '']);
    expect(reachOf([{ action: '*', scope: 'all' }], 'order.create')).toBe('all');
  });

  it('changes one action at a time, and knows when nothing changed', () => {
    const wider = withReach(GRANTS, 'order.read', 'below');
    expect(reachOf(wider, 'order.read')).toBe('below');
    expect(sameGrants(wider, GRANTS)).toBe(false);
    expect(sameGrants(withReach(wider, 'order.read', 'own'), GRANTS)).toBe(true);
    expect(withReach(GRANTS, 'order.read', '').map(({ action }) => action)).toEqual(['stock.read']);
  });
});
