import { describe, expect, it } from 'vitest';
import { type FormField, decimalOf, formProblems, refOf, textOrNull } from '@/ui/form/model';

const FIELDS: FormField[] = [
  { id: 'name', label: 'Name', kind: 'text', required: true },
  { id: 'limit', label: 'Limit', kind: 'decimal', scale: 2 },
  { id: 'days', label: 'Days', kind: 'whole' },
  { id: 'owner', label: 'Owner', kind: 'lookup', required: true },
];

const told = (values: Parameters<typeof formProblems>[1]) => formProblems(FIELDS, values).map(({ field, code }) => `${field} ${code}`);

describe('a form', () => {
  it('names every field that is wrong, in their order', () => {
    expect(told({ name: '  ', limit: 'viel', days: '1.5', owner: null })).toEqual(['name required', 'limit number', 'days whole', 'owner required']);
    expect(told({ name: 'ACME', limit: '1.005', days: '30', owner: { value: 'act_1', label: 'Li' } })).toEqual(['limit places']);
  });

  it('lets empty fields be that need not be filled', () => {
    expect(told({ name: 'ACME', limit: '', days: '', owner: { value: 'act_1', label: 'Li' } })).toEqual([]);
  });

  it('hands over figures as the wire wants them, however they were typed', () => {
    expect(decimalOf({ limit: ' ¥12,000.50 ' }, 'limit')).toBe('12000.50');
    expect(decimalOf({ limit: '' }, 'limit')).toBeNull();
    expect(textOrNull({ name: '  ' }, 'name')).toBeNull();
    expect(refOf({ owner: { value: 'act_1', label: 'Li' } }, 'owner')).toBe('act_1');
    expect(refOf({ owner: null }, 'owner')).toBeNull();
  });
});
