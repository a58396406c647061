/** What the server knows of processes, and what is asked of it. */
import { api, ifMatch, ok } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
/** Decision tables are offered once there are any. */
export type Offer = Schemas['ProcessOffer'] & { tables?: { code: string; name: string }[] };
export type Subject = Schemas['SubjectView'];
export type SubjectField = Schemas['FieldView'];
export type ProcessRow = Schemas['ProcessRow'];
export type Process = Schemas['ProcessView'];
export type FoundProblem = Schemas['ProblemView'];
export type Version = Schemas['VersionRow'];
export type Difference = Schemas['Difference'];

export interface Completion {
  sort: string;
  text: string;
  detail: string;
  kind: string;
  /** The byte from which on the text replaces what was typed. */
  start: number;
}

export interface WalkAnswer {
  step: string;
  answer: string;
  comment: string;
  /** Minutes of the clock after the one before. */
  minutes: number;
}

export interface WalkPassed {
  step: string;
  name: string;
  name_en: string;
  entered_at: string;
  left_at?: string | null;
  by?: string | null;
}

export interface WalkWaiting {
  step: string;
  name: string;
  name_en: string;
  people: string[];
  whom: string[];
  reason: string;
  due_at?: string | null;
  answers: string[];
}

export interface Walked {
  trail: WalkPassed[];
  waiting: WalkWaiting[];
  stuck: string[];
  ended: boolean;
  outcome: string;
  elapsed_us: number;
  working_us: number;
}

export interface MigrationReport {
  mapping: { from: string; to: string }[];
  cases: number;
  fit: number;
  unfit: { case: string; subject: string; reason: string }[];
  last?: string | null;
}

const at = (id: string) => ({ path: { id } });

export const fetchOffer = (signal: AbortSignal): Promise<Offer> => ok(api.GET('/api/process-offer', { signal }));
export const fetchProcesses = (signal: AbortSignal) => ok(api.GET('/api/processes', { signal }));
export const fetchProcess = (id: string, signal: AbortSignal) => ok(api.GET('/api/processes/{id}', { params: at(id), signal }));
export const createProcess = (body: Schemas['NewProcess']) => ok(api.POST('/api/processes', { body }));
export const saveDraft = (id: string, revision: number, bpmn: string) => ok(api.PUT('/api/processes/{id}/draft', { params: at(id), headers: ifMatch(revision), body: { bpmn } }));
export const dropDraft = (id: string, revision: number) => ok(api.DELETE('/api/processes/{id}/draft', { params: at(id), headers: ifMatch(revision) }));
export const publish = (id: string, revision: number, note: string) => ok(api.POST('/api/processes/{id}/publish', { params: at(id), headers: ifMatch(revision), body: { note } }));
export const setActivity = (id: string, revision: number, activity: Schemas['Activity']) => ok(api.POST('/api/processes/{id}/activity', { params: at(id), headers: ifMatch(revision), body: { activity } }));
export const rollBack = (id: string, revision: number, version: number, note: string) =>
  ok(api.POST('/api/processes/{id}/roll-back', { params: at(id), headers: ifMatch(revision), body: { version, note } }));
export const checkProcess = (bpmn: string, signal: AbortSignal) => ok(api.POST('/api/processes/check', { body: { bpmn }, signal }));
export const fetchVersions = (id: string, signal: AbortSignal) => ok(api.GET('/api/processes/{id}/versions', { params: at(id), signal }));
export const fetchVersion = (id: string, version: number, signal: AbortSignal) => ok(api.GET('/api/processes/{id}/version', { params: { ...at(id), query: { version } }, signal }));
export const fetchDiff = (id: string, from: number, to: string, signal: AbortSignal) => ok(api.GET('/api/processes/{id}/diff', { params: { ...at(id), query: { from, to } }, signal }));
export const checkExpression = (body: Schemas['ExpressionBody'], signal: AbortSignal) => ok(api.POST('/api/expressions/check', { body, signal }));
/** What may stand at the cursor; the same name is offered once. */
export const completeExpression = async (body: Schemas['CompletionBody'], signal: AbortSignal): Promise<Completion[]> => {
  const found = (await ok(api.POST('/api/expressions/complete', { body, signal }))) as Completion[];
  return found.filter((one, index) => found.findIndex(({ text }) => text === one.text) === index);
};

type Ask = (path: string, init: object) => Promise<{ data?: unknown }>;
export const walkProcess = (body: object, signal: AbortSignal) => ok((api.POST as unknown as Ask)('/api/processes/walk', { body, signal })) as Promise<Walked>;
export const migrate = (id: string, body: object) => ok((api.POST as unknown as Ask)('/api/processes/{id}/migrate', { params: at(id), body })) as Promise<MigrationReport>;
