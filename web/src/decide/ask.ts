/** What the page asks the server: always by POST, the secret in the body, so that no log keeps it and no scanner decides. */
import type { components } from '@/api/schema';
import type { Lang } from './words';

export type View = components['schemas']['TaskLinkView'];

/** A server that cannot be reached, or one that says no. */
export type Answer = { view: View } | { code: string; detail: string } | 'away';

async function post(path: string, lang: Lang, body: unknown): Promise<Answer> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': lang },
      body: JSON.stringify(body),
      cache: 'no-store',
    });
    const said: unknown = await answer.json();
    if (answer.ok) return { view: said as View };
    const { code, detail } = said as { code: string; detail: string };
    return answer.status >= 500 ? 'away' : { code, detail };
  } catch {
    return 'away';
  }
}

export const look = (token: string, lang: Lang) => post('/api/task-link', lang, { token });

export const decide = (token: string, lang: Lang, outcome: 'approve' | 'reject', comment: string) => post('/api/task-link/answer', lang, { token, outcome, comment });
