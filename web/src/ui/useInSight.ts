/** A row of tabs wider than the screen: the chosen one is moved into sight. */
import { type RefObject, useEffect, useRef } from 'react';

export function useInSight<T extends HTMLElement>(chosen: string, selector: string): RefObject<T | null> {
  const row = useRef<T>(null);
  useEffect(() => {
    row.current?.querySelector(selector)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [chosen, selector]);
  return row;
}
