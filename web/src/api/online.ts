import { useSyncExternalStore } from 'react';

let answering = true;
const listeners = new Set<() => void>();

/** Told by whoever just tried to reach the server. */
export function sayServerAnswers(answers: boolean): void {
  if (answers === answering) return;
  answering = answers;
  for (const listener of listeners) listener();
  if (!answers) void askAgain();
}

const pauseMs = 2000;

/** Asks until the server answers again, so that the page finds out by itself and not by somebody's next click. */
async function askAgain(): Promise<void> {
  while (!answering) {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        window.removeEventListener('online', done);
        resolve();
      };
      const timer = setTimeout(done, pauseMs);
      window.addEventListener('online', done);
    });
    const answered = await fetch('/v1/health', { cache: 'no-store' }).catch(() => undefined);
    if (answered?.ok === true) sayServerAnswers(true);
  }
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
