/** Keys of the station: they work while the capture has the focus, and not in a dialog or another field. */
import { useEffect, useRef } from 'react';

export function useStationKeys(keys: Record<string, () => unknown>): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const run = current.current[event.key];
      if (!run || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      const { target } = event;
      // Arrows and Escape in a field of their own (carrier, weight, search) belong to it.
      const own = target instanceof HTMLElement && target.closest('[data-own-keys], [role="dialog"], [role="combobox"]') !== null;
      if (own && !/^F\d/.test(event.key)) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}
