import { expect, it } from 'vitest';
import { stepFigures, type WayStep, wayOf } from './way';

const NOW = Date.parse('2026-11-25T10:00:00Z');
const at = (time: string) => `2026-11-25T${time}:00Z`;
const say = (step: Omit<WayStep, 'id'>) => {
  const { filled, tone } = stepFigures({ id: 'review', ...step }, NOW);
  return `${tone} ${filled.toFixed(2)}`;
};

it('fills towards the target, and is late before it is red', () => {
  expect(say({ state: 'now', startedAt: at('09:00'), targetAt: at('11:00') })).toBe('now 0.50');
  expect(say({ state: 'now', startedAt: at('09:59'), targetAt: at('12:00') })).toBe('now 0.12');
  expect(say({ state: 'now', startedAt: at('08:00'), targetAt: at('10:30') })).toBe('soon 0.80');
  expect(say({ state: 'now', startedAt: at('08:00'), targetAt: at('09:00') })).toBe('over 1.00');
  expect(say({ state: 'now' })).toBe('now 0.50');
  expect(say({ state: 'asked', startedAt: at('09:59'), targetAt: at('12:00') })).toBe('asked 0.12');
  expect(say({ state: 'asked', startedAt: at('08:00'), targetAt: at('09:00') })).toBe('over 1.00');
});

it('tells done in time from done late', () => {
  expect(say({ state: 'done', startedAt: at('08:00'), doneAt: at('08:30'), targetAt: at('09:00') })).toBe('done 1.00');
  expect(say({ state: 'done', startedAt: at('08:00'), doneAt: at('09:30'), targetAt: at('09:00') })).toBe('late 1.00');
  expect(stepFigures({ id: 'x', state: 'done', startedAt: at('08:00'), doneAt: at('09:30') }, NOW).spentSeconds).toBe(5400);
  expect(say({ state: 'todo', targetAt: at('09:00') })).toBe('todo 0.00');
});

it('reads what the server tells', () => {
  const steps = wayOf([
    { step: 'placed', state: 'done', at: at('08:00'), by: 'Wang' },
    { step: 'reviewed', state: 'late', target: at('09:00') },
    { step: 'allocated', state: 'waiting' },
  ]);
  expect(steps.map((step) => `${step.id} ${step.state} ${String(step.startedAt)}`)).toEqual([
    `placed done ${at('08:00')}`, `reviewed now ${at('08:00')}`, 'allocated todo null',
  ]);
  expect(steps.map((step) => stepFigures(step, NOW).tone)).toEqual(['done', 'over', 'todo']);
});
