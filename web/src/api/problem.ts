/** What the server says when it says no: RFC 9457, typed, and put into the reader's words. */
import i18next from 'i18next';

export interface FieldProblem {
  /** Path into what was sent: `customer`, `lines[2].qty`. */
  field: string;
  code: string;
  detail: string;
  params: Record<string, unknown>;
}

interface ProblemDocument {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  params?: Record<string, unknown>;
  problems?: Partial<FieldProblem>[];
  request_id?: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Record<string, unknown>;
  readonly problems: FieldProblem[];
  readonly requestId: string | undefined;
  private readonly detail: string;

  constructor(document: ProblemDocument, status: number) {
    const detail = document.detail ?? document.title ?? '';
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = document.code ?? (status === 0 ? 'offline' : `http_${String(status)}`);
    this.params = document.params ?? {};
    this.problems = (document.problems ?? []).map((one) => ({
      field: one.field ?? '',
      code: one.code ?? 'invalid',
      detail: one.detail ?? '',
      params: one.params ?? {},
    }));
    this.requestId = document.request_id;
    this.detail = detail;
  }

  /** The sentence for the reader. */
  get text(): string {
    return refusalText(this.code, this.params, this.detail);
  }
}

/** A refusal in the reader's language: by code with its parameters, else the server's English. */
export function refusalText(code: string, params: Record<string, unknown>, detail: string): string {
  const key = `refusal.${code}`;
  if (i18next.exists(key)) return i18next.t(key, worded(params));
  return detail || i18next.t('common.failed', { code });
}

/** A state travels as its code; people read its word. */
function worded(params: Record<string, unknown>): Record<string, unknown> {
  const { state } = params;
  const key = `state.${String(state)}`;
  return typeof state === 'string' && i18next.exists(key) ? { ...params, state: i18next.t(key) } : params;
}

export async function problemOf(response: Response): Promise<Problem> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body: unknown = isJson ? await response.json().catch(() => ({})) : {};
  return new Problem(body !== null && typeof body === 'object' ? body : {}, response.status);
}

/** Whatever was thrown, as a Problem: a page shows one kind of error. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem({ code: 'offline', detail: error.message }, 0);
  return new Problem({ code: 'unexpected', detail: error instanceof Error ? error.message : String(error) }, 0);
}
