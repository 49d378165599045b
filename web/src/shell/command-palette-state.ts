import { useSyncExternalStore } from 'react';
import { keys } from '../keys/keys.ts';
import type { Shortcut } from '../keys/registry.ts';

interface Open {
  /** What could be done where one was when it opened; once open it has put those keys to sleep. */
  readonly actions: readonly Shortcut[];
}

let open: Open | undefined;
const listeners = new Set<() => void>();

function set(next: Open | undefined): void {
  open = next;
  for (const listener of listeners) listener();
}

export const openPalette = (): void =>
  set({ actions: keys.active().filter((shortcut) => shortcut.isMove !== true) });
export const closePalette = (): void => set(undefined);

/** What the palette offers, while it is open. */
export const usePalette = (): Open | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
