/** A value kept in this browser that components can watch. */
import { useSyncExternalStore } from 'react';

export interface Stored<T> {
  get: () => T;
  set: (value: T) => void;
  watch: (heard: () => void) => () => void;
}

export function stored<T>(key: string, fallback: T): Stored<T> {
  let value = read(key, fallback);
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A full or forbidden store costs the memory of a preference, nothing more.
      }
      listeners.forEach((heard) => heard());
    },
    watch(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}

function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function useStored<T>(store: Stored<T>): T {
  return useSyncExternalStore(store.watch, store.get);
}
