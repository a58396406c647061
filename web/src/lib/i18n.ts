/** Languages: which one is spoken, and fetching its sentences. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Lang = 'zh' | 'en';
const KEY = 'shundan.lang';

type Sentences = { default: Record<string, unknown> };
const fetchers: Record<Lang, () => Promise<Sentences>> = {
  zh: () => import('../locales/zh'),
  en: () => import('../locales/en'),
};

/** What was chosen in this browser before, whatever the account says. */
export function chosenLang(): Lang | undefined {
  const chosen = localStorage.getItem(KEY);
  return chosen === 'zh' || chosen === 'en' ? chosen : undefined;
}

/** What was chosen here before, else what the browser speaks, else Chinese. */
export function preferredLang(): Lang {
  const chosen = chosenLang();
  if (chosen) return chosen;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

async function load(lang: Lang) {
  if (i18next.hasResourceBundle(lang, 'translation')) return;
  const sentences = await fetchers[lang]();
  i18next.addResourceBundle(lang, 'translation', sentences.default);
}

export async function startI18n(): Promise<void> {
  const lang = preferredLang();
  await i18next.use(initReactI18next).init({
    lng: lang,
    fallbackLng: false,
    resources: {},
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
    returnNull: false,
  });
  await load(lang);
  await i18next.changeLanguage(lang);
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}

/** Speaks `lang` from now on; remembered in this browser. */
export async function speak(lang: Lang): Promise<void> {
  localStorage.setItem(KEY, lang);
  await load(lang);
  await i18next.changeLanguage(lang);
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}

/** The account's language, unless this browser has chosen one. */
export async function speakAccount(lang: string): Promise<void> {
  if (localStorage.getItem(KEY) || (lang !== 'zh' && lang !== 'en')) return;
  await load(lang);
  await i18next.changeLanguage(lang);
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}

export const currentLang = (): Lang => (i18next.language === 'en' ? 'en' : 'zh');
