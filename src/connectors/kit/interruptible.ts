import type { Fault } from '../../model/index.ts';

/** The iterator's next value, or the fault that `stopped` makes as soon as the signal says stop, even if it never answers. */
export async function nextUnless<T>(
  iterator: AsyncIterator<T>,
  signal: AbortSignal,
  stopped: () => Fault,
): Promise<IteratorResult<T>> {
  if (signal.aborted) throw stopped();
  let onAbort: () => void = () => undefined;
  const abort = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(stopped());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const next = iterator.next();
  try {
    return await Promise.race([next, abort]);
  } catch (error) {
    next.catch(() => undefined);
    throw signal.aborted ? stopped() : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
