import { Fault } from '../../model/failure.ts';
import { errorCode } from '../error-code.ts';
import type { Database, Transaction } from './database.ts';

const mostTries = 3;

/**
 * Runs `work` in a transaction that is rolled back whatever happens, and gives what it found. The whole of it sees one moment of
 * the database and its own writes, which nobody else ever sees. What it is given as a `Database` is that one transaction:
 * transactions within are part of it. It waits for no lock longer than `lockSeconds`, and is tried again where another
 * transaction was faster.
 */
export async function neverKept<T>(
  database: Database,
  work: (supposed: Database, tx: Transaction) => Promise<T>,
  { lockSeconds = 5 }: { readonly lockSeconds?: number } = {},
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const found: { value?: { readonly of: T } } = {};
    const undo = new Error('rolled back, as it always is');
    try {
      await database.transaction(async (tx) => {
        await tx.query(`set local lock_timeout = '${Math.ceil(lockSeconds)}s'`);
        found.value = { of: await work(asDatabase(tx), tx) };
        throw undo;
      }, 'repeatable read');
    } catch (error) {
      if (error === undo && found.value !== undefined) return found.value.of;
      const code = errorCode(error);
      const isBusy = code === '40001' || code === '40P01' || code === '55P03';
      if (isBusy && tries < mostTries) continue;
      if (!isBusy) throw error;
      throw new Fault('interrupted', 'What this is about is being changed by a read of its source.', {
        next: 'Try again in a moment.',
        cause: error,
      });
    }
  }
}

const asDatabase = (tx: Transaction): Database => ({
  query: (text, values) => tx.query(text, values),
  transaction: (within) => within(tx),
  apart: { query: (text, values) => tx.query(text, values) },
  connect: () =>
    Promise.reject(new Fault('internal', 'There is no second connection to what is only supposed.')),
  close: () => Promise.resolve(),
});
