import { setImmediate } from 'node:timers/promises';

/** Lets whatever else waits come first: a pass over a large graph takes long, and nothing else is answered meanwhile. */
export const breathe = async (): Promise<void> => {
  await setImmediate();
};

/** Does one piece of work after the other, so that between the parts of one everybody else is served, however many wait. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
