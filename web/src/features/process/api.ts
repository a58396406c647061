/** What the server knows of processes, and what is asked of it. */
import { api, ifMatch, ok } from '@/api/client';

export interface Param {
  key: string;
  title: string;
  title_en: string;
  /** A FEEL type. */
  kind: string;
  required: boolean;
}

export interface Service {
  name: string;
  title: string;
  title_en: string;
  help: string;
  help_en: string;
  args: Param[];
  results: Omit<Param, 'required'>[];
}

export interface SubjectField {
  key: string;
  title: string;
  title_en: string;
  kind: string;
}

export interface Subject {
  kind: string;
  title: string;
  title_en: string;
  events: string[];
  fields: SubjectField[];
}

export interface Coded {
  code: string;
  name: string;
  name_en: string;
}

export interface Offer {
  services: Service[];
  subjects: Subject[];
  roles: Coded[];
  tables: Omit<Coded, 'name_en'>[];
  processes: Coded[];
}

export interface ProcessRow {
  id: string;
  code: string;
  name: string;
  name_en: string;
  subject: string;
  active: boolean;
  version: number | null;
  has_draft: boolean;
  running: number;
  incidents: number;
}

export interface Draft {
  bpmn: string;
  based_on: number | null;
  changed_at: string;
  changed_by: string;
}

export interface Process {
  id: string;
  code: string;
  name: string;
  name_en: string;
  subject: string;
  active: boolean;
  version: number | null;
  bpmn: string | null;
  draft: Draft | null;
  revision: number;
  allowed_actions: string[];
}

export interface FoundProblem {
  element: string;
  name: string;
  severity: 'error' | 'warning';
  code: string;
  sentence: string;
}

export interface Version {
  version: number;
  note: string;
  published_at: string;
  published_by: string;
  running: number;
}

export interface Difference {
  element: string;
  name: string;
  change: 'added' | 'removed' | 'changed';
  what: { key: string; before: string | null; after: string | null }[];
}

export interface ExpressionCheck {
  problems: { code: string; sentence: string; from: number; to: number }[];
  kind: string;
  value: unknown;
}

export interface Completion {
  label: string;
  insert: string;
  sort: string;
  kind: string;
  help: string;
}

type Init = { params?: { path?: Record<string, string>; query?: Record<string, string> }; headers?: Record<string, string>; body?: unknown; signal?: AbortSignal };
type Ask = (path: string, init?: Init) => Promise<{ data?: unknown }>;
const door = api as unknown as Record<'GET' | 'POST' | 'PUT' | 'DELETE', Ask>;
const told = <T>(answer: Promise<{ data?: unknown }>): Promise<T> => ok(answer) as Promise<T>;
const at = (id: string) => ({ path: { id } });

export const fetchOffer = (signal: AbortSignal) => told<Offer>(door.GET('/api/process-offer', { signal }));
export const fetchProcesses = (signal: AbortSignal) => told<ProcessRow[]>(door.GET('/api/processes', { signal }));
export const fetchProcess = (id: string, signal: AbortSignal) => told<Process>(door.GET('/api/processes/{id}', { params: at(id), signal }));
export const createProcess = (body: { code: string; name: string; name_en: string; subject: string; bpmn: string }) => told<Process>(door.POST('/api/processes', { body }));
export const saveDraft = (id: string, revision: number, bpmn: string) => told<Process>(door.PUT('/api/processes/{id}/draft', { params: at(id), headers: ifMatch(revision), body: { bpmn } }));
export const dropDraft = (id: string, revision: number) => told<Process>(door.DELETE('/api/processes/{id}/draft', { params: at(id), headers: ifMatch(revision) }));
export const publish = (id: string, revision: number, note: string) => told<Process>(door.POST('/api/processes/{id}/publish', { params: at(id), headers: ifMatch(revision), body: { note } }));
export const rollBack = (id: string, revision: number, version: number, note: string) =>
  told<Process>(door.POST('/api/processes/{id}/roll-back', { params: at(id), headers: ifMatch(revision), body: { version, note } }));
export const checkProcess = (bpmn: string, subject: string, signal: AbortSignal) => told<{ problems: FoundProblem[] }>(door.POST('/api/processes/check', { body: { bpmn, subject }, signal }));
export const fetchVersions = (id: string, signal: AbortSignal) => told<Version[]>(door.GET('/api/processes/{id}/versions', { params: at(id), signal }));
export const fetchVersion = (id: string, version: number, signal: AbortSignal) => told<{ version: number; bpmn: string }>(door.GET('/api/processes/{id}/versions/{n}', { params: { path: { id, n: String(version) } }, signal }));
export const fetchDiff = (id: string, from: string, to: string, signal: AbortSignal) => told<Difference[]>(door.GET('/api/processes/{id}/diff', { params: { ...at(id), query: { from, to } }, signal }));
export const checkExpression = (body: { text: string; subject: string; sample?: string }, signal: AbortSignal) => told<ExpressionCheck>(door.POST('/api/expressions/check', { body, signal }));
export const completeExpression = (body: { text: string; cursor: number; subject: string }, signal: AbortSignal) => told<Completion[]>(door.POST('/api/expressions/complete', { body, signal }));
