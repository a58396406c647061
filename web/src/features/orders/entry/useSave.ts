/** Saving what was typed: once, whatever is pressed twice; and what to do when the server says no. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, idempotent, ifMatch, ok } from '@/api/client';
import { Problem, asProblem } from '@/api/problem';
import { uuid } from '@/lib/uuid';
import { type Difference, differences } from '@/features/orders/diff';
import type { ShortDecision } from '@/features/orders/record/commands';
import type { NewOrder, OnShort, OrderView } from '@/features/orders/entry/entry';

/** `placed`: handed in, and its process takes it as far as it goes by itself; `confirmed`: promised here and now, and no further. */
export type Aim = 'placed' | 'confirmed' | 'draft';

export interface Conflict {
  theirs: OrderView;
  found: Difference[];
  /** What was being done. */
  aim: Aim;
}

interface Attempt {
  content: string;
  key: string;
}

export function useSave(start: OrderView | null, saved: (order: OrderView, aim: Aim) => void) {
  const queries = useQueryClient();
  const latest = useRef(start);
  const attempt = useRef<Attempt>({ content: '', key: '' });
  const running = useRef(false);
  const [busy, setBusy] = useState<Aim>();
  const [refused, setRefused] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [short, setShort] = useState<OrderView | null>(null);

  /** The same content again after a lost answer is the same order. */
  const keyFor = (content: string) => {
    if (attempt.current.content !== content) attempt.current = { content, key: uuid() };
    return idempotent(attempt.current.key);
  };

  const create = (body: NewOrder, aim: Aim, onShort: OnShort) => {
    const whole = { ...body, upto: aim, ...(aim === 'confirmed' ? { on_short: onShort } : {}) };
    return ok(api.POST('/api/orders', { body: whole, headers: keyFor(JSON.stringify(whole)) }));
  };

  /** A draft is written, handed in, confirmed: each step is kept, so that a refusal loses none before it. */
  const change = async (body: NewOrder, aim: Aim, onShort: OnShort, known: OrderView) => {
    let now = known;
    const params = { path: { id: now.id } };
    const headers = () => ({ ...ifMatch(now.revision), ...idempotent(uuid()) });
    if (now.state === 'draft') latest.current = now = await ok(api.PUT('/api/orders/{id}', { params, headers: headers(), body: { ...body, upto: 'draft' } }));
    if (aim === 'draft') return now;
    if (now.state === 'draft') latest.current = now = await ok(api.POST('/api/orders/{id}/place', { params, headers: headers(), body: {} }));
    if (aim === 'confirmed' && now.state === 'placed') now = await ok(api.POST('/api/orders/{id}/confirm', { params, headers: headers(), body: { on_short: onShort } }));
    return now;
  };

  const refuse = async (problem: Problem, aim: Aim) => {
    // An answer came: the next try is a new one. Without an answer it may have happened.
    if (problem.status > 0 && problem.status < 500) attempt.current = { content: '', key: '' };
    const known = latest.current;
    if (problem.code === 'revision_mismatch' && known) {
      const theirs = await ok(api.GET('/api/orders/{id}', { params: { path: { id: known.id } } }));
      setConflict({ theirs, found: differences(known, theirs), aim });
    } else setRefused(problem);
  };

  const save = async (body: NewOrder, aim: Aim, onShort: OnShort = 'refuse') => {
    if (running.current) return;
    running.current = true;
    setBusy(aim);
    setRefused(null);
    setConflict(null);
    try {
      const order = await (latest.current ? change(body, aim, onShort, latest.current) : create(body, aim, onShort));
      queries.setQueryData(['order', order.id], order);
      latest.current = order;
      if (aim === 'placed' && order.allowed_actions.includes('resolve_short')) setShort(order);
      else saved(order, aim);
    } catch (error) {
      await refuse(asProblem(error), aim).catch((failure: unknown) => setRefused(asProblem(failure)));
    } finally {
      running.current = false;
      setBusy(undefined);
    }
  };

  /** What is short of an order that is placed: one answer for all its lines, or none for now. */
  const decide = async (order: OrderView, onShort: OnShort) => {
    if (running.current) return;
    if (onShort !== 'backorder' && onShort !== 'part') {
      saved(order, 'placed');
      return;
    }
    running.current = true;
    setBusy('placed');
    const params = { path: { id: order.id } };
    try {
      const lines = await ok(api.GET('/api/orders/{id}/shortage', { params }));
      const decisions = lines.map((line): ShortDecision => ({ line: line.line, action: line.options.includes(onShort) ? onShort : 'backorder' }));
      const headers = { ...ifMatch(order.revision), ...idempotent(uuid()) };
      const now = await ok(api.POST('/api/orders/{id}/resolve-short', { params, headers, body: { decisions } }));
      queries.setQueryData(['order', now.id], now);
      saved(now, 'placed');
    } catch {
      // It is placed whatever became of the rest: its page asks again, and shows why.
      saved(order, 'placed');
    } finally {
      running.current = false;
      setBusy(undefined);
    }
  };

  return {
    save,
    /** Placed, and waiting for what is to be done about its short lines. */
    short,
    decide,
    busy,
    refused,
    conflict,
    clear: () => {
      setRefused(null);
      setConflict(null);
    },
    /** Mine over theirs: what was typed here is written over what stands there now. */
    overwrite: () => {
      if (conflict) latest.current = conflict.theirs;
      setConflict(null);
    },
    /** The order behind the entry, when it has gone on already although not as far as it should. */
    reached: () => latest.current,
  };
}
