import { describe, expect, it } from 'vitest';
import { chipsFromText, chipsToText, compileFilter, describeChip, putChip, resolveDay } from './filter';
import type { Chip, FilterField } from './model';

const TODAY = '2026-11-25'; // a Wednesday
const FIELDS: FilterField[] = [
  { field: 'state', title: '状态', kind: 'choice', choices: [{ value: 'draft', label: '草稿' }, { value: 'placed', label: '已下单' }] },
  { field: 'placed_at', title: '下单时间', kind: 'instant' },
  { field: 'promised_on', title: '承诺日', kind: 'day' },
  { field: 'total', title: '金额', kind: 'number' },
  { field: 'number', title: '单号', kind: 'text' },
];
const compile = (...chips: Chip[]) => compileFilter(chips, FIELDS, undefined, TODAY);

describe('filter', () => {
  it('compiles chips to what the server reads', () => {
    expect(compile()).toBeUndefined();
    expect(compile({ field: 'number', op: 'like', value: 'SO' })).toEqual(['number', 'like', 'SO']);
    expect(compile({ field: 'state', op: 'ne', value: ['draft'] })).toEqual({ not: ['state', 'in', ['draft']] });
    expect(compile({ field: 'total', op: 'in', value: ['10', ''] }, { field: 'state', op: 'in', value: ['draft'] })).toEqual({
      and: [['total', 'ge', '10'], ['state', 'in', ['draft']]],
    });
    expect(compileFilter([], FIELDS, ['state', 'eq', 'draft'], TODAY)).toEqual(['state', 'eq', 'draft']);
  });
  it('turns days into instants of the company zone, the last day included', () => {
    expect(compile({ field: 'placed_at', op: 'in', value: ['@d-1', '@d0'] })).toEqual({
      and: [['placed_at', 'ge', '2026-11-23T16:00:00Z'], ['placed_at', 'lt', '2026-11-25T16:00:00Z']],
    });
    expect(compile({ field: 'promised_on', op: 'in', value: ['', '@d0'] })).toEqual(['promised_on', 'le', '2026-11-25']);
  });
  it('knows relative days', () => {
    expect(resolveDay('@week', TODAY)).toBe('2026-11-23');
    expect(resolveDay('@month', TODAY)).toBe('2026-11-01');
    expect(resolveDay('@d-25', TODAY)).toBe('2026-10-31');
    expect(resolveDay('2026-01-01', TODAY)).toBe('2026-01-01');
  });
  it('survives the address, and forgets fields that are gone', () => {
    const chips: Chip[] = [{ field: 'state', op: 'in', value: ['draft'] }, { field: 'number', op: 'eq', value: 'x', label: 'X' }];
    expect(chipsFromText(chipsToText(chips), FIELDS)).toEqual(chips);
    expect(chipsFromText('[["gone","eq","1"],["state"],3]', FIELDS)).toEqual([]);
    expect(chipsFromText('not json', FIELDS)).toEqual([]);
  });
  it('keeps one chip a field and drops void ones', () => {
    const one = putChip([], { field: 'state', op: 'in', value: ['draft'] });
    const other = putChip(one, { field: 'state', op: 'in', value: ['placed'] });
    expect(other).toEqual([{ field: 'state', op: 'in', value: ['placed'] }]);
    expect(putChip(other, { field: 'state', op: 'in', value: [] })).toEqual([]);
    expect(putChip([], { field: 'total', op: 'in', value: ['', ''] })).toEqual([]);
  });
  it('says what a chip means', () => {
    const t = (key: string, params?: Record<string, unknown>) => (params ? `${key} ${JSON.stringify(params)}` : key === 'list.comma' ? '、' : key);
    const say = (chip: Chip) => describeChip(chip, FIELDS.find((field) => field.field === chip.field) as FilterField, t, TODAY);
    expect(say({ field: 'state', op: 'in', value: ['draft', 'placed'] })).toBe('草稿、已下单');
    expect(say({ field: 'placed_at', op: 'in', value: ['@d-6', '@d0'] })).toBe('list.preset.days7');
    expect(say({ field: 'promised_on', op: 'in', value: ['2026-11-01', '@d0'] })).toBe('2026-11-01 – 2026-11-25');
    expect(say({ field: 'total', op: 'in', value: ['10', ''] })).toBe('≥ 10');
  });
});
