/** What new steps are called, in both languages: the file carries both, whoever draws it. */
import type { Names } from '@/features/process/tree/make';
import type { Said } from '@/features/process/tree/model';
import { currentLang } from '@/lib/i18n';
import named from './names.json';

const all: Record<string, { zh: string; en: string }> = named;

export const names: Names = (key) => all[key] ?? { zh: key, en: key };

/** An approval that still goes by its kind takes the name of the role that decides: two in one process are told apart. */
export function namedAfter<S extends Said>(said: S, role: { name: string; name_en: string } | undefined): S {
  const [plain, by] = [names('approval'), names('approvalBy')];
  if (!role || said.name !== plain.zh || said.ours['nameEn'] !== plain.en) return said;
  return { ...said, name: by.zh.replace('{who}', role.name), ours: { ...said.ours, nameEn: by.en.replace('{who}', role.name_en || role.name) } };
}

/** A step's name for the reader. */
export const nameOf = ({ name, ours }: Pick<Said, 'name' | 'ours'>): string => (currentLang() === 'en' ? ours['nameEn'] || name : name || (ours['nameEn'] ?? ''));

/** The name of something that has one in each language. */
export const inLang = (zh: string, en: string): string => (currentLang() === 'en' ? en || zh : zh || en);
