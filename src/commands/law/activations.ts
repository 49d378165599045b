import {
  done,
  isDigest,
  isEntryId,
  isInstant,
  must,
  type Digest,
  type EntryId,
  type Instant,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { signersOf } from '../policies/in-force.ts';
import type { System } from '../system.ts';

/** When another set became the law, by which entry, and who signed that. */
export interface Activation {
  readonly entry: EntryId;
  readonly digest: Digest;
  readonly at: Instant;
  /** Null for the set that the ledger began with. */
  readonly proposal: string | null;
  readonly requester: SubjectId | null;
  readonly reason: string | null;
}

export interface ActivationShown extends Activation {
  readonly seq: number;
  readonly signedBy: readonly SubjectId[];
  /** The law now. */
  readonly isLaw: boolean;
}

/** What the database says was activated, the newest first; whether the ledger says so too is looked at where it is shown. */
export async function activations(system: System): Promise<readonly Activation[]> {
  const rows = await system.database.query<{
    entry_id: string;
    policy_digest: string;
    activated_at: string;
    proposal: string | null;
    requester: SubjectId | null;
    reason: string | null;
  }>(
    `select s.entry_id, s.policy_digest, s.activated_at, p.id as proposal, p.requester, p.reason
     from policy.activated_set s left join policy.proposal p on p.activation = s.entry_id
     order by s.id desc limit 200`,
  );
  return rows.map((row) => ({
    entry: must(isEntryId, row.entry_id),
    digest: must(isDigest, row.policy_digest),
    at: must(isInstant, row.activated_at),
    proposal: row.proposal,
    requester: row.requester,
    reason: row.reason,
  }));
}

/** The laws there were, from their entries in the ledger; what is only in the database is left out. */
export async function historyOfLaw(
  system: System,
): Promise<Result<{ readonly items: readonly ActivationShown[] }>> {
  const { policyEntry } = await system.signers.ledger();
  const refusedAt = new Set((await system.signers.problems()).map(({ entry }) => entry));
  const items: ActivationShown[] = [];
  for (const activation of await activations(system)) {
    if (refusedAt.has(activation.entry)) continue;
    const leaf = await system.ledger.sequenced(activation.entry, 10).catch(() => undefined);
    if (leaf === undefined) continue;
    items.push({
      ...activation,
      seq: leaf.seq,
      signedBy: signersOf(leaf),
      isLaw: activation.entry === policyEntry,
    });
  }
  return done({ items });
}
