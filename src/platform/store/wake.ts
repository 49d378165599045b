import type { PoolClient } from 'pg';
import type { Database } from './database.ts';

/** Waits for the next notification on a channel, by PostgreSQL's NOTIFY where that works and by the clock always. */
export interface Wake {
  /**
   * True: something was notified since the last time, or may have been while the connection that listens was gone. False: the
   * time is over.
   */
  next(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** How long nobody is waited for while notifications cannot be heard. */
const whileDeafMs = 5000;

/** `channel`: a constant of ours, since LISTEN takes no parameter. */
export function listenFor(
  database: Database,
  channel:
    | 'enforcement_request'
    | 'review_ending'
    | 'review_asking'
    | 'review_rollout'
    | 'review_waiting'
    | 'signin_token'
    | 'activity_log'
    | 'notify_due',
  stop: AbortSignal,
): Wake {
  let client: PoolClient | undefined;
  let asked = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    asked = true;
    wake?.();
  };
  let isDeaf = false;
  const lost = (): void => {
    client?.release(true);
    client = undefined;
    isDeaf = true;
  };
  const gone = (): void => {
    lost();
    ring(); // whoever waits comes back at once, and so listens again
  };
  const listen = async (): Promise<void> => {
    if (client !== undefined) return;
    try {
      const fresh = await database.connect();
      fresh.on('notification', ring);
      fresh.on('error', gone);
      client = fresh;
      await fresh.query(`listen ${channel}`);
      // only now does nothing get lost any more: what was told in between is looked for once more
      if (isDeaf) asked = true;
      isDeaf = false;
    } catch {
      lost();
    }
  };
  stop.addEventListener('abort', ring);
  return {
    async next(withinMs) {
      if (stop.aborted) return false;
      await listen();
      if (!asked)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, isDeaf ? Math.min(withinMs, whileDeafMs) : withinMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      const rung = asked;
      wake = undefined;
      asked = false;
      return rung;
    },
    close() {
      stop.removeEventListener('abort', ring);
      const held = client;
      client = undefined;
      held?.removeListener('error', gone);
      held?.release(true);
      return Promise.resolve();
    },
  };
}
