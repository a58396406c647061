import { describe, expect, it } from 'vitest';
import { layTrail, neighboursOf } from './trail';

describe('the trail of a list', () => {
  it('leads from record to record and ends at both ends', () => {
    layTrail(['/orders/1', '/orders/2', '/orders/3']);
    expect(neighboursOf('/orders/1')).toEqual({ previous: undefined, next: '/orders/2', at: 1, count: 3 });
    expect(neighboursOf('/orders/3')).toEqual({ previous: '/orders/2', next: undefined, at: 3, count: 3 });
    expect(neighboursOf('/orders/9')).toBeUndefined();
  });
});
