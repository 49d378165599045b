import { z } from 'zod';
import { longestDelegationDays } from '../../ledger/index.ts';
import {
  approverRoles,
  done,
  millisecondsOf,
  refuse,
  type ApproverRole,
  type EntryId,
  type Instant,
  type Refusal,
  type Result,
  type SignerStanding,
  type SubjectId,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { instantSchema, subjectIdSchema } from '../../platform/wire/proposal.ts';
import { delegationLock } from '../../review/index.ts';
import { preparedFor, takenFrom } from '../signed-word.ts';
import type { System } from '../system.ts';

/** What a delegation's statement covers: to whom, from when until when (exclusive), for which roles (null: all), and why. */
export interface DelegationItem {
  readonly to: SubjectId;
  readonly start: Instant;
  readonly end: Instant;
  readonly only: readonly ApproverRole[] | null;
  readonly reason: string;
}

const delegationItem: z.ZodType<DelegationItem> = z.strictObject({
  to: subjectIdSchema,
  start: instantSchema,
  end: instantSchema,
  only: z.array(z.enum(approverRoles)).min(1).max(approverRoles.length).nullable(),
  reason: z.string().min(1).max(2000),
});

/** The statement by which a person lets another use their authority for a while; refuses one that would lend nothing. */
export async function openDelegation(
  system: System,
  { keyFingerprint, ...item }: DelegationItem & { readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string }>> {
  return preparedFor(system, keyFingerprint, 'delegation', { ...item }, (giver) =>
    unfit(system, giver, item),
  );
}

/** Records a signed delegation. From its number on it covers whatever is open and lets its taker answer for its giver. */
export async function delegate(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<{ readonly delegation: EntryId }>> {
  const taken = await takenFrom(system, signed, 'delegation', delegationItem);
  if (!taken.ok) return taken;
  const { item, standing, now } = taken.value;
  const wrong = await unfit(system, standing, item);
  if (wrong !== undefined) return wrong;
  const lent = await system.database.transaction(async (tx): Promise<Result<EntryId>> => {
    // one statement lends once: a second entry of it would not hold, and stay in the ledger for ever
    await tx.query('select pg_advisory_xact_lock($1)', [delegationLock]);
    const [same] = await tx.query<{ entry: string }>(
      `select entry from review.delegation where giver = $1 and taker = $2 and starts_at = $3 and ends_at = $4
          and only_roles is not distinct from $5::text[] and reason = $6`,
      [standing.person, item.to, item.start, item.end, item.only, item.reason],
    );
    if (same !== undefined)
      return refuse(
        'already_done',
        `This was lent already, by \`${same.entry}\`.`,
        'See `countersign delegations`; to lend it anew, say another time or reason.',
      );
    const recorded = await system.recorder.record(
      tx,
      entryDraft({
        type: 'delegation.signed',
        at: now,
        actor: { kind: 'person', id: standing.person, via: [] },
        subjects: [standing.person, item.to],
        correlation: 'delegations',
        basis: { statement: digestOf(signed.statement) },
        body: { statement: signed.statement, signature: signed.signature },
      }),
    );
    await tx.query(
      `insert into review.delegation (entry, giver, taker, starts_at, ends_at, only_roles, reason)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [recorded, standing.person, item.to, item.start, item.end, item.only, item.reason],
    );
    return done(recorded);
  });
  if (!lent.ok) return lent;
  await system.ledger.sequenced(lent.value, 10);
  return done({ delegation: lent.value });
}

/** Why this would lend nothing, or would stand in the ledger as an entry that does not hold. */
async function unfit(
  system: System,
  giver: SignerStanding,
  { to, start, end }: DelegationItem,
): Promise<Refusal | undefined> {
  const now = system.clock.now();
  if (to === giver.person)
    return refuse('input_invalid', 'You would delegate to yourself.', 'Name somebody else.');
  if (start >= end || end <= now)
    return refuse(
      'end_invalid',
      `From ${start} until ${end} is no time that is still to come.`,
      'Give a beginning before its end, and an end that has not come.',
    );
  if (millisecondsOf(end) - millisecondsOf(start) > longestDelegationDays * 86_400_000)
    return refuse(
      'end_invalid',
      `A delegation lasts ${longestDelegationDays} days at most.`,
      'Lend it for a shorter time; who is away for longer has their role given to somebody.',
    );
  const inForce = await system.signers.inForce(now);
  if (!inForce.some((one) => one.person === to))
    return refuse(
      'signer_unknown',
      `\`${to}\` has no key in force, so they could sign nothing.`,
      'See `countersign signers`; have them enrolled first.',
    );
  return undefined;
}
