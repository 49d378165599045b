import { z } from 'zod';
import {
  done,
  refuse,
  type EntryId,
  type Refusal,
  type Result,
  type Role,
  type SignerStanding,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { entryIdSchema } from '../../platform/wire/proposal.ts';
import { delegationLock } from '../../review/index.ts';
import { preparedFor, takenFrom } from '../signed-word.ts';
import type { System } from '../system.ts';

/** What the end of a delegation covers. */
export interface DelegationEndItem {
  readonly delegation: EntryId;
  readonly reason: string;
}
const endItem: z.ZodType<DelegationEndItem> = z.strictObject({
  delegation: entryIdSchema,
  reason: z.string().min(1).max(2000),
});

/** Whoever may end what others lend each other: it only takes authority away (the ledger holds the same list). */
const mayEndOthers: readonly Role[] = ['administrator', 'governor', 'security'];

/** The statement that ends a delegation before its time. */
export const openDelegationEnd = (
  system: System,
  { keyFingerprint, ...item }: DelegationEndItem & { readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string }>> =>
  preparedFor(system, keyFingerprint, 'delegation.end', { ...item }, (signer) =>
    mayNotEnd(system, signer, item.delegation),
  );

/** Ends a delegation: from now on no answer is taken under it, and what was signed under it and not carried out is not. */
export async function endDelegation(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<{ readonly entry: EntryId }>> {
  const taken = await takenFrom(system, signed, 'delegation.end', endItem);
  if (!taken.ok) return taken;
  const { item, standing, now } = taken.value;
  const recorded = await system.database.transaction(async (tx): Promise<Result<EntryId>> => {
    // answers under delegations hold it shared until they are in the inbox: none is numbered after this end
    await tx.query('select pg_advisory_xact_lock($1)', [delegationLock]);
    const wrong = await mayNotEnd(system, standing, item.delegation);
    if (wrong !== undefined) return wrong;
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'delegation.ended',
        at: now,
        actor: { kind: 'person', id: standing.person, via: [] },
        subjects: [standing.person],
        causedBy: [item.delegation],
        correlation: 'delegations',
        basis: { statement: digestOf(signed.statement) },
        body: { statement: signed.statement, signature: signed.signature },
      }),
    );
    await tx.query(
      'update review.delegation set ended_by = $2, ended_at = $3 where entry = $1 and ended_by is null',
      [item.delegation, entry, now],
    );
    return done(entry);
  });
  if (!recorded.ok) return recorded;
  await system.ledger.sequenced(recorded.value, 10);
  return done({ entry: recorded.value });
}

async function mayNotEnd(
  system: System,
  signer: SignerStanding,
  delegation: EntryId,
): Promise<Refusal | undefined> {
  const known = (await system.delegations.all()).find((one) => one.entry === delegation);
  if (known === undefined)
    return refuse('not_found', `There is no delegation \`${delegation}\`.`, 'See `countersign delegations`.');
  if (known.endedAt !== null)
    return refuse('already_done', `Delegation \`${delegation}\` ended at ${known.endedAt}.`);
  const own = signer.person === known.from || signer.person === known.to;
  return own || signer.roles.some((role) => mayEndOthers.includes(role))
    ? undefined
    : refuse(
        'policy_denied',
        `\`${delegation}\` is between two others.`,
        'Who lends or uses it ends it, or somebody who is administrator, governor or security.',
      );
}
