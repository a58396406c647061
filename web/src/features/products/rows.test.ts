import { describe, expect, it } from 'vitest';
import { barcodesOf, strangeUoms, uomsOf } from '@/features/products/rows';

describe('barcodes and units as people type them', () => {
  it('stand one on a line, with what they belong to', () => {
    expect(barcodesOf(' 6901234567892\n\n16901234567899  箱 ')).toEqual([
      { code: '6901234567892', uom: '' },
      { code: '16901234567899', uom: '箱' },
    ]);
    expect(uomsOf('箱=24\n克 = 1/1000\n托盘 480')).toEqual([
      { uom: '箱', num: 24, den: 1 },
      { uom: '克', num: 1, den: 1000 },
      { uom: '托盘', num: 480, den: 1 },
    ]);
  });

  it('are not swallowed when they make no sense', () => {
    expect(strangeUoms('箱=24\n大箱=很多\n')).toEqual(['大箱=很多']);
  });
});
