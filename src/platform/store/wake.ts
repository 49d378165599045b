import type { PoolClient } from 'pg';
import type { Database } from './database.ts';

/** Waits for the next notification on a channel, by PostgreSQL's NOTIFY where that works and by the clock always. */
export interface Wake {
  /** True: something was notified since the last time; false: the time is over. */
  next(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** `channel`: a constant of ours, since LISTEN takes no parameter. */
export function listenFor(
  database: Database,
  channel: 'enforcement_request' | 'review_ending' | 'review_asking' | 'signin_token',
  stop: AbortSignal,
): Wake {
  let client: PoolClient | undefined;
  let asked = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    asked = true;
    wake?.();
  };
  const lost = (): void => {
    client?.release(true);
    client = undefined; // listened for again at the next wait; until then the clock wakes us
  };
  const listen = async (): Promise<void> => {
    if (client !== undefined) return;
    try {
      const fresh = await database.connect();
      fresh.on('notification', ring);
      fresh.on('error', lost);
      client = fresh;
      await fresh.query(`listen ${channel}`);
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
          const timer = setTimeout(resolve, withinMs);
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
      held?.removeListener('error', lost);
      held?.release(true);
      return Promise.resolve();
    },
  };
}
