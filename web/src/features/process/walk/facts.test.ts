import { describe, expect, it } from 'vitest';
import { askedFields, factsOf } from '@/features/process/walk/facts';

const field = (key: string, title: string, kind: string) => ({ key, title, title_en: key, kind });
const FIELDS = [field('order.amount', '订单.金额', 'number'), field('order.amount_open', '订单.未付', 'number'), field('order.rush', '订单.加急', 'boolean'), field('customer.level', '客户.等级', 'string'), field('order.held_for', '订单.冻结', 'list<string>')];

describe('a made-up document', () => {
  it('has the fields the drawing asks for, by either name, and no others', () => {
    const asked = (file: string) => askedFields(file, FIELDS).map(({ key }) => key);
    expect(asked('>order.amount &gt; 5 and 客户.等级 = "A"<')).toEqual(['order.amount', 'customer.level']);
    expect(asked('order.amount_open > 1')).toEqual(['order.amount_open']);
    expect(asked('my.order.amount > 1 or order.held_for = null')).toEqual([]);
  });

  it('says what was typed as what it is', () => {
    const typed = { 'order.amount': '6万', 'order.rush': 'true', 'customer.level': 'A', 'order.amount_open': 'much' };
    expect(factsOf(typed, FIELDS)).toEqual({ order: { amount: 60000, rush: true }, customer: { level: 'A' } });
  });
});
