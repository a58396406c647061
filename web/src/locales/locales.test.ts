/** Both languages say the same things: same keys, same placeholders, and every key the code asks for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '@/locales/en';
import zh from '@/locales/zh';
import { LOOKS } from '@/ui/states';

const PLURAL = /_(zero|one|two|few|many|other)$/;

function flatten(tree: unknown, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree as Record<string, unknown>)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === 'string') found.set(path, value);
    else for (const [inner, text] of flatten(value, path)) found.set(inner, text);
  }
  return found;
}

/** Placeholders by key; plural forms share one entry, since a language has as many as it needs. */
function placeholders(sentences: Map<string, string>): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const [key, text] of sentences) {
    const set = (found[key.replace(PLURAL, '')] ??= new Set());
    // A refusal's sentence may leave a parameter out; that it names no wrong one is tidy's to check.
    if (key.startsWith('refusal.')) continue;
    for (const [, name] of text.matchAll(/\{(\w+)[^}]*\}/g)) set.add(name ?? '');
  }
  return Object.fromEntries(Object.entries(found).map(([key, set]) => [key, [...set].sort()]));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

describe('locales', () => {
  const chinese = flatten(zh);
  const english = flatten(en);

  it('have the same keys with the same placeholders', () => {
    expect(placeholders(english)).toEqual(placeholders(chinese));
    const refusals = (all: Map<string, string>) => [...all.keys()].filter((key) => key.startsWith('refusal.')).sort();
    expect(refusals(english)).toEqual(refusals(chinese));
  });

  it('leave nothing empty', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it('know every key the code names', () => {
    const known = new Set([...chinese.keys()].map((key) => key.replace(PLURAL, '')));
    const missing = sources(join(__dirname, '..')).flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'\s*[,)]/g)]
        .map(([, key]) => key ?? '')
        .filter((key) => !known.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('have a word for every state there is a colour for', () => {
    expect(Object.keys(LOOKS).filter((state) => !chinese.has(`state.${state}`))).toEqual([]);
  });

  it('are not joined by colours in style sheets', () => {
    const styles = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? styles(path) : entry.name.endsWith('.css') ? [path] : [];
      });
    const wrong = styles(join(__dirname, '..')).filter((path) => /#[0-9a-f]{3,8}\b(?!\s*\{)|rgba?\(/i.test(readFileSync(path, 'utf8')));
    expect(wrong).toEqual([]);
  });
});
