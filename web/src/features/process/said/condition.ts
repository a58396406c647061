/**
 * Conditions a person puts together from fields: any of several groups, in each group all. Written as FEEL, and
 * read back from FEEL of that shape; what has another shape stays text. Pure.
 */

export type Op = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'in' | 'contains' | 'empty' | 'filled';
export type Kind = 'number' | 'text' | 'flag' | 'date';

export interface Row {
  field: string;
  op: Op;
  /** As typed: a number, a text, a date, `true`; several for `in`. */
  values: string[];
  kind: Kind;
}

/** Any of the groups; in a group all rows. */
export type Condition = Row[][];

const COMPARES = ['=', '!=', '>', '>=', '<', '<='] as const;

/** Whether a row says enough to be written. */
export function isWhole({ field, op, values, kind }: Row): boolean {
  if (field === '') return false;
  if (op === 'empty' || op === 'filled') return true;
  return values.length > 0 && values.every((value) => isLiteral(value, kind));
}

function isLiteral(value: string, kind: Kind): boolean {
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(value);
  if (kind === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(value);
  return kind === 'flag' ? value === 'true' || value === 'false' : value !== '';
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
const literal = (value: string, kind: Kind): string => {
  if (kind === 'text') return `"${value.replace(/[\\"\n\t\r]/g, (sign) => ESCAPES[sign] ?? sign)}"`;
  return kind === 'date' ? `date("${value}")` : value;
};

function rowText({ field, op, values, kind }: Row): string {
  const [first = ''] = values;
  if (op === 'empty') return `${field} = null`;
  if (op === 'filled') return `${field} != null`;
  if (op === 'in') return `${field} in (${values.map((value) => literal(value, kind)).join(', ')})`;
  if (op === 'contains') return `contains(${field}, ${literal(first, 'text')})`;
  return `${field} ${op} ${literal(first, kind)}`;
}

/** Rows that say too little are left out: they are written when they are whole. */
export function writeCondition(condition: Condition): string {
  const groups = condition.map((rows) => rows.filter(isWhole).map(rowText)).filter((rows) => rows.length > 0);
  return groups.map((rows) => (groups.length > 1 && rows.length > 1 ? `(${rows.join(' and ')})` : rows.join(' and '))).join(' or ');
}

interface Token {
  is: 'name' | 'number' | 'text' | 'sign';
  text: string;
}

const TOKEN = /\s*(?:(-?\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)|(!=|>=|<=|[=<>(),]))/uy;

function tokens(text: string): Token[] | undefined {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    const [, number, quoted, name, sign] = match;
    if (number !== undefined) found.push({ is: 'number', text: number });
    else if (quoted !== undefined) found.push({ is: 'text', text: unquoted(quoted) });
    else if (name !== undefined) found.push({ is: 'name', text: name });
    else found.push({ is: 'sign', text: sign ?? '' });
  }
  return found;
}

const SIGNS: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
const unquoted = (text: string) => text.replace(/\\(.)/g, (_all, sign: string) => SIGNS[sign] ?? sign);

/** Reads along the tokens; throws what is not of the shape. */
class Reader {
  private at = 0;
  constructor(private readonly all: Token[]) {}

  get done(): boolean {
    return this.at >= this.all.length;
  }

  is(text: string): boolean {
    const token = this.all[this.at];
    return token !== undefined && token.is !== 'text' && token.text === text;
  }

  take(): Token {
    const token = this.all[this.at];
    if (!token) throw new OtherShape();
    this.at += 1;
    return token;
  }

  skip(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  want(text: string): void {
    if (!this.skip(text)) throw new OtherShape();
  }
}

class OtherShape extends Error {}

/** `undefined` when the text has another shape. An empty text is no condition yet. */
export function readCondition(text: string): Condition | undefined {
  const bare = text.trim().replace(/^=\s*/, '');
  if (bare === '') return [];
  const all = tokens(bare);
  if (!all) return undefined;
  try {
    const reader = new Reader(all);
    const groups = [group(reader)];
    while (reader.skip('or')) groups.push(group(reader));
    return reader.done ? groups : undefined;
  } catch (fault) {
    if (fault instanceof OtherShape) return undefined;
    throw fault;
  }
}

function group(reader: Reader): Row[] {
  const rows = reader.skip('(') ? inBrackets(reader) : [row(reader)];
  while (reader.skip('and')) rows.push(...(reader.skip('(') ? inBrackets(reader) : [row(reader)]));
  return rows;
}

function inBrackets(reader: Reader): Row[] {
  const rows = [row(reader)];
  while (reader.skip('and')) rows.push(row(reader));
  reader.want(')');
  return rows;
}

const WORDS = ['and', 'or', 'in', 'not', 'true', 'false', 'null', 'if', 'then', 'else', 'some', 'every', 'for', 'between', 'return', 'function'];

function field(reader: Reader): string {
  const { is, text } = reader.take();
  if (is !== 'name' || WORDS.includes(text)) throw new OtherShape();
  return text;
}

function row(reader: Reader): Row {
  if (reader.is('contains')) {
    reader.take();
    reader.want('(');
    const name = field(reader);
    reader.want(',');
    const { value, kind } = read(reader);
    reader.want(')');
    if (kind !== 'text') throw new OtherShape();
    return { field: name, op: 'contains', values: [value], kind };
  }
  const name = field(reader);
  if (reader.skip('in')) return { field: name, op: 'in', ...list(reader) };
  const { is, text } = reader.take();
  const op = COMPARES.find((one) => is === 'sign' && one === text);
  if (!op) throw new OtherShape();
  if (reader.skip('null')) {
    if (op === '=' || op === '!=') return { field: name, op: op === '=' ? 'empty' : 'filled', values: [], kind: 'text' };
    throw new OtherShape();
  }
  const { value, kind } = read(reader);
  return { field: name, op, values: [value], kind };
}

function list(reader: Reader): Pick<Row, 'values' | 'kind'> {
  reader.want('(');
  const all = [read(reader)];
  while (reader.skip(',')) all.push(read(reader));
  reader.want(')');
  const kind = all[0]?.kind ?? 'text';
  if (all.some((one) => one.kind !== kind)) throw new OtherShape();
  return { values: all.map(({ value }) => value), kind };
}

function read(reader: Reader): { value: string; kind: Kind } {
  const { is, text } = reader.take();
  if (is === 'number') return { value: text, kind: 'number' };
  if (is === 'text') return { value: text, kind: 'text' };
  if (text === 'true' || text === 'false') return { value: text, kind: 'flag' };
  if (text !== 'date') throw new OtherShape();
  reader.want('(');
  const day = reader.take();
  reader.want(')');
  if (day.is !== 'text') throw new OtherShape();
  return { value: day.text, kind: 'date' };
}
