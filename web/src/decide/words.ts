/** The few sentences of this page, in the language of the link. */
import en from '@/locales/en/decide.json';
import zh from '@/locales/zh/decide.json';

export type Lang = 'zh' | 'en';
export type Key = Exclude<keyof typeof zh, 'outcome'>;

const SENTENCES = { zh, en };

export type Say = (key: Key, facts?: Record<string, string>) => string;

export function speaker(lang: Lang): Say {
  return (key, facts = {}) => SENTENCES[lang][key].replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
}

/** What somebody answered, as a word; what a process calls its own answers stands as it is. */
export function outcomeWord(lang: Lang, outcome: string): string {
  const words: Record<string, string> = SENTENCES[lang].outcome;
  return words[outcome] ?? outcome;
}
