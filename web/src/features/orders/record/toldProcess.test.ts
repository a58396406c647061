import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '@/locales/en';
import zh from '@/locales/zh';
import { titleOf, toneOf } from './toldProcess';

const EVENTS = [...readFileSync(join(__dirname, '../../../../../crates/process/src/lib.rs'), 'utf8').matchAll(/^ {4}\("([a-z]+)\.([a-z_]+)"/gm)];

describe('what a process did', () => {
  it('has words for every event there is', () => {
    expect(EVENTS.length).toBeGreaterThan(30);
    const wordless = [zh, en].flatMap((sentences) => {
      const words = sentences['event'] as Record<string, Record<string, string> | undefined>;
      return EVENTS.map(([, group = '', name = '']) => [group, name]).filter(([group = '', name = '']) => !words[group]?.[name]);
    });
    expect(wordless).toEqual([]);
  });

  it('is told with its step, and a decision by its outcome', () => {
    const t = ((key: string, values?: Record<string, string>) => (values?.['step'] === undefined ? key : `${values['step']}: ${values['word'] ?? ''}`)) as unknown as Parameters<typeof titleOf>[2];
    expect(titleOf('task.opened', { name: 'A', name_en: 'B' }, t)).toBe('A: event.task.opened');
    expect(titleOf('task.done', { name: 'A', outcome: 'own answer' }, t)).toBe('A: own answer');
    expect(titleOf('case.started', {}, t)).toBe('event.case.started');
    expect([toneOf('task.done', { outcome: 'reject' }), toneOf('task.done', { outcome: 'approve' }), toneOf('case.moved', {})]).toEqual(['bad', 'done', undefined]);
  });
});
