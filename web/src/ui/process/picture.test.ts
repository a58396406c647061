import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { marksOf, readPicture, type Standing, walkedFlows } from './picture';

const shipped = (code: string) => readPicture(readFileSync(join(__dirname, '../../../../processes', `${code}.bpmn`), 'utf8'), new DOMParser());

describe('a drawing', () => {
  it.each(['order_to_cash', 'credit_release', 'order_amendment', 'return'])('%s has a place and both names for every step', (code) => {
    const picture = shipped(code);
    expect(picture?.flows.every(({ points, from, to }) => points.length > 1 && from !== '' && to !== '')).toBe(true);
    const unnamed = picture?.shapes.filter(({ family, name, nameEn }) => family !== 'note' && (name === '' || nameEn === ''));
    expect(unnamed).toEqual([]);
    expect(picture?.flows.filter(({ name, nameEn }) => (name === '') !== (nameEn === ''))).toEqual([]);
  });

  it.each(['order_to_cash', 'credit_release', 'order_amendment', 'return'])('%s says in both languages how a step is done', (code) => {
    const file = readFileSync(join(__dirname, '../../../../processes', `${code}.bpmn`), 'utf8');
    expect(file.match(/shundan:sopEn="[^"]+"/g)?.length).toBe(file.match(/<shundan:sop>/g)?.length);
  });

  it('tells families, triggers and defaults', () => {
    const { shapes = [], flows = [] } = shipped('order_to_cash') ?? {};
    const told = (id: string) => shapes.filter((one) => one.id === id).map(({ family, trigger, dashed }) => [family, trigger, dashed])[0];
    expect([told('review'), told('look'), told('held'), told('over'), told('arrived_start')]).toEqual([
      ['task', '', false],
      ['gateway', '', false],
      ['event', 'error', false],
      ['region', '', true],
      ['event', 'message', true],
    ]);
    expect(flows.filter(({ from, isDefault }) => from === 'look' && isDefault).map(({ to }) => to)).toEqual(['ship']);
  });

  it('is nothing when there is nothing to draw', () => {
    expect(readPicture('<a/>', new DOMParser())).toBeNull();
    expect(readPicture('no xml', new DOMParser())).toBeNull();
  });
});

const visit = (step: string, entered_at: string, left_at: string | null) => ({ step, name: step, name_en: step, entered_at, left_at, by: null });
const standing = (step: string, stuck: boolean): Standing => ({ token: 1, step, name: step, name_en: step, stuck, people: [], whom: [] });

describe('a case on it', () => {
  const trail = [visit('start', '1', '1'), visit('confirm', '1', '2'), visit('look', '2', '2'), visit('review', '2', null)];

  it('marks what is done, where it stands and what is stuck', () => {
    expect(Object.fromEntries(marksOf(trail, [standing('review', false)]))).toEqual({ start: 'done', confirm: 'done', look: 'done', review: 'now' });
    expect(marksOf(trail, [standing('review', true), standing('review', false)]).get('review')).toBe('stuck');
  });

  it('marks the flows it went along and no others', () => {
    const flow = (from: string, to: string) => ({ id: `${from}>${to}`, from, to, name: '', nameEn: '', isDefault: false, association: false, points: [], label: null });
    const flows = [flow('start', 'confirm'), flow('confirm', 'look'), flow('look', 'review'), flow('look', 'ship'), flow('review', 'confirm')];
    expect([...walkedFlows(flows, trail)]).toEqual(['start>confirm', 'confirm>look', 'look>review']);
  });
});
