import { describe, expect, it } from 'vitest';
import { dayOf, formatCount, formatInstant, formatMoney, formatQty, formatRelative, instantAt, startOfDay, weekStart } from './format';

describe('format', () => {
  it('writes times in the company zone', () => {
    expect(formatInstant('2026-11-23T06:05:00Z')).toBe('2026-11-23 14:05');
    expect(formatInstant('2026-11-23T16:00:00Z')).toBe('2026-11-24 00:00');
    expect(formatInstant('nonsense')).toBe('nonsense');
    expect(dayOf(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
    expect(startOfDay('2026-11-24')).toBe('2026-11-23T16:00:00Z');
    expect(instantAt('2026-11-24T09:30')).toBe('2026-11-24T01:30:00Z');
    expect(weekStart('2026-11-29')).toBe('2026-11-23');
  });
  it('writes money, quantities and counts', () => {
    expect(formatMoney('1234.5')).toBe('¥1,234.50');
    expect(formatMoney('-3', 'USD')).toBe('-$3.00');
    expect(formatMoney('1.2345')).toBe('¥1.2345');
    expect(formatQty('12000.50')).toBe('12,000.5');
    expect(formatCount(10000, true)).toBe('10,000+');
  });
  it('says how long ago', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(formatRelative('2026-11-23T11:30:00Z', 'en', now)).toBe('30 minutes ago');
    expect(formatRelative('2026-11-22T11:00:00Z', 'zh', now)).toBe('昨天');
  });
});
