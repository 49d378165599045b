import { Fault, refuse, type EntryId, type Result } from '../model/index.ts';
import type { Transaction } from '../platform/store/index.ts';
import type { System } from './system.ts';

const lockId = 7_203_030;

/**
 * Records one entry about signers at a time, however many servers there are: each is tried on a ledger in which the one before
 * has its number. Two that were tried on the same ledger could both be recorded, and the second, which does not hold there,
 * would stand in it for ever. `record` tries it and records it in the transaction; what it refuses records nothing.
 */
export async function oneSignerEntry(
  system: System,
  tx: Transaction,
  record: () => Promise<Result<EntryId>>,
): Promise<Result<EntryId>> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [
    lockId,
  ]);
  if (lock?.taken !== true)
    return refuse(
      'in_progress',
      'Another change of who may sign is being recorded.',
      'Try again in a moment.',
    );
  const [last] = await tx.query<{ entry: EntryId }>('select entry from review.last_signer_entry');
  if (last !== undefined) await settled(system, last.entry);
  const recorded = await record();
  if (recorded.ok)
    await tx.query(
      `insert into review.last_signer_entry (entry) values ($1)
       on conflict (is_only) do update set entry = excluded.entry`,
      [recorded.value],
    );
  return recorded;
}

/** Numbered, or set aside by the sequencer. */
async function settled(system: System, entry: EntryId): Promise<void> {
  try {
    await system.ledger.sequenced(entry, 10);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'ledger_invalid') throw error;
  }
}
