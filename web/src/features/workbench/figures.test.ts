import { describe, expect, it } from 'vitest';
import { chipsOf, groupOf, inOrder, pathOfFigure } from '@/features/workbench/figures';
import { compileFilter } from '@/ui/list/filter';
import type { FilterField } from '@/ui/list/model';

const TODAY = '2026-11-24';

describe('the figures of the workbench', () => {
  it('are for acting only when one may act', () => {
    expect(groupOf('to_review', ['order.read', 'order.review'])).toBe('act');
    expect(groupOf('to_review', ['order.read'])).toBe('watch');
    expect(groupOf('overdue', ['invoice.read'])).toBe('money');
    expect(groupOf('placed_today', [])).toBe('today');
    expect(groupOf('brand_new', ['order.read'])).toBe('watch');
  });

  it('stand in one order, unknown ones last', () => {
    expect(inOrder([{ name: 'brand_new' }, { name: 'late' }, { name: 'short' }]).map(({ name }) => name)).toEqual(['short', 'late', 'brand_new']);
  });

  it('open the list with conditions people can read', () => {
    const late = { and: [['state', 'in', ['confirmed']], ['promised_on', 'lt', TODAY], ['shipping_state', 'eq', 'short']] };
    expect(chipsOf(late, TODAY)).toEqual([
      { field: 'state', op: 'in', value: ['confirmed'] },
      { field: 'promised_on', op: 'in', value: ['', '@d-1'] },
      { field: 'shipping_state', op: 'in', value: ['short'] },
    ]);
    expect(chipsOf(['open_amount', 'gt', '0'], TODAY)).toEqual([{ field: 'open_amount', op: 'in', value: ['0.01', ''] }]);
  });

  it('count exactly what the list then shows', () => {
    const fields: FilterField[] = [{ field: 'placed_at', title: 'Placed', kind: 'instant' }];
    const figure = ['placed_at', 'ge', '2026-11-23T16:00:00Z'];
    expect(compileFilter(chipsOf(figure, TODAY), fields, undefined, TODAY)).toEqual(figure);
    const days: FilterField[] = [{ field: 'due_on', title: 'Due', kind: 'day' }];
    expect(compileFilter(chipsOf(['due_on', 'lt', TODAY], TODAY), days, undefined, TODAY)).toEqual(['due_on', 'le', '2026-11-23']);
  });

  it('name whose they are', () => {
    const figure = { name: 'drafts', count: 1, capped: false, page: 'orders', filter: ['owner', 'eq', 'act_1'] };
    expect(decodeURIComponent(pathOfFigure(figure, { id: 'act_1', name: '张伟' }, TODAY))).toBe('/orders?filter=[["owner","in",["act_1"],"张伟"]]');
  });
});
