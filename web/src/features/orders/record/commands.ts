/** The verbs on an order that exists, and running them so that nobody's change is written over. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, idempotent, ifMatch, ok } from '@/api/client';
import { type Problem, asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { uuid } from '@/lib/uuid';
import { type Difference, differences } from '@/features/orders/diff';
import type { OnShort, OrderView } from '@/features/orders/entry/entry';

export type Part = components['schemas']['Part'];
export type Verdict = components['schemas']['Verdict'];
export type ShortDecision = components['schemas']['ShortDecision'];
export type NewAmendment = components['schemas']['NewAmendment'];

export type Command = (order: OrderView) => Promise<OrderView>;

const options = (order: OrderView) => ({ params: { path: { id: order.id } }, headers: { ...ifMatch(order.revision), ...idempotent(uuid()) } });

export const place: Command = (order) => ok(api.POST('/api/orders/{id}/place', { ...options(order), body: {} }));
export const confirm =
  (on_short: OnShort): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/confirm', { ...options(order), body: { on_short } }));
export const release: Command = (order) => ok(api.POST('/api/orders/{id}/release', { ...options(order), body: {} }));
export const invoice: Command = (order) => ok(api.POST('/api/orders/{id}/invoice', { ...options(order), body: {} }));
export const copy: Command = (order) => ok(api.POST('/api/orders/{id}/copy', { ...options(order), body: {} }));
export const review =
  (verdict: Verdict, note: string): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/review', { ...options(order), body: { verdict, note } }));
export const resolveShort =
  (decisions: ShortDecision[]): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/resolve-short', { ...options(order), body: { decisions } }));
export const amend =
  (amendment: NewAmendment): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/amend', { ...options(order), body: amendment }));
export const decideAmendment =
  (n: number, approve: boolean, note: string): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/decide-amendment', { ...options(order), body: { n, approve, note } }));
export const split =
  (lines: Part[]): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/split', { ...options(order), body: { lines } }));
export const takeBack =
  (lines: Part[]): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/take-back', { ...options(order), body: { lines: lines.map(({ line, qty }) => ({ line, qty: qty ?? '0' })) } }));
export const cancel =
  (reason: string, lines: Part[] | null): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/cancel', { ...options(order), body: { reason, lines } }));
export const close =
  (reason: string): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/close', { ...options(order), body: { reason } }));
export const hold =
  (reason: string): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/hold', { ...options(order), body: { reason } }));
export const lift =
  (note: string): Command =>
  (order) =>
    ok(api.POST('/api/orders/{id}/lift', { ...options(order), body: { note } }));

/** Handed in, and promised as far as it goes; what is short becomes a question on the page. */
export const placeAndConfirm: Command = async (order) => {
  const placed = await place(order);
  return placed.allowed_actions.includes('confirm') ? confirm('decide')(placed) : placed;
};

export interface Runner {
  /** What became of it; null when it was refused, and the page says why. */
  run: (command: Command) => Promise<OrderView | null>;
  busy: boolean;
  problem: Problem | null;
  /** Somebody was faster: what he changed. The page shows the order as it is now, and what was typed stays. */
  conflict: Difference[] | null;
  clear: () => void;
}

export function useRunner(order: OrderView): Runner {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Difference[] | null>(null);
  const clear = () => {
    setProblem(null);
    setConflict(null);
  };
  const refuse = async (refused: Problem) => {
    if (refused.code !== 'revision_mismatch') {
      setProblem(refused);
      return;
    }
    const now = await ok(api.GET('/api/orders/{id}', { params: { path: { id: order.id } } }));
    setConflict(differences(order, now));
    queries.setQueryData(['order', order.id], now);
  };
  const run = async (command: Command) => {
    if (busy) return null;
    setBusy(true);
    clear();
    try {
      const now = await command(order);
      if (now.id === order.id) queries.setQueryData(['order', order.id], now);
      void queries.invalidateQueries({ queryKey: ['order'] });
      return now;
    } catch (error) {
      await refuse(asProblem(error)).catch((failure: unknown) => setProblem(asProblem(failure)));
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, problem, conflict, clear };
}
