import { describe, expect, it } from 'vitest';
import type { Department } from '@/api/refs';
import { branchesOf } from '@/features/settings/tree';

const department = (id: string, name: string, parent: string | null): Department => ({ id, name, parent_id: parent, head_id: null, active: true, revision: 1 });

describe('the tree of departments', () => {
  it('is read from top to bottom, each under its parent', () => {
    const all = [department('3', 'East', '2'), department('2', 'Sales', '1'), department('1', 'Company', null), department('4', 'Finance', '1'), department('9', 'Lost', 'gone')];
    expect(branchesOf(all).map(({ path, depth }) => `${String(depth)} ${path}`)).toEqual([
      '0 Company',
      '1 Company / Finance',
      '1 Company / Sales',
      '2 Company / Sales / East',
      '0 Lost',
    ]);
  });
});
