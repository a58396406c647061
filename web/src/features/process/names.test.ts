import { describe, expect, it } from 'vitest';
import { namedAfter, names } from '@/features/process/names';
import { newStep } from '@/features/process/tree/make';

const role = { name: '财务', name_en: 'Finance' };

describe('an approval', () => {
  it('takes the name of the role that decides, until it has one of its own', () => {
    const made = newStep('approval', names);
    const named = namedAfter(made, role);
    expect([named.name, named.ours['nameEn']]).toEqual(['财务审批', 'Finance approves']);
    expect(namedAfter(named, { name: '销售经理', name_en: 'Sales manager' })).toBe(named);
    expect(namedAfter({ ...made, name: '核价' }, role).name).toBe('核价');
    expect(namedAfter(made, undefined)).toBe(made);
  });
});
