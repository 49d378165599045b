import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

export interface Toast {
  readonly id: number;
  /** A `problem` stays until it is dismissed and is read at once. */
  readonly tone: 'note' | 'problem';
  readonly text: ReactNode;
  readonly action?: { readonly label: string; readonly onPress: () => void } | undefined;
}

let toasts: readonly Toast[] = [];
let made = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Tells of something that happened elsewhere than where one looks. Never the only place that says so. */
export function toast(text: ReactNode, more: Partial<Pick<Toast, 'tone' | 'action'>> = {}): number {
  const id = ++made;
  set([...toasts.slice(-2), { id, tone: more.tone ?? 'note', text, action: more.action }]);
  return id;
}

export const dismissToast = (id: number): void => set(toasts.filter((each) => each.id !== id));

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
