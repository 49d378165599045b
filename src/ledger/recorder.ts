import { randomBytes } from 'node:crypto';
import type { BlobRef, EntryDraft } from '../model/entry.ts';
import { entryTypes } from '../model/entry.ts';
import { Fault } from '../model/failure.ts';
import { isBlobId, isDigest, must } from '../model/ids.ts';
import type { Recorder } from '../model/ports.ts';
import { addSeconds } from '../model/time.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { newId, type Clock } from '../platform/clock.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
import { commitmentOf } from './commitment.ts';
import { exactJson } from './exact-json.ts';
import { behindLock, maxDraftBytes } from './schema.ts';

export interface RecorderOptions {
  readonly writer: 'server' | 'enforcer';
  readonly clock: Clock;
}

/** An escaped NUL in JSON text (an even number of backslashes before its own). */
const holdsNul = /(?<!\\)(?:\\\\)*\\u0000/;

/** How far an entry's own time may be ahead of this process's clock. */
const aheadSeconds = 300;

/**
 * Writes to this process's own inbox inside the caller's transaction. Throws Fault `input_too_large` for an entry that
 * fits no entry bundle (long content belongs in a blob) and `internal` for a type this process may not write.
 */
export function createRecorder({ writer, clock }: RecorderOptions): Recorder<Transaction> {
  return {
    keep,
    async record(tx, entry) {
      await insertDrafts(tx, writer, [checkedDraft(entry, writer, clock)]);
      return entry.id;
    },
  };
}

async function keep(tx: Queryable, name: string, content: string): Promise<BlobRef> {
  const id = must(isBlobId, newId('blb'));
  const salt = randomBytes(32);
  if (!content.isWellFormed() || content.includes('\0'))
    throw new Fault('input_invalid', `content \`${name}\` holds text that cannot be kept exactly`, {
      next: 'Remove NUL characters and lone surrogates, or encode the content first.',
    });
  await tx.query('insert into ledger.blob (id, salt, content) values ($1, $2, $3)', [id, salt, content]);
  return { id, name, commitment: must(isDigest, commitmentOf(salt, content)) };
}

/** A draft that passed every check of this process, as the inbox takes it. */
export interface CheckedDraft {
  readonly id: string;
  readonly type: string;
  readonly text: string;
}

export function checkedDraft(entry: EntryDraft, writer: 'server' | 'enforcer', clock: Clock): CheckedDraft {
  const allowed: readonly string[] = entryTypes[writer];
  if (!allowed.includes(entry.type))
    throw new Fault('internal', `the ${writer} may not write \`${entry.type}\` entries`);
  const now = clock.now();
  if (entry.at > now && entry.at > addSeconds(now, aheadSeconds))
    throw new Fault('input_invalid', `entry \`${entry.id}\` is dated ${entry.at}, ahead of this clock`, {
      next: 'Check the clock of this machine.',
    });
  const text = exactJson(entry) ?? canonicalJson(entry); // the second says what is wrong
  if (holdsNul.test(text))
    throw new Fault('input_invalid', `entry \`${entry.id}\` (${entry.type}) holds a NUL character`, {
      next: 'Remove or encode the NUL before recording; the database cannot keep it.',
    });
  const bytes = Buffer.byteLength(text);
  if (bytes > maxDraftBytes)
    throw new Fault(
      'input_too_large',
      `entry \`${entry.id}\` (${entry.type}) is ${bytes} bytes; the ledger takes ${maxDraftBytes}`,
      { next: 'Keep long content as a blob and put its reference into the entry.' },
    );
  return { id: entry.id, type: entry.type, text };
}

/**
 * One statement, so all of them or none. Texts go as lines (canonical JSON holds no line break): the driver's arrays would
 * escape every quote. Lists of unequal length would leave a null, which the inbox refuses. Answers `keepsUp`.
 */
export async function insertDrafts(
  tx: Queryable,
  writer: 'server' | 'enforcer',
  drafts: readonly CheckedDraft[],
): Promise<boolean> {
  const [row] = await tx.query<{ keepsUp: boolean }>(
    `with added as (
       insert into ledger.inbox_${writer} (entry_id, type, draft)
       select * from unnest($1::text[], $2::text[], string_to_array($3, E'\\n')))
     select ${keepingUp} as "keepsUp"`,
    [drafts.map((d) => d.id), drafts.map((d) => d.type), drafts.map((d) => d.text).join('\n')],
  );
  return row?.keepsUp === true;
}

const keepingUp = `case when pg_try_advisory_lock_shared(${behindLock}) then pg_advisory_unlock_shared(${behindLock}) else false end`;

/** Whether the sequencer takes all that waits in one batch, as far as it has said. */
export async function keepsUp(database: Queryable): Promise<boolean> {
  const [row] = await database.query<{ keepsUp: boolean }>(`select ${keepingUp} as "keepsUp"`);
  return row?.keepsUp === true;
}
