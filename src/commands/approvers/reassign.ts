import {
  done,
  refuse,
  type EntryId,
  type Instant,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { couldSign } from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';

/** A case handed on: it says where it waits. It gives nobody authority and takes none away. */
export interface Reassignment {
  readonly by: SubjectId;
  readonly to: SubjectId;
  readonly reason: string;
  readonly entry: EntryId;
  readonly at: Instant;
}

export const reassignmentsOf = (on: Queryable, proposal: ProposalId): Promise<readonly Reassignment[]> =>
  on.query<Reassignment>(
    `select by_person as by, to_person as "to", reason, entry, at from review.reassignment
      where proposal = $1 order by at, entry`,
    [proposal],
  );

/** Hands a case that waits for one person to another whose signature would count, and says why. */
export async function reassign(
  system: System,
  asked: {
    readonly proposal: ProposalId;
    readonly keyFingerprint: string;
    readonly to: SubjectId;
    readonly reason: string;
  },
): Promise<Result<{ readonly entry: EntryId }>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const now = system.clock.now();
  const by = await system.signers.standing(asked.keyFingerprint, now);
  if (by === undefined)
    return refuse('signer_unknown', `The key ${asked.keyFingerprint} speaks for nobody in this ledger now.`);
  const { to } = asked;
  if (by.person === to)
    return refuse('input_invalid', 'You would hand it to yourself.', 'Name somebody else.');
  const from = await couldSign(bench.value, asked.proposal, by.person, now);
  if (!from.ok) return from;
  if (from.value.length === 0)
    return refuse(
      'policy_denied',
      'It does not wait for you: your signature would not count, so there is nothing of yours to hand on.',
      'See `countersign inbox` for what waits for you.',
    );
  const could = await couldSign(bench.value, asked.proposal, to, now);
  if (!could.ok) return could;
  if (could.value.length === 0)
    return refuse(
      'policy_denied',
      `The signature of \`${to}\` would not count on this case.`,
      'Name somebody who holds what `countersign show` lists as missing, or who stands for one who does.',
    );
  const entry = await system.database.transaction(async (tx) => {
    // people write about people: their words can be erased, the entry cannot
    const blob = await system.recorder.keep(tx, 'note', asked.reason);
    const recorded = await system.recorder.record(
      tx,
      entryDraft({
        type: 'proposal.noted',
        at: now,
        actor: { kind: 'person', id: by.person, via: [] },
        subjects: [by.person, to],
        correlation: asked.proposal,
        blobs: [blob],
        body: { kind: 'reassigned', proposal: asked.proposal, by: by.person, to },
      }),
    );
    await tx.query(
      `insert into review.reassignment (entry, proposal, by_person, to_person, reason, at)
       values ($1, $2, $3, $4, $5, $6)`,
      [recorded, asked.proposal, by.person, to, asked.reason, now],
    );
    return recorded;
  });
  return done({ entry });
}
