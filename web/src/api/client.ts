/**
 * The one door to the server, typed by its OpenAPI document.
 *
 * Reads: `await ok(api.GET('/api/me'))`. Writes: the same with POST, PUT, DELETE; each carries its own
 * idempotency key, so a write whose answer was lost on the way is sent again and still happens once.
 */
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '@/api/schema';
import { asProblem, problemOf } from '@/api/problem';
import { chosenLang } from '@/lib/i18n';
import { uuid } from '@/lib/uuid';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const RETRY_AFTER_MS = [300, 1200];

/** Sends again when the network failed: reads always may, writes because of their key. */
async function fetchAgain(request: Request): Promise<Response> {
  for (const wait of RETRY_AFTER_MS) {
    try {
      return await fetch(request.clone());
    } catch (error) {
      if (request.signal.aborted) throw error;
      await new Promise((resume) => setTimeout(resume, wait));
    }
  }
  return fetch(request);
}

let loggedOut: () => void = () => undefined;

/** What to do when the session has ended. The frame sets it. */
export function onLoggedOut(run: () => void): void {
  loggedOut = run;
}

const conventions: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method) && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', uuid());
    }
    // The server's own sentences (what is wrong with a drawing, say) are in the language of the page they stand on.
    const lang = chosenLang();
    if (lang) request.headers.set('Shundan-Lang', lang);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    if (response.status === 401 && !request.url.endsWith('/api/session') && !request.url.endsWith('/api/me')) loggedOut();
    throw await problemOf(response);
  },
};

export const api = createClient<paths>({ baseUrl: '', fetch: fetchAgain });
api.use(conventions);

/** The body of an answer, or a thrown `Problem`. */
export async function ok<A extends { data?: unknown }>(answer: Promise<A>): Promise<NonNullable<A['data']>> {
  try {
    // A 204 has no body; its callers do not look.
    return (await answer).data as NonNullable<A['data']>;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw asProblem(error);
  }
}

/** Header that refuses the write when the record has changed since it was read. */
export const ifMatch = (revision: number) => ({ 'If-Match': `"${String(revision)}"` });

/** A key for a write that a person may repeat (a double click, a second try after an error). */
export const idempotent = (key: string) => ({ 'Idempotency-Key': key });
