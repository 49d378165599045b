import { useSyncExternalStore } from 'react';
import { keys } from '../keys/keys.ts';
import type { Shortcut } from '../keys/registry.ts';

interface Open {
  /** Wakes the page's keys: they sleep from the press on, not only once the palette has been fetched. */
  readonly wake: () => void;
  /** What could be done where one was when it opened; once open it has put those keys to sleep. */
  readonly actions: readonly Shortcut[];
}

let open: Open | undefined;
const listeners = new Set<() => void>();

function set(next: Open | undefined): void {
  open = next;
  for (const listener of listeners) listener();
}

export function openPalette(): void {
  if (open !== undefined) return;
  const actions = keys.active().filter((shortcut) => shortcut.isMove !== true);
  set({ actions, wake: keys.openScope(keys.nameScope()) });
}

export function closePalette(): void {
  open?.wake();
  set(undefined);
}

/** What the palette offers, while it is open. */
export const usePalette = (): Open | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
