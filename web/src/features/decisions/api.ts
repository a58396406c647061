/** What the server knows of decision tables, and what is asked of it. */
import { api, ifMatch, ok } from '@/api/client';
import type { components } from '@/api/schema';
import type { Table } from '@/features/decisions/model';

type Schemas = components['schemas'];
export type DecisionRow = Schemas['DecisionRow'];
export type Decision = Omit<Schemas['DecisionView'], 'table' | 'draft'> & { table?: Table | null; draft?: (Omit<Schemas['DecisionDraft'], 'table'> & { table: Table }) | null };
export type Version = Schemas['DecisionVersionRow'];
export type Checked = Schemas['DecisionCheck'];
export type CellProblem = Schemas['CellProblem'];
export type Finding = Schemas['DecisionFinding'];
export type Ruling = Schemas['DecisionRuling'];
export type Offer = Schemas['ProcessOffer'];

export interface Completion {
  text: string;
  detail: string;
  /** The byte from which on the text replaces what was typed. */
  start: number;
}

export interface Content {
  name: string;
  name_en: string;
  subject: string;
  table: Table;
}

const at = (id: string) => ({ path: { id } });

export const fetchOffer = (signal: AbortSignal): Promise<Offer> => ok(api.GET('/api/process-offer', { signal }));
export const fetchDecisions = (signal: AbortSignal) => ok(api.GET('/api/decision-tables', { signal }));
export const fetchDecision = async (id: string, signal: AbortSignal) => (await ok(api.GET('/api/decision-tables/{id}', { params: at(id), signal }))) as Decision;
export const createDecision = async (body: Omit<Content, 'table'> & { code: string; table?: Table }) => (await ok(api.POST('/api/decision-tables', { body }))) as Decision;
export const saveDraft = async (id: string, revision: number, body: Content) =>
  (await ok(api.PUT('/api/decision-tables/{id}/draft', { params: at(id), headers: ifMatch(revision), body }))) as Decision;
export const dropDraft = async (id: string, revision: number) => (await ok(api.DELETE('/api/decision-tables/{id}/draft', { params: at(id), headers: ifMatch(revision) }))) as Decision;
export const publish = async (id: string, revision: number, note: string) =>
  (await ok(api.POST('/api/decision-tables/{id}/publish', { params: at(id), headers: ifMatch(revision), body: { note } }))) as Decision;
export const rollBack = async (id: string, revision: number, version: number, note: string) =>
  (await ok(api.POST('/api/decision-tables/{id}/roll-back', { params: at(id), headers: ifMatch(revision), body: { version, note } }))) as Decision;
export const setActive = async (id: string, revision: number, activity: Schemas['Activity']) =>
  (await ok(api.POST('/api/decision-tables/{id}/activity', { params: at(id), headers: ifMatch(revision), body: { activity } }))) as Decision;
export const fetchVersions = (id: string, signal: AbortSignal) => ok(api.GET('/api/decision-tables/{id}/versions', { params: at(id), signal }));
export const fetchVersion = async (id: string, version: number, signal: AbortSignal) =>
  (await ok(api.GET('/api/decision-tables/{id}/version', { params: { ...at(id), query: { version } }, signal }))) as Schemas['DecisionVersionView'] & { table: Table };
export const check = (body: { subject: string; table: Table; sample?: string; facts?: string }, signal: AbortSignal) => ok(api.POST('/api/decision-tables/check', { body, signal }));

/** What may stand at the cursor; the same name is offered once. */
export async function complete(text: string, cursor: number, subject: string, signal: AbortSignal): Promise<Completion[]> {
  const found = (await ok(api.POST('/api/expressions/complete', { body: { text, cursor: [...text.slice(0, cursor)].length, subject }, signal }))) as Completion[];
  return found.filter((one, index) => found.findIndex((other) => other.text === one.text) === index);
}

/** The tables of a DMN file or a workbook. */
export async function readFile(file: File): Promise<Table[]> {
  const headers = { 'X-File-Name': encodeURIComponent(file.name), 'Content-Type': 'application/octet-stream' };
  return (await ok(api.POST('/api/decision-tables/read', { body: file as never, bodySerializer: (body: unknown) => body as BodyInit, headers }))) as Table[];
}

export const exportPath = (id: string, kind: 'dmn' | 'xlsx', version?: number) => `/api/decision-tables/${id}/export?kind=${kind}${version === undefined ? '' : `&version=${String(version)}`}`;
