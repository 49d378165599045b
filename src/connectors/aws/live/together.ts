/**
 * What several sources of pages give, as it comes, with at most `most` of them under way. A fault of one ends all. Each is asked
 * for its next page only when the last one was taken.
 */
export async function* together<T>(
  works: Iterable<() => AsyncIterable<T>>,
  most: number,
): AsyncGenerator<T, void> {
  const waiting = works[Symbol.iterator]();
  const running = new Map<AsyncIterator<T>, Promise<Step<T>>>();
  const ask = (of: AsyncIterator<T>): void => {
    running.set(
      of,
      of.next().then((result) => ({ of, result })),
    );
  };
  const begin = (): void => {
    while (running.size < most) {
      const next = waiting.next();
      if (next.done === true) return;
      ask(next.value()[Symbol.asyncIterator]());
    }
  };
  try {
    for (begin(); running.size > 0; begin()) {
      const { of, result } = await Promise.race(running.values());
      if (result.done === true) running.delete(of);
      else {
        yield result.value;
        ask(of);
      }
    }
  } finally {
    for (const [of, step] of running) {
      step.catch(() => undefined);
      of.return?.().catch(() => undefined);
    }
  }
}

interface Step<T> {
  readonly of: AsyncIterator<T>;
  readonly result: IteratorResult<T>;
}
