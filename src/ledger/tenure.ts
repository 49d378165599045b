import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../model/failure.ts';
import type { Database, Queryable } from '../platform/store/index.ts';
import { behindLock, sleepLock } from './schema.ts';

/** Being the one sequencer: an advisory lock on a held connection, and an epoch that every transaction checks. */
export interface Tenure {
  readonly epoch: number;
  /** Inside a batch's transaction: throws Fault `interrupted` once another sequencer has taken over. */
  check(tx: Queryable): Promise<void>;
  /**
   * True once writers ring at every entry, false while one of them is between its entry and its commit: it has not rung and
   * will not. What was committed until now has not rung either: look once more. Throws when the connection is lost.
   */
  lieDown(): Promise<boolean>;
  /** Writers need not ring any more. */
  getUp(): Promise<void>;
  /** Tells appenders whether they are to pause; one that is just asking may keep it from telling, until the next time. */
  setBehind(isBehind: boolean): Promise<void>;
  /** Resolves when somebody rang, and after `withinMs` at the latest. Throws when the connection is lost. */
  wake(withinMs: number): Promise<void>;
  end(): Promise<void>;
}

const lockId = 7_203_002;
const retryMs = 100;

/** Waits for the lock (a second sequencer stands by here), then raises the epoch. Undefined: aborted while waiting. */
export async function takeOver(database: Database, signal: AbortSignal): Promise<Tenure | undefined> {
  const client = await database.connect();
  let lost: Error | undefined;
  let ring: (() => void) | undefined;
  let rung = false;
  let saysBehind = false;
  const onNotice = (): void => {
    rung = true;
    ring?.();
  };
  const onLost = (error?: Error): void => {
    lost ??= error ?? new Error('the connection ended');
    ring?.();
  };
  client.on('notification', onNotice);
  client.on('error', onLost);
  client.on('end', onLost);
  const unreachable = (cause: unknown): Fault =>
    new Fault('database_unreachable', 'The sequencer lost its connection to the database.', { cause });
  const end = async (): Promise<void> => {
    client.off('notification', onNotice);
    client.off('end', onLost);
    if (lost === undefined)
      await client.query('select pg_advisory_unlock_all()').then(
        () => client.query('unlisten *'),
        (error: unknown) => onLost(error instanceof Error ? error : undefined),
      );
    client.off('error', onLost);
    client.release(lost ?? true);
  };
  try {
    await client.query('listen ledger_inbox');
    for (;;) {
      if (signal.aborted) {
        await end();
        return undefined;
      }
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
        lockId,
      ]);
      if (rows[0]?.got === true) break;
      await sleep(retryMs);
    }
    const [row] = await database.query<{ epoch: number }>(
      'update ledger.sequencer set epoch = epoch + 1 returning epoch',
    );
    if (row === undefined) throw new Fault('ledger_invalid', 'the row of `ledger.sequencer` is missing');
    return {
      epoch: row.epoch,
      check: (tx) => checkEpoch(tx, row.epoch),
      lieDown: () => onLock('pg_try_advisory_lock', sleepLock),
      getUp: async () => void (await onLock('pg_advisory_unlock', sleepLock)),
      setBehind,
      wake,
      end,
    };
  } catch (error) {
    await end();
    throw error instanceof Fault ? error : unreachable(error);
  }

  async function setBehind(isBehind: boolean): Promise<void> {
    if (isBehind === saysBehind) return;
    const isDone = await onLock(isBehind ? 'pg_try_advisory_lock' : 'pg_advisory_unlock', behindLock);
    saysBehind = isBehind && isDone;
  }

  async function onLock(what: 'pg_try_advisory_lock' | 'pg_advisory_unlock', lock: number): Promise<boolean> {
    try {
      const { rows } = await client.query<{ done: boolean }>(`select ${what}($1) as done`, [lock]);
      return rows[0]?.done === true;
    } catch (error) {
      throw unreachable(lost ?? error);
    }
  }

  async function wake(withinMs: number): Promise<void> {
    if (!rung && lost === undefined && !signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', ring, { once: true });
      }).finally(() => {
        if (ring !== undefined) signal.removeEventListener('abort', ring);
        ring = undefined;
      });
    rung = false;
    if (lost !== undefined) throw unreachable(lost);
  }
}

async function checkEpoch(tx: Queryable, epoch: number): Promise<void> {
  const [row] = await tx.query<{ epoch: number }>('select epoch from ledger.sequencer for share');
  if (row?.epoch !== epoch)
    throw new Fault(
      'interrupted',
      `sequencer of epoch ${epoch} was replaced by epoch ${row?.epoch ?? 'none'}`,
      {
        next: 'Nothing to do: the newer one numbers the ledger.',
      },
    );
}
