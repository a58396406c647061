import { describe, expect, it } from 'vitest';
import {
  addDecimals, compareDecimals, decimalText, groupDecimal, multiplyDecimals, parseDecimal, percentOf, placesOf, portionOf, rateOf, roundDecimal,
} from './decimal';

describe('decimals', () => {
  it('reads what people write', () => {
    const plain = (text: string) => {
      const value = parseDecimal(text);
      return value === null ? null : decimalText(value);
    };
    expect(plain('12.50')).toBe('12.5');
    expect(plain('¥1,234.5')).toBe('1234.5');
    expect(plain('１２．５')).toBe('12.5');
    expect(plain('-.5')).toBe('-0.5');
    expect(plain(' 3 ')).toBe('3');
    for (const wrong of ['', '-', '.', '1.2.3', '1,2', '12a', '1e3', '0.0000001']) expect(plain(wrong), wrong).toBeNull();
  });
  it('adds and multiplies exactly', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals('9007199254740993', '0.000001')).toBe('9007199254740993.000001');
    expect(multiplyDecimals('3', '12.5')).toBe('37.5');
    expect(multiplyDecimals('-0.000001', '0.5')).toBe('-0.000001');
  });
  it('groups thousands and keeps the places that are there', () => {
    expect(groupDecimal('1234567.5', 2)).toBe('1,234,567.50');
    expect(groupDecimal('-1234', 0)).toBe('-1,234');
    expect(groupDecimal('0.1234', 2)).toBe('0.1234');
    expect(groupDecimal('what', 2)).toBe('what');
  });
  it('rounds half away from zero', () => {
    expect(roundDecimal('2.345', 2)).toBe('2.35');
    expect(roundDecimal('-2.345', 2)).toBe('-2.35');
    expect(roundDecimal('2', 2)).toBe('2.00');
  });
  it('shares an amount out and rounds down', () => {
    expect(portionOf('10', '1', '3')).toBe('3.33');
    expect(portionOf('10.0001', '3', '3')).toBe('10.0001');
    expect(portionOf('10', '0', '3')).toBe('0');
    expect(portionOf('10', '1', '0')).toBe('10');
  });
  it('compares and counts places', () => {
    expect(compareDecimals('10', '9.99')).toBe(1);
    expect(compareDecimals('1.0', '1')).toBe(0);
    expect(placesOf('1.50')).toBe(1);
    expect(placesOf('3')).toBe(0);
  });

  it('turns rates into per cent and back', () => {
    expect([percentOf('0.13'), percentOf('0'), percentOf('0.0925')]).toEqual(['13', '0', '9.25']);
    expect([rateOf('13'), rateOf(' 9.25 '), rateOf('')]).toEqual(['0.13', '0.0925', '0']);
  });
});
