import { done, refuse, type EntryId, type Instant, type Result, type SubjectId } from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
import type { GivenSignature } from './bootstrap.ts';
import { oneSignerEntry } from './one-signer-entry.ts';
import { forgetUnfinished } from './passkeys/forget.ts';
import {
  heldAs,
  objectionTo,
  recordChange,
  recordedAlone,
  refusedFor,
  signaturesOf,
  signerActs,
  wouldNotHold,
  type SignedChange,
  type SignerAct,
} from './signer-changes.ts';
import { coveredItem, type StatedItem } from './statement-covers.ts';
import type { System } from './system.ts';

/**
 * A change of signers that two people sign, each at a machine of their own: the first one's signature waits, and the one
 * that completes it has the change recorded. What waits has no effect, and is forgotten when its statement expires.
 */

/** A change that some have signed and others must still. */
export interface WaitingChange {
  readonly change: string;
  readonly act: SignerAct;
  /** What everybody signs, as it is. */
  readonly statement: string;
  /** What that covers. */
  readonly item: Readonly<Record<string, unknown>>;
  readonly signedBy: readonly SubjectId[];
  /** Why it does not hold yet. */
  readonly because: string;
  readonly expiresAt: Instant;
}

/** `entry`: it holds from there on. `waiting`: it needs more signatures, and why. */
export type SharedChange =
  | { readonly entry: EntryId; readonly waiting?: undefined }
  | { readonly waiting: string; readonly because: string; readonly entry?: undefined };

const mostWaiting = 500;
/** Signed by one person, so that nobody keeps the others from ending a key. */
const mostOfOne = 100;

/** Takes a change with its first signature or signatures: recorded at once if they suffice, kept for others if not. */
export async function beginChange(system: System, given: SignedChange): Promise<Result<SharedChange>> {
  const now = system.clock.now();
  const stated = coveredItem(given.statement, { ledger: system.ledgerName, now });
  if (!stated.ok) return stated;
  if (stated.value.purpose !== signerActs[given.act].purpose)
    return refuse('signature_invalid', `The statement is for \`${stated.value.purpose}\`.`);
  const checked = await signaturesOf(system, given);
  if (!checked.ok) return checked;
  const signatures = checked.value;
  const refused = await refusedFor(system, given, now);
  if (refused !== undefined) return refused;
  const objection = await objectionTo(system, given, signatures, now);
  if (objection?.lacksSignatures !== true) {
    if (objection !== undefined) return wouldNotHold(objection.what);
    return recordedAlone(system, given, signatures, now);
  }
  const change = newId('chg');
  const kept = await system.database.transaction(async (tx) => {
    await tx.query('lock table review.signer_change in share row exclusive mode');
    await forgetUnfinished(tx, now);
    // one statement is one change, however often it is handed in
    const [known] = await tx.query<{ readonly id: string }>(
      'select id from review.signer_change where statement = $1 and entry is null',
      [given.statement],
    );
    if (known !== undefined) return known.id;
    const rows = await tx.query(
      `insert into review.signer_change (id, act, statement, because, expires_at)
       select $1, $2, $3, $4, $5 where (select count(*) from review.signer_change where entry is null) < $6
          and (select count(*) from review.signer_signature s join review.signer_change c on c.id = s.change
                where c.entry is null and s.signer = any ($7)) < $8 returning id`,
      [
        change,
        given.act,
        given.statement,
        objection.what,
        stated.value.expiresAt,
        mostWaiting,
        signatures.map(({ signer }) => signer),
        mostOfOne,
      ],
    );
    if (rows.length === 0) return undefined;
    for (const signature of signatures) await keep(tx, change, signature, now);
    return change;
  });
  return kept === undefined
    ? refuse(
        'rate_limited',
        `${mostWaiting} changes wait for signatures, or ${mostOfOne} that this person signed.`,
        'Have those signed first.',
      )
    : done({ waiting: kept, because: objection.what });
}

/** Adds one more person's signature; the one that completes the change has it recorded. */
export async function signChange(
  system: System,
  given: { readonly change: string; readonly signature: string },
): Promise<Result<SharedChange>> {
  const now = system.clock.now();
  const taken = await system.database.transaction(async (tx): Promise<Result<SharedChange>> => {
    const [row] = await tx.query<ChangeRow>(`${changeRows} where id = $1 and expires_at > $2 for update`, [
      given.change,
      now,
    ]);
    if (row === undefined) return refuse('not_found', 'No change of signers waits under this id.');
    if (row.entry !== null) return refuse('already_done', `It was recorded as \`${row.entry}\`.`);
    const checked = await signaturesOf(system, { statement: row.statement, signatures: [given.signature] });
    if (!checked.ok) return checked;
    const [own] = checked.value;
    const before = await signaturesOn(tx, row.id);
    if (own === undefined || before.some((each) => each.signer === own.signer))
      return refuse('already_done', 'This person has signed it already; somebody else must.');
    const signatures = [...before, own];
    const refused = await refusedFor(system, row, now, tx);
    if (refused !== undefined) return refused;
    const objection = await objectionTo(system, row, signatures, now);
    if (objection !== undefined && objection.lacksSignatures !== true) return wouldNotHold(objection.what);
    if (objection === undefined) {
      const recorded = await oneSignerEntry(system, tx, async () => {
        const since = await objectionTo(system, row, signatures, now);
        return since === undefined
          ? done(await recordChange(system, tx, row, signatures, now))
          : wouldNotHold(since.what);
      });
      if (!recorded.ok) return recorded;
      const entry = recorded.value;
      await keep(tx, row.id, own, now);
      await tx.query('update review.signer_change set entry = $2 where id = $1', [row.id, entry]);
      return done({ entry });
    }
    await keep(tx, row.id, own, now);
    await tx.query('update review.signer_change set because = $2 where id = $1', [row.id, objection.what]);
    return done({ waiting: row.id, because: objection.what });
  });
  return taken.ok && taken.value.entry !== undefined ? heldAs(system, taken.value.entry) : taken;
}

/** Changes that wait for signatures, oldest first. */
export async function waitingChanges(
  system: System,
): Promise<Result<{ readonly items: readonly WaitingChange[] }>> {
  const now = system.clock.now();
  const rows = await system.database.query<ChangeRow>(
    `${changeRows} where entry is null and expires_at > $1 order by expires_at, id`,
    [now],
  );
  const items: WaitingChange[] = [];
  for (const row of rows) {
    const stated: Result<StatedItem> = coveredItem(row.statement, { ledger: system.ledgerName, now });
    if (!stated.ok) continue;
    const signatures = await signaturesOn(system.database, row.id);
    items.push({
      change: row.id,
      act: row.act,
      statement: row.statement,
      item: stated.value.item,
      signedBy: signatures.map((each) => each.signer),
      because: row.because,
      expiresAt: row.expiresAt,
    });
  }
  return done({ items });
}

interface ChangeRow {
  readonly id: string;
  readonly act: SignerAct;
  readonly statement: string;
  readonly because: string;
  readonly expiresAt: Instant;
  readonly entry: string | null;
}
const changeRows =
  'select id, act, statement, because, expires_at as "expiresAt", entry from review.signer_change';

const signaturesOn = (on: Queryable, change: string) =>
  on.query<{ readonly signer: SubjectId; readonly armored: string }>(
    'select signer, signature as armored from review.signer_signature where change = $1 order by signed_at, signer',
    [change],
  );

const keep = (tx: Transaction, change: string, { signer, armored }: GivenSignature, now: Instant) =>
  tx.query(
    'insert into review.signer_signature (change, signer, signature, signed_at) values ($1, $2, $3, $4)',
    [change, signer, armored, now],
  );
