import { useSyncExternalStore } from 'react';

let answering = true;
const listeners = new Set<() => void>();

/** Told by whoever just tried to reach the server. */
export function sayServerAnswers(answers: boolean): void {
  if (answers === answering) return;
  answering = answers;
  for (const listener of listeners) listener();
}

const isOnline = (): boolean => navigator.onLine && answering;

/** False while the browser has no network or the server does not answer. */
export const useOnline = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    window.addEventListener('online', listener);
    window.addEventListener('offline', listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('online', listener);
      window.removeEventListener('offline', listener);
    };
  }, isOnline);
