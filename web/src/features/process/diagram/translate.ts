/** The words of the canvas's own tools, in Chinese; in English it speaks by itself. */
import { currentLang } from '@/lib/i18n';
import zh from './zh.json';

const words: Record<string, string> = zh;

export function translate(template: string, replacements: Record<string, string> = {}): string {
  const text = currentLang() === 'zh' ? (words[template] ?? template) : template;
  return text.replace(/{([^}]+)}/g, (whole, name: string) => replacements[name] ?? whole);
}

export const translateModule = { translate: ['value', translate] };
