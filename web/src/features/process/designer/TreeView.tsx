/** The process as a list from top to bottom. */
import { type CollisionDetection, DndContext, type DragEndEvent, DragOverlay, type DragStartEvent, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '@/features/process/designer/Card';
import { useDesk } from '@/features/process/designer/context';
import { Sequence } from '@/features/process/designer/Sequence';
import type { Design } from '@/features/process/designer/useDesign';
import { useTreeKeys } from '@/features/process/designer/useTreeKeys';
import { nameOf } from '@/features/process/names';
import { findStep, MAIN, type Place } from '@/features/process/tree/commands';
import { kindOf, type Tree } from '@/features/process/tree/model';
import { eventName } from '@/features/process/words';
import css from './Tree.module.css';

const FAR = 6;
const NEAR = 90;

/** The line that is nearest to the hand, if any is near. */
const nearest: CollisionDetection = ({ pointerCoordinates: hand, droppableContainers, droppableRects }) => {
  if (!hand) return [];
  const found = droppableContainers.flatMap(({ id }) => {
    const box = droppableRects.get(id);
    if (!box) return [];
    const distance = Math.hypot(hand.x - (box.left + box.width / 2), hand.y - (box.top + box.height / 2));
    return distance > NEAR ? [] : [{ id, data: { value: distance } }];
  });
  return found.sort((a, b) => a.data.value - b.data.value);
};

export function TreeView({ design, tree, zoom }: { design: Design; tree: Tree; zoom: number }) {
  const { t } = useTranslation();
  const { subject, offer } = useDesk();
  const root = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: FAR } }));
  const onKeyDown = useTreeKeys(design, tree, root);
  useChosenInSight(root, design.chosen);
  // A wide list begins at its middle, where the start stands.
  useEffect(() => {
    root.current?.querySelector('[data-card]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, []);
  const end = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    const place = over?.data.current?.['place'] as Place | undefined;
    if (place) design.put(String(active.id), place);
  };
  const { chosen, choose } = design;
  const kind = offer?.subjects.find((one) => one.kind === subject);
  const starts = tree.start.message ? t('process.start.onEvent', { event: eventName(t, tree.start.message.name) }) : t('process.start.byHand');
  const moving = dragged === null ? undefined : findStep(tree, dragged);
  return (
    <DndContext sensors={sensors} collisionDetection={nearest} onDragStart={({ active }: DragStartEvent) => setDragged(String(active.id))} onDragEnd={end} onDragCancel={() => setDragged(null)}>
      <div ref={root} className={`${css.tree} ${dragged === null ? '' : css.dragging}`} style={{ zoom }} onKeyDown={onKeyDown} role="group" aria-label={t('process.list')}>
        <Card id={tree.start.id} kind="start" name={nameOf(tree.start)} text={starts} open={kind === undefined && offer !== undefined} chosen={chosen === tree.start.id} tabStop={chosen === null || chosen === tree.start.id} choose={choose} fixed />
        <Sequence design={design} steps={tree.steps} list={MAIN} />
        <Card id={tree.end.id} kind="end" name={nameOf(tree.end)} text="" chosen={chosen === tree.end.id} tabStop={chosen === tree.end.id} choose={choose} fixed />
      </div>
      <DragOverlay dropAnimation={null}>{moving && <div className={css.ghost}>{nameOf(moving) || t(`process.kind.${kindOf(moving)}`)}</div>}</DragOverlay>
    </DndContext>
  );
}

/** The chosen card comes into sight, wherever it was chosen. */
function useChosenInSight(root: React.RefObject<HTMLDivElement | null>, chosen: string | null) {
  useEffect(() => {
    const card = chosen === null ? undefined : root.current?.querySelector(`[data-card="${CSS.escape(chosen)}"]`);
    card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [root, chosen]);
}
