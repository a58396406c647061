/** Tasks: where they come from, and what is said to them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ok } from '@/api/client';
import { type Problem, asProblem } from '@/api/problem';
import type { components, paths } from '@/api/schema';
import type { Source } from '@/ui/list/useRows';

type Schemas = components['schemas'];
export type TaskRow = Schemas['TaskRow'];
export type TaskView = Schemas['TaskView'];
export type Copy = Schemas['Copy'];
export type Note = Schemas['Note'];
export type SignerPlace = Schemas['SignerPlace'];
export type BoxName = NonNullable<NonNullable<paths['/api/tasks']['get']['parameters']['query']>['box']>;

export const taskRows = (box: BoxName): Source<TaskRow> => ({
  kind: 'task',
  load: (query, signal) => ok(api.GET('/api/tasks', { params: { query: { ...query, box } }, signal })),
});

export const copyRows: Source<Copy> = {
  kind: 'task',
  load: ({ q: _none, ...query }, signal) => ok(api.GET('/api/tasks/copies', { params: { query }, signal })),
};

/** Counted as far as one page reaches. */
const COUNTED = 100;

/** The tasks of a box as far as they are counted: how many there are, and of which processes. */
export function useBoxed(box: BoxName) {
  const { data } = useQuery({
    queryKey: ['task', 'box', box],
    queryFn: ({ signal }) => ok(api.GET('/api/tasks', { params: { query: { box, limit: COUNTED } }, signal })),
  });
  return { items: data?.items ?? [], more: data?.next_cursor != null };
}

export function useTask(id: string) {
  return useQuery({
    queryKey: ['task', id],
    queryFn: ({ signal }) => ok(api.GET('/api/tasks/{id}', { params: { path: { id } }, signal })),
  });
}

/** Only the house's own approvals are said yes to with one key; a delegate gives back an answer. */
export const isApproval = (task: TaskRow) => task.kind === 'approval' && task.state === 'open' && task.owner_id == null;

const at = (id: string) => ({ params: { path: { id } } });

export type Command = (id: string) => Promise<TaskView>;

/** What the step lets be filled in, by name. */
export type Vars = Record<string, unknown>;

export interface Said {
  comment: string;
  vars?: Vars;
  /** A drawn signature as a data URL. */
  signature?: string | undefined;
}

export const approve =
  ({ comment, signature, vars = {} }: Said): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/approve', { ...at(id), body: { comment, vars, signature: signature ?? null } }));
export const reject =
  ({ comment, signature, vars = {} }: Said): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/reject', { ...at(id), body: { comment, vars, signature: signature ?? null } }));
export const answer =
  (outcome: string, { comment, vars = {} }: Said): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/answer', { ...at(id), body: { outcome, comment, vars } }));
export const claim: Command = (id) => ok(api.POST('/api/tasks/{id}/claim', { ...at(id), body: {} }));
export const withdraw: Command = (id) => ok(api.POST('/api/tasks/{id}/withdraw', { ...at(id), body: {} }));
export const removeSigner: Command = (id) => ok(api.POST('/api/tasks/{id}/remove-signer', { ...at(id), body: {} }));
export const sendBack =
  (to: string, comment: string): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/return', { ...at(id), body: { to, comment } }));
export const resubmit =
  (direct: boolean, comment: string): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/resubmit', { ...at(id), body: { direct, comment } }));
export const handOver =
  (how: 'transfer' | 'delegate' | 'reassign', to: string, comment: string): Command =>
  (id) =>
    ok(api.POST(`/api/tasks/{id}/${how}`, { ...at(id), body: { to, comment } }));
export const addSigner =
  (who: string, place: SignerPlace, comment: string): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/add-signer', { ...at(id), body: { who, place, comment } }));
export const copyTo =
  (to: string[], comment: string): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/copy', { ...at(id), body: { to, comment } }));
export const remind =
  (comment: string): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/remind', { ...at(id), body: { comment } }));
export const say =
  (comment: string): Command =>
  (id) =>
    ok(api.POST('/api/tasks/{id}/comment', { ...at(id), body: { comment } }));
/** The name travels in a header, percent-encoded. */
export const attach =
  (file: File): Command =>
  (id) =>
    ok(
      api.POST('/api/tasks/{id}/attachments', {
        ...at(id),
        // The file itself is the body; the document calls that a binary string.
        body: file as unknown as string,
        bodySerializer: (body) => body as unknown as BodyInit,
        headers: { 'X-File-Name': encodeURIComponent(file.name), 'Content-Type': 'application/octet-stream' },
      }),
    );

export const approveMany = (ids: string[]) => ok(api.POST('/api/tasks/approve', { body: { ids, comment: '' } }));
export const readCopy = (id: string) => ok(api.POST('/api/tasks/copies/{id}/read', { ...at(id), body: {} }));

export interface Runner {
  /** What became of the task; null when it was refused, and `problem` says why. */
  run: (command: Command) => Promise<TaskView | null>;
  busy: boolean;
  problem: Problem | null;
}

/** What a task changes is shown in many places: its case, its document, the inbox. */
export function useRefresh() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ predicate: ({ queryKey }) => ['task', 'case', 'order'].includes(String(queryKey[0])) });
}

export function useRunner(id: string): Runner {
  const queries = useQueryClient();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (command: Command) => {
    if (busy) return null;
    setBusy(true);
    setProblem(null);
    try {
      const now = await command(id);
      queries.setQueryData(['task', id], now);
      refresh();
      return now;
    } catch (error) {
      setProblem(asProblem(error));
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, problem };
}
