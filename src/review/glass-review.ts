import {
  done,
  isEntryId,
  isInstant,
  isProposalId,
  isSubjectId,
  must,
  refuse,
  type EntryId,
  type GlassReviewItem,
  type Instant,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';
import { signedBy } from './signed-by.ts';
import { readGlassReviewStatement, stateOne, statementText } from './statement.ts';
import { caseOf, loadProposal } from './stored-proposal.ts';
import { unknownSigner } from './weigh.ts';

/** An emergency, and what somebody else found of it; without that it is still open. */
export interface GlassShown {
  readonly glass: EntryId;
  readonly proposal: ProposalId;
  readonly title: string;
  readonly person: SubjectId;
  readonly reason: string;
  readonly at: Instant;
  readonly endsAt: Instant;
  readonly plan: EntryId;
  readonly review: {
    readonly by: SubjectId;
    readonly found: GlassReviewItem['found'];
    readonly text: string;
    readonly at: Instant;
  } | null;
}

const reviewers: readonly string[] = [
  'administrator',
  'governor',
  'reviewer',
  'manager',
  'resource_owner',
  'nhi_owner',
  'sponsor',
  'security',
];

/** Emergencies, those that nobody has looked at first, then newest first. */
export async function glassesOf(
  on: Queryable,
  asked: {
    readonly glass?: EntryId;
    readonly proposal?: ProposalId;
    readonly onlyOpen?: boolean;
    readonly limit: number;
  },
): Promise<readonly GlassShown[]> {
  const rows = await on.query<{
    entry: string;
    proposal: string;
    title: string;
    person: string;
    reason: string;
    at: string;
    ends_at: string;
    plan: string;
    reviewed_by: string | null;
    found: string | null;
    review_text: string | null;
    reviewed_at: string | null;
  }>(
    `select g.entry, g.proposal, p.title, g.person, g.reason, g.at, g.ends_at, g.plan, g.reviewed_by, g.found, g.review_text, g.reviewed_at
       from review.glass g join review.proposal p on p.id = g.proposal
      where ($1::text is null or g.entry = $1) and ($4::text is null or g.proposal = $4)
        and (not $2 or g.reviewed_at is null)
      order by g.reviewed_at is not null, g.at desc, g.entry limit $3`,
    [asked.glass ?? null, asked.onlyOpen === true, asked.limit, asked.proposal ?? null],
  );
  return rows.map((row) => ({
    glass: must(isEntryId, row.entry),
    proposal: must(isProposalId, row.proposal),
    title: row.title,
    person: must(isSubjectId, row.person),
    reason: row.reason,
    at: must(isInstant, row.at),
    endsAt: must(isInstant, row.ends_at),
    plan: must(isEntryId, row.plan),
    review:
      row.reviewed_by === null || row.reviewed_at === null
        ? null
        : {
            by: must(isSubjectId, row.reviewed_by),
            found: row.found === 'justified' ? 'justified' : 'not_justified',
            text: row.review_text ?? '',
            at: must(isInstant, row.reviewed_at),
          },
  }));
}

/** The statement by which somebody else says what they found. */
export async function openGlassReview(
  bench: ReviewBench,
  asked: GlassReviewItem & { readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string }>> {
  const { keyFingerprint, ...item } = asked;
  const now = bench.clock.now();
  const standing = await bench.signers.standing(keyFingerprint, now);
  if (standing === undefined) return unknownSigner(keyFingerprint);
  const refused = await objection(bench, bench.database, item.glass, standing);
  if (refused !== undefined) return refused;
  const frame = { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({
    statement: statementText(stateOne(frame, 'glass.review', { ...item, text: item.text.trim() })),
  });
}

/** Records it and closes the open item. */
export async function takeGlassReview(
  bench: ReviewBench,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<GlassShown>> {
  const now = bench.clock.now();
  const read = await signedBy(bench, signed, readGlassReviewStatement, now);
  if (!read.ok) return read;
  const { item, signer, standing } = read.value;
  return bench.database.transaction(async (tx) => {
    await tx.query('select 1 from review.glass where entry = $1 for update', [item.glass]);
    const refused = await objection(bench, tx, item.glass, standing);
    if (refused !== undefined) return refused;
    const entry = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'glass.reviewed',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        causedBy: [item.glass],
        correlation: item.glass,
        basis: { statement: digestOf(signed.statement) },
        body: { found: item.found, statement: signed.statement, signature: signed.signature },
      }),
    );
    await tx.query(
      `update review.glass set review_entry = $2, reviewed_by = $3, found = $4, review_text = $5, reviewed_at = $6
        where entry = $1`,
      [item.glass, entry, signer, item.found, item.text, now],
    );
    const [shown] = await glassesOf(tx, { glass: item.glass, limit: 1 });
    if (shown === undefined) throw new TypeError('an emergency that was just reviewed is not there');
    return done(shown);
  });
}

async function objection(
  bench: ReviewBench,
  on: Queryable,
  glass: EntryId,
  standing: {
    readonly person: SubjectId;
    readonly dependsOn: readonly SubjectId[];
    readonly roles: readonly string[];
  },
) {
  const [found] = await glassesOf(on, { glass, limit: 1 });
  if (found === undefined)
    return refuse(
      'not_found',
      `There is no emergency \`${glass}\`.`,
      'See `countersign request emergencies`.',
    );
  if (found.review !== null)
    return refuse('already_done', `Emergency \`${glass}\` was reviewed at ${found.review.at}.`);
  const breaker = (await bench.signers.inForce(bench.clock.now())).filter(
    ({ person }) => person === found.person,
  );
  const isOneHand =
    standing.dependsOn.includes(found.person) ||
    breaker.some(({ dependsOn }) => dependsOn.includes(standing.person));
  if (standing.person === found.person || isOneHand)
    return refuse(
      'self_approval',
      'Who took it, or whoever alone enrolled them, does not review it.',
      'Ask somebody else.',
    );
  if (await gained(bench, on, found.proposal, standing.person))
    return refuse('self_approval', 'Who gained by an emergency does not review it.', 'Ask somebody else.');
  if (!standing.roles.some((role) => reviewers.includes(role)))
    return refuse('not_permitted', 'Only people with a role in governance review emergencies.');
  return undefined;
}

/** Whether this person is known to gain by what was given; who took it gains in any case. */
async function gained(
  bench: ReviewBench,
  on: Queryable,
  proposal: ProposalId,
  person: SubjectId,
): Promise<boolean> {
  const loaded = await loadProposal(on, proposal);
  if (!loaded.ok) return false;
  const looked = await bench.cases.lookUp(on, caseOf(loaded.value.proposal), bench.clock.now());
  return (
    looked.ok && looked.value.changes.some(({ interest }) => interest?.beneficiary.includes(person) === true)
  );
}
