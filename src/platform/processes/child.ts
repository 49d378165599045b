/** Tells the supervisor that this process is at work. Does nothing where there is none. */
export function tellReady(): void {
  process.send?.('ready');
}

/**
 * Resolves when the supervisor says that what this process needs is there: it is started early, so that loading its code
 * waits for nothing. At once where there is no supervisor. Ends the process when the supervisor goes first.
 */
export function mayBegin(): Promise<void> {
  if (process.send === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const gone = (): void => process.exit(0);
    process.once('disconnect', gone);
    process.once('message', () => {
      process.removeListener('disconnect', gone);
      resolve();
    });
  });
}

/**
 * Calls `stop` once, on SIGTERM or SIGINT or when the supervisor is gone (its channel closes even when it was killed), and
 * ends the process when that is done. To be called first thing in a process that `supervise` starts.
 */
export function stopWithParent(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (): void => {
    if (isStopping) return;
    isStopping = true;
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (process.channel !== undefined && process.channel !== null) process.once('disconnect', end);
}
