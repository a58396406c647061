/** Orders by the step they stand at. A card is pulled on where a command does it; elsewhere it says what does. */
import { DndContext, type DragEndEvent, DragOverlay, type DragStartEvent, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, idempotent, ifMatch, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import { uuid } from '@/lib/uuid';
import { BoardColumn, CardFace } from '@/features/orders/board/BoardColumn';
import { type Pull, pullOf, STEPS, type StepId } from '@/features/orders/board/steps';
import { Kbd } from '@/ui/Kbd';
import type { OrderItem } from '@/ui/orderRows';
import css from './Board.module.css';

/** A press that moves less is meant for the link. */
const PULLED_PX = 6;

interface Held {
  order: OrderItem;
  step: StepId;
}

export function BoardPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const pull = usePull();
  const board = useRef<HTMLDivElement>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: PULLED_PX } }));
  const [held, setHeld] = useState<Held>();
  const take = ({ active }: DragStartEvent) => setHeld(active.data.current as Held | undefined);
  const drop = ({ over }: DragEndEvent) => {
    setHeld(undefined);
    if (!held || !over) return;
    const meant = pullOf(held.order, held.step, over.id as StepId);
    if (meant) go(held.order, meant);
  };
  const go = (order: OrderItem, meant: Pull) => {
    if ('refused' in meant) void message.info(t(`board.refused.${meant.refused}`, { number: order.number }));
    else void pull(order, meant);
  };
  return (
    <section className={css.page} aria-label={t('board.title')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('board.title')}</h1>
        <Link to="/orders" className={css.toList}>
          {t('board.toList')}
        </Link>
        <span className={css.keys}>
          <Kbd combo="alt+arrowright" /> {t('board.byKey')}
        </span>
      </header>
      <DndContext sensors={sensors} onDragStart={take} onDragEnd={drop} onDragCancel={() => setHeld(undefined)} accessibility={{ screenReaderInstructions: { draggable: t('board.howTo') } }}>
        <div ref={board} className={css.columns} onKeyDown={(event) => walk(event, board.current)}>
          {STEPS.map((step) => (
            <BoardColumn key={step} step={step} go={go} {...(held ? { meant: pullOf(held.order, held.step, step) } : {})} />
          ))}
        </div>
        <DragOverlay dropAnimation={null}>
          {held && (
            <div className={`${css.card} ${css.dragged}`}>
              <CardFace order={held.order} />
            </div>
          )}
        </DragOverlay>
      </DndContext>
    </section>
  );
}

/** Arrows walk from card to card: up and down in a column, left and right to the neighbours. */
function walk(event: React.KeyboardEvent, board: HTMLElement | null): void {
  const here = (event.target as HTMLElement).closest('[data-card]');
  if (!here || !board || event.altKey || event.ctrlKey || event.metaKey) return;
  const columns = [...board.querySelectorAll('[data-cards]')].map((list) => [...list.querySelectorAll<HTMLElement>('[data-card]')]);
  const at = columns.findIndex((cards) => cards.includes(here as HTMLElement));
  const row = columns[at]?.indexOf(here as HTMLElement) ?? 0;
  const beside = (by: -1 | 1) => {
    for (let next = at + by; columns[next]; next += by) if (columns[next]?.length) return columns[next]?.[Math.min(row, (columns[next]?.length ?? 1) - 1)];
    return undefined;
  };
  const goals: Record<string, HTMLElement | undefined> = { ArrowUp: columns[at]?.[row - 1], ArrowDown: columns[at]?.[row + 1], ArrowLeft: beside(-1), ArrowRight: beside(1) };
  if (!(event.key in goals)) return;
  event.preventDefault();
  goals[event.key]?.querySelector('a')?.focus();
}

/** Approves or releases an order as it stands now; what is not allowed is not tried. */
function usePull() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return async ({ id, number }: OrderItem, meant: Extract<Pull, { does: string }>) => {
    const params = { path: { id } };
    try {
      const order = await ok(api.GET('/api/orders/{id}', { params }));
      const needed = meant.does === 'approve' ? 'review' : 'release';
      if (!order.allowed_actions.includes(needed)) {
        void message.warning(t(`board.notAllowed.${meant.does}`, { number }));
        return;
      }
      const headers = { ...ifMatch(order.revision), ...idempotent(uuid()) };
      if (meant.does === 'approve') await ok(api.POST('/api/orders/{id}/review', { params, headers, body: { verdict: 'approve', note: '' } }));
      else await ok(api.POST('/api/orders/{id}/release', { params, headers, body: {} }));
      void message.success(t(`board.did.${meant.does}`, { number }));
    } catch (error) {
      void message.error(asProblem(error).text);
    } finally {
      void queries.invalidateQueries({ queryKey: ['order'] });
    }
  };
}
