/** The list without a mouse: arrows walk, Enter opens, A or Insert adds, Delete removes, Alt with an arrow moves. */
import { type RefObject, useEffect, useRef } from 'react';
import type { Design } from '@/features/process/designer/useDesign';
import { copy, findStep, placeOf } from '@/features/process/tree/commands';
import type { Tree } from '@/features/process/tree/model';
import { type Direction, neighbour, placeAfter } from '@/features/process/tree/steps';
import { isTyping } from '@/lib/keys';

const MENU_GONE_MS = 60;
const ARROWS: Record<string, Direction> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

/** Where Enter leads: the first field of the panel. */
export function focusPanel(): void {
  const within = (what: string) => document.querySelector<HTMLElement>(`[data-panel] ${what}`);
  (within('[data-first] :is(input, textarea)') ?? within('[data-first] button') ?? within('input'))?.focus();
}

/** And the way back. */
export function focusCard(id: string): void {
  document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus();
}

export function useTreeKeys(design: Design, tree: Tree, root: RefObject<HTMLDivElement | null>) {
  const walked = useRef(false);
  const { chosen, fresh } = design;
  useEffect(() => {
    if (fresh === null || !findStep(tree, fresh)) return;
    // When the menu it was chosen from has gone; a new condition's field has the hand by then.
    const timer = setTimeout(() => root.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(fresh)}"]`)?.focus({ preventScroll: true }), MENU_GONE_MS);
    return () => clearTimeout(timer);
    // Once, when it is added; not with every letter typed into its panel.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [fresh]);
  useEffect(() => {
    if (!walked.current || chosen === null) return;
    walked.current = false;
    root.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(chosen)}"]`)?.focus({ preventScroll: true });
  }, [chosen, root, tree]);

  const go = (id: string | undefined) => {
    if (id === undefined) return;
    walked.current = true;
    design.choose(id);
  };
  const shift = (id: string, by: -1 | 1) => {
    const place = placeOf(tree, id);
    if (!place) return;
    walked.current = true;
    design.put(id, { list: place.list, index: place.index + (by < 0 ? -1 : 2) });
  };
  const twin = (id: string) => {
    if (!findStep(tree, id)) return;
    const made = copy(tree, id);
    design.edit(() => made.tree);
    go(made.id);
  };
  return (event: React.KeyboardEvent) => {
    const card = (event.target as HTMLElement).closest('[data-card]')?.getAttribute('data-card');
    if (card == null || isTyping(event.target) || event.nativeEvent.isComposing) return;
    const direction = ARROWS[event.key];
    const mod = event.ctrlKey || event.metaKey;
    if (direction && event.altKey && (direction === 'up' || direction === 'down')) shift(card, direction === 'up' ? -1 : 1);
    else if (direction && !event.altKey && !mod) go(neighbour(tree, card, direction));
    else if (event.key === 'Enter') {
      design.choose(card);
      // Once the panel of this card is there.
      requestAnimationFrame(focusPanel);
    } else if ((event.key === 'a' || event.key === 'Insert') && !mod) {
      if (card !== tree.end.id) design.setAdding(placeAfter(tree, card));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      walked.current = true;
      design.drop(card);
    } else if (event.key === 'd' && mod) twin(card);
    else return;
    event.preventDefault();
  };
}
