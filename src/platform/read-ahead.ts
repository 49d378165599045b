/**
 * The same items in the same order, the next being worked out while the last is used; never more than one ahead. Whoever leaves
 * early leaves nothing running: what is ahead is waited for and let go.
 */
export async function* readAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const each = items[Symbol.asyncIterator]();
  const begin = (): Promise<IteratorResult<T>> => {
    const next = each.next();
    next.catch(() => undefined); // told where it is waited for
    return next;
  };
  let next = begin();
  try {
    for (;;) {
      const item = await next;
      if (item.done === true) return;
      next = begin();
      yield item.value;
    }
  } finally {
    await next.catch(() => undefined);
    await each.return?.();
  }
}
