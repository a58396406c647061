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

export type Walk = Schemas['Walk'];
export type WalkAnswer = NonNullable<Walk['answers']>[number];
export type Walked = Schemas['Walked'];
export type WalkPassed = Schemas['Passed'];
export type WalkWaiting = Schemas['Waiting'];
export type MigrationReport = Schemas['Report'];

const at = (id: string) => ({ path: { id } });

export const fetchOffer = (signal: AbortSignal): Promise<Offer> => ok(api.GET('/api/process-offer', { signal }));
export const fetchProcesses = (signal: AbortSignal) => ok(api.GET('/api/processes', { signal }));
export const fetchProcess = (id: string, signal: AbortSignal) => ok(api.GET('/api/processes/{id}', { params: at(id), signal }));
export const createProcess = (body: Schemas['NewProcess']) => ok(api.POST('/api/processes', { body }));
export const rename = (id: string, revision: number, body: Schemas['ProcessPatch']) => ok(api.PATCH('/api/processes/{id}', { params: at(id), headers: ifMatch(revision), body }));
export const fetchStanding = (id: string, signal: AbortSignal) => ok(api.GET('/api/processes/{id}/standing', { params: at(id), signal }));
/** The page of the running cases of a process, or of those at one step. */
export function casesAt(id: string, at?: { step: string; label: string }): string {
  const step = at === undefined ? [] : [['stands', 'like', ` ${at.step} `, at.label]];
  return `/cases?filter=${encodeURIComponent(JSON.stringify([['process', 'in', [id]], ...step]))}`;
}
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

export const walkProcess = (body: Walk, signal: AbortSignal) => ok(api.POST('/api/processes/walk', { body, signal }));
export const migrate = (id: string, body: Schemas['Migration']) => ok(api.POST('/api/processes/{id}/migrate', { params: at(id), body }));
