import { useCallback, useEffect, useRef } from 'react';
import { now } from '../../clock.ts';

interface Seen {
  readonly ms: number;
  readonly opened: boolean;
}

/**
 * How long each item was on the screen, and whether more of it was opened. It goes with the answer and is only ever shown to
 * whoever answered; no figure is made of it.
 */
export function useSeen(item: string | undefined): {
  readonly of: (item: string) => Seen;
  readonly open: () => void;
} {
  const seen = useRef(new Map<string, Seen>());
  const since = useRef<{ readonly item: string; readonly at: number }>(undefined);
  const settle = useCallback((): void => {
    const here = since.current;
    if (here === undefined) return;
    const before = seen.current.get(here.item);
    const ms = (before?.ms ?? 0) + Math.max(0, now() - here.at);
    seen.current.set(here.item, { ms, opened: before?.opened ?? false });
    since.current = { item: here.item, at: now() };
  }, []);
  useEffect(() => {
    since.current = item === undefined ? undefined : { item, at: now() };
    return settle;
  }, [item, settle]);
  return {
    of: (which) => {
      settle();
      return seen.current.get(which) ?? { ms: 0, opened: false };
    },
    open: () => {
      if (item === undefined) return;
      settle();
      seen.current.set(item, { ms: seen.current.get(item)?.ms ?? 0, opened: true });
    },
  };
}
