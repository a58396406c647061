/** Keyboard shortcuts: written "mod+k", "shift+enter", "j"; drawn and compared in one way. */
import { useEffect, useRef } from 'react';

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Whether `event` is `combo`. "mod" is ⌘ on a Mac and Ctrl elsewhere. */
export function matches(combo: string, event: KeyboardEvent | React.KeyboardEvent): boolean {
  const wanted = combo.toLowerCase().split('+');
  const key = wanted.pop();
  const mod = wanted.includes('mod');
  const ctrl = isMac ? event.metaKey : event.ctrlKey;
  return (
    event.key.toLowerCase() === (key === 'space' ? ' ' : key) &&
    ctrl === mod &&
    event.altKey === wanted.includes('alt') &&
    // A printed sign such as "?" carries its own shift.
    (event.shiftKey === wanted.includes('shift') || (key?.length === 1 && !/[a-z0-9]/.test(key)))
  );
}

/** How a combination is printed on a key cap. */
export function keyCaps(combo: string): string[] {
  const names: Record<string, string> = {
    mod: isMac ? '⌘' : 'Ctrl',
    alt: isMac ? '⌥' : 'Alt',
    shift: isMac ? '⇧' : 'Shift',
    enter: '↵',
    arrowup: '↑',
    arrowdown: '↓',
    arrowleft: '←',
    arrowright: '→',
    escape: 'Esc',
    space: 'Space',
  };
  return combo.split('+').map((part) => names[part.toLowerCase()] ?? part.toUpperCase());
}

/** Whether keys belong to what is focused rather than to the page. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select') ||
      target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
  );
}

/** Whether a button or link has the focus, so that Enter and Space are its own. */
export const isPressing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, [role="button"], input') !== null;

/** What a shortcut does; `false` says it was not meant, and the key goes on its way. */
export type Shortcuts = Record<string, (event: KeyboardEvent) => unknown>;

/** What these do inside a field belongs to the field. */
const EDITING = new Set(['mod+a', 'mod+c', 'mod+v', 'mod+x', 'mod+y', 'mod+z']);

/**
 * Page-wide shortcuts. Combinations with "mod" or "alt" and function keys work while typing too; plain letters only
 * when no field has the focus.
 */
export function useShortcuts(shortcuts: Shortcuts, enabled = true): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    if (!enabled) return;
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      for (const [combo, run] of Object.entries(current.current)) {
        if (!matches(combo, event)) continue;
        if (isTyping(event.target) && (EDITING.has(combo) || !/mod\+|alt\+|^f\d+$/.test(combo))) continue;
        if (run(event) === false) continue;
        event.preventDefault();
        return;
      }
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [enabled]);
}
