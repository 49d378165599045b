import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';

/** The only place that reads the machine's clock; everything else takes `now`. */
export const now = (): number => Date.now();

/** Fixes the time of everything below it, for the gallery and its screenshots. */
export const FixedNow = createContext<number | undefined>(undefined);

const ticking = new Map<number, { readonly listeners: Set<() => void>; timer: number; at: number }>();

function subscribe(everyMs: number, listener: () => void): () => void {
  let tick = ticking.get(everyMs);
  if (tick === undefined) {
    const made = { listeners: new Set<() => void>(), timer: 0, at: now() };
    made.timer = window.setInterval(() => {
      made.at = now();
      for (const each of made.listeners) each();
    }, everyMs);
    ticking.set(everyMs, made);
    tick = made;
  }
  tick.listeners.add(listener);
  const held = tick;
  return () => {
    held.listeners.delete(listener);
    if (held.listeners.size > 0) return;
    clearInterval(held.timer);
    ticking.delete(everyMs);
  };
}

/** The time in milliseconds, renewed at this pace: one timer for all that ask for the same pace. */
export function useNow(everyMs = 30_000): number {
  const fixed = useContext(FixedNow);
  // One and the same from render to render: another one would be taken for another clock, begun anew, for ever.
  const listen = useCallback(
    (listener: () => void) => (fixed === undefined ? subscribe(everyMs, listener) : () => undefined),
    [everyMs, fixed],
  );
  const live = useSyncExternalStore(listen, () => fixed ?? ticking.get(everyMs)?.at ?? firstSeen());
  return fixed ?? live;
}

let first: number | undefined;
/** Before the timer runs the answer must stay the same, or React renders for ever. */
const firstSeen = (): number => (first ??= now());
