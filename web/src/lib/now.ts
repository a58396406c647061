/** The time, told once a minute to whoever draws it. */
import { useSyncExternalStore } from 'react';

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(heard: () => void): () => void {
  listeners.add(heard);
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((one) => one());
  }, 60_000);
  return () => {
    listeners.delete(heard);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Milliseconds since the epoch, at most a minute old. */
export const useNow = (): number => useSyncExternalStore(watch, () => now);
