/** What an amendment does, from the figures the server keeps of it. Pure. */
import { compareDecimals } from '@/lib/decimal';

export interface EffectChange {
  /** Names the field. */
  label: string;
  line?: string;
  before: string;
  after: string;
  isMoney?: boolean;
}

export interface Effect {
  changes: EffectChange[];
  /** Of the whole order. */
  before: string;
  after: string;
  /** Reasons why somebody must approve. */
  needsApproval: string[];
}

type Facts = Record<string, unknown>;

const asFacts = (value: unknown): Facts => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Facts) : {});
const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const FIELDS: [string, string, boolean?][] = [
  ['qty', 'entry.qty'],
  ['price', 'entry.price', true],
  ['discount', 'entry.discountShare'],
  ['requested_on', 'orders.requestedOn'],
];

const same = (a: string, b: string) => a === b || (a !== '' && b !== '' && !/-\d/.test(a) && compareDecimals(a, b) === 0);

function ofLine(raw: unknown): EffectChange[] {
  const line = asFacts(raw);
  const name = `${textOf(line['line_no'])} ${textOf(line['sku'])}`;
  const [before, after] = [line['before'], asFacts(line['after'])];
  if (before === null || before === undefined) {
    return [
      { label: 'order.amend.added', line: name, before: '', after: textOf(after['qty']) },
      { label: 'entry.price', line: name, before: '', after: textOf(after['price']), isMoney: true },
    ];
  }
  const old = asFacts(before);
  return FIELDS.flatMap(([field, label, isMoney = false]) => {
    const [was, now] = [textOf(old[field]), textOf(after[field])];
    return same(was, now) ? [] : [{ label, line: name, before: was, after: now, isMoney }];
  });
}

export function effectOf(raw: unknown): Effect {
  const effect = asFacts(raw);
  const total = asFacts(effect['total']);
  const address = asFacts(effect['address']);
  const said = (value: unknown) => listOf(value).map(textOf).filter(Boolean).join(' ');
  const moved = said(address['after']);
  return {
    changes: [...listOf(effect['lines']).flatMap(ofLine), ...(moved === '' ? [] : [{ label: 'entry.shipTo', before: said(address['before']), after: moved }])],
    before: textOf(total['before']),
    after: textOf(total['after']),
    needsApproval: listOf(effect['needs_approval']).map(textOf),
  };
}
