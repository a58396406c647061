/** Who does a step, as the file writes it: `role:finance;head:1`. Read for the panel, written back. Pure. */

export type Whose = 'role' | 'user' | 'head' | 'manager' | 'starter' | 'previous' | 'did' | 'field' | 'table' | 'feel';

export interface Who {
  is: Whose;
  /** The role's code, the login, the field, the table, the step, the expression. */
  of: string;
  /** How many levels up, for heads and managers. */
  level: number;
}

const WITH_NAME: readonly Whose[] = ['role', 'user', 'did', 'field', 'table'];

function one(text: string): Who {
  if (text.startsWith('=')) return { is: 'feel', of: text.slice(1).trim(), level: 0 };
  const [is = '', of = ''] = split(text, ':');
  if (is === 'starter' || is === 'previous') return { is, of: '', level: 0 };
  if (is === 'head') return { is, of: '', level: Number(of) || 0 };
  if (is === 'manager') return { is, of: '', level: Number(of) || 1 };
  const known = WITH_NAME.find((each) => each === is);
  // What is none of ours is shown as it stands, and stays so.
  return known ? { is: known, of, level: 0 } : { is: 'feel', of: text, level: 0 };
}

function split(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** An expression may hold a semicolon inside a string; nothing else may. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    if (sign === ';' && !quoted) {
      parts.push(part);
      part = '';
    } else part += sign;
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== '');
}

export const readWho = (text: string | undefined): Who[] => partsOf(text ?? '').map(one);

export const writeWho = (all: readonly Who[]): string =>
  all
    .map(({ is, of, level }) => {
      if (is === 'feel') return `= ${of}`;
      if (is === 'head') return level > 0 ? `head:${String(level)}` : 'head';
      if (is === 'manager') return level > 1 ? `manager:${String(level)}` : 'manager';
      return is === 'starter' || is === 'previous' ? is : `${is}:${of}`;
    })
    .join(';');

/** Whether something is still to be said about it. */
export const isOpen = ({ is, of }: Who): boolean => (WITH_NAME.includes(is) || is === 'feel') && of === '';
