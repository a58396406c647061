/** What is known in an example: a FEEL context as text, and the same as one text for each field. */

export type Facts = Map<string, string>;

const OPENS = '{[(';
const CLOSES = '}])';

/** Splits at a sign where no quotation mark and no bracket is open. */
function splitAt(text: string, sign: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? '';
    if (quoted) {
      if (c === '\\') i += 1;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (OPENS.includes(c)) depth += 1;
    else if (CLOSES.includes(c)) depth -= 1;
    else if (c === sign && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

const bareKey = (key: string): string => (/^".*"$/.test(key) ? (JSON.parse(key) as string) : key);

function walk(text: string, path: string[], into: Facts): boolean {
  const inner = /^\{([\s\S]*)\}$/.exec(text.trim())?.[1];
  if (inner === undefined) {
    if (path.length === 0) return text.trim() === '';
    into.set(path.join('.'), text.trim());
    return true;
  }
  if (inner.trim() === '') return true;
  return splitAt(inner, ',').every((entry) => {
    const [key, ...rest] = splitAt(entry, ':');
    return rest.length > 0 && walk(rest.join(':'), [...path, bareKey((key ?? '').trim())], into);
  });
}

/** The fields of a context by their paths; null when the text is something else. */
export function factsOf(text: string): Facts | null {
  const facts: Facts = new Map();
  try {
    return walk(text, [], facts) ? facts : null;
  } catch {
    return null;
  }
}

interface Tree {
  [key: string]: Tree | string;
}

const keyText = (key: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? key : JSON.stringify(key));

function write(tree: Tree): string {
  return `{${Object.entries(tree)
    .map(([key, value]) => `${keyText(key)}: ${typeof value === 'string' ? value : write(value)}`)
    .join(', ')}}`;
}

/** The context of these fields; what is empty is left out. */
export function textOfFacts(facts: Facts): string {
  const root: Tree = {};
  for (const [path, text] of facts) {
    if (text.trim() === '') continue;
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let here = root;
    for (const key of keys) {
      const inner = here[key];
      const next: Tree = typeof inner === 'object' ? inner : {};
      here[key] = next;
      here = next;
    }
    here[last] = text.trim();
  }
  return write(root);
}
