/** What new steps are called, in both languages: the file carries both, whoever draws it. */
import type { Names } from '@/features/process/tree/make';
import type { Said } from '@/features/process/tree/model';
import { currentLang } from '@/lib/i18n';
import named from './names.json';

const all: Record<string, { zh: string; en: string }> = named;

export const names: Names = (key) => all[key] ?? { zh: key, en: key };

/** A step's name for the reader. */
export const nameOf = ({ name, ours }: Pick<Said, 'name' | 'ours'>): string => (currentLang() === 'en' ? ours['nameEn'] || name : name || (ours['nameEn'] ?? ''));

/** The name of something that has one in each language. */
export const inLang = (zh: string, en: string): string => (currentLang() === 'en' ? en || zh : zh || en);
