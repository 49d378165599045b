import { z } from 'zod';
import {
  isEntryId,
  isInstant,
  isSubjectId,
  must,
  refuse,
  done,
  type BlobRef,
  type CaseSubject,
  type EntryId,
  type FindingId,
  type Instant,
  type Origin,
  type Proposal,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
import { materialDigest } from '../platform/evidence-digest.ts';
import { readProposal } from '../platform/wire/proposal.ts';
import { keepAsked } from './denials.ts';
import { changesDigest, proposalContent } from './digests.ts';
import { pageOfRows } from '../platform/page-of-rows.ts';

export type ProposalState = 'open' | 'rejected' | 'planned' | 'withdrawn';

/** A filed proposal with where the ledger has it. */
export interface FiledProposal {
  readonly proposal: Proposal;
  readonly state: ProposalState;
  readonly entry: EntryId;
  readonly verdictEntry: EntryId;
}

interface Row {
  readonly content: string;
  readonly state: ProposalState;
  readonly entry: string;
  readonly verdict_entry: string;
}

const filed = (row: Row): FiledProposal => ({
  proposal: readProposal(row.content),
  state: row.state,
  entry: must(isEntryId, row.entry),
  verdictEntry: must(isEntryId, row.verdict_entry),
});

/** Reads a proposal and, inside a transaction that will change it, holds it until that commits. */
export async function loadProposal(
  on: Queryable,
  id: ProposalId,
  hold: 'read' | 'hold' = 'read',
): Promise<Result<FiledProposal>> {
  const rows = await on.query<Row>(
    `select content, state, entry, verdict_entry from review.proposal where id = $1 ${hold === 'hold' ? 'for update' : ''}`,
    [id],
  );
  const [row] = rows;
  return row === undefined
    ? refuse(
        'not_found',
        `There is no proposal \`${id}\`.`,
        'List them with `countersign findings --proposals`.',
      )
    : done(filed(row));
}

/** A proposal as a list shows it. */
export interface ListedProposal {
  readonly id: ProposalId;
  readonly title: string;
  readonly state: ProposalState;
  readonly origin: Origin;
  readonly createdAt: Instant;
}

export interface ProposalsRequest {
  /** Absent: in any state. */
  readonly state?: readonly ProposalState[];
  readonly origin?: readonly Origin[];
  readonly sort: keyof typeof proposalOrders;
  readonly limit: number;
  /** The last of the page before. */
  readonly after?: Pick<ListedProposal, 'createdAt' | 'id'>;
}

const proposalOrders = {
  newest: { by: 'created_at desc, id', after: 'created_at < $4 or (created_at = $4 and id > $5)' },
  oldest: { by: 'created_at, id', after: 'created_at > $4 or (created_at = $4 and id > $5)' },
} as const;

/** A page of proposals in order of filing. */
export async function listProposals(
  on: Queryable,
  request: ProposalsRequest,
): Promise<{
  readonly items: readonly ListedProposal[];
  readonly next: Pick<ListedProposal, 'createdAt' | 'id'> | null;
}> {
  const { state, origin, after, limit } = request;
  const order = proposalOrders[request.sort];
  const rows = await on.query<ListedProposal>(
    `select id, title, state, origin, created_at as "createdAt" from review.proposal
      where ${proposalsWhere} ${after === undefined ? '' : `and (${order.after})`} order by ${order.by} limit $3`,
    [state ?? null, origin ?? null, limit + 1, ...(after === undefined ? [] : [after.createdAt, after.id])],
  );
  return pageOfRows(
    rows,
    limit,
    (row) => row,
    ({ createdAt, id }) => ({ createdAt, id }),
  );
}

const proposalsWhere = '($1::text[] is null or state = any($1)) and ($2::text[] is null or origin = any($2))';

/** Proposals about any of these findings, newest first. */
export const proposalsAbout = (
  on: Queryable,
  findings: readonly FindingId[],
  limit: number,
): Promise<readonly ListedProposal[]> =>
  findings.length === 0
    ? Promise.resolve([])
    : on.query<ListedProposal>(
        `select id, title, state, origin, created_at as "createdAt" from review.proposal
          where findings && $1::text[] order by created_at desc, id limit $2`,
        [findings, limit],
      );

/**
 * The open case of the same rule over the same findings with the same changes, resting on the same facts; undefined: there
 * is none. Inside a transaction nobody else files one about them until it ends.
 */
export async function openTwin(on: Queryable, proposal: Proposal): Promise<ProposalId | undefined> {
  await on.query(
    `select pg_advisory_xact_lock(hashtextextended('review.filing ' || finding, 0))
       from (select finding from unnest($1::text[]) finding order by finding) sorted`,
    [proposal.findings],
  );
  const rows = await on.query<Row>(
    `select content, state, entry, verdict_entry from review.proposal
      where state = 'open' and findings @> $1::text[] and findings <@ $1::text[] and drafted_by = $2
        and changes_digest = $3 order by created_at limit 20`,
    [proposal.findings, proposal.draftedBy, changesDigest(proposal.changes, proposal.endsAt)],
  );
  const material = materialDigest(proposal.evidence);
  return rows.map(filed).find((each) => materialDigest(each.proposal.evidence) === material)?.proposal.id;
}

/** How many fit, counted up to `most`. */
export async function countProposals(
  on: Queryable,
  { state, origin }: Pick<ProposalsRequest, 'state' | 'origin'>,
  most: number,
): Promise<{ readonly count: number; readonly isLeast: boolean }> {
  const [row] = await on.query<{ count: number }>(
    `select count(*) as count from (select 1 from review.proposal where ${proposalsWhere} limit $3) counted`,
    [state ?? null, origin ?? null, most + 1],
  );
  const count = row?.count ?? 0;
  return { count: Math.min(count, most), isLeast: count > most };
}

/** What the case of this proposal is about, for looking it up again. */
export const caseOf = (proposal: Proposal): CaseSubject => ({
  changes: proposal.changes.map((proposed) => proposed.change),
  findings: proposal.findings,
  filedAt: proposal.createdAt,
  ...(proposal.requester === undefined ? {} : { requester: proposal.requester }),
  ...(proposal.requester === undefined && proposal.mandate === undefined ? {} : { purpose: proposal.reason }),
});

export async function storeProposal(
  tx: Transaction,
  proposal: Proposal,
  ledger: { readonly entry: EntryId; readonly verdictEntry: EntryId; readonly blob: BlobRef },
): Promise<void> {
  await tx.query(
    `insert into review.proposal (id, entry, verdict_entry, title, origin, drafted_by, content, blob, changes_digest, findings, state, requester, created_at, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13)`,
    [
      proposal.id,
      ledger.entry,
      ledger.verdictEntry,
      proposal.title,
      proposal.origin,
      proposal.draftedBy,
      proposalContent(proposal).content,
      JSON.stringify(ledger.blob),
      changesDigest(proposal.changes, proposal.endsAt),
      proposal.findings,
      proposal.requester ?? null,
      proposal.createdAt,
      proposal.endsAt,
    ],
  );
  await keepAsked(tx, proposal);
}

/** One signed answer as the server keeps it. */
export interface StoredDecision {
  readonly entry: EntryId;
  readonly signer: string;
  readonly keyFingerprint: string;
  readonly assurance: string;
  readonly answer: 'approve' | 'reject';
  readonly role: string;
  /** Whose authority it uses; absent: the signer's own. */
  readonly standsFor?: { readonly person: SubjectId; readonly delegation: EntryId };
  readonly signedAt: Instant;
  readonly expiresAt: Instant;
  readonly restorableUntil: Instant;
  readonly reason?: string;
}

const decisionRow = z.object({
  entry: z.string().refine(isEntryId),
  signer: z.string(),
  key_fingerprint: z.string(),
  assurance: z.string(),
  answer: z.enum(['approve', 'reject']),
  role: z.string(),
  stands_for: z.string().refine(isSubjectId).nullable(),
  delegation: z.string().refine(isEntryId).nullable(),
  signed_at: z.string().refine(isInstant),
  expires_at: z.string().refine(isInstant),
  restorable_until: z.string().refine(isInstant),
  reason: z.string().nullable(),
});

/** Decisions on a proposal in the order they were signed. */
export async function decisionsOn(on: Queryable, proposal: ProposalId): Promise<readonly StoredDecision[]> {
  const rows = await on.query<object>(
    'select * from review.decision where proposal = $1 order by signed_at, entry',
    [proposal],
  );
  return rows.map((raw) => {
    const row = decisionRow.parse(raw);
    return {
      entry: row.entry,
      signer: row.signer,
      keyFingerprint: row.key_fingerprint,
      assurance: row.assurance,
      answer: row.answer,
      role: row.role,
      ...(row.stands_for === null || row.delegation === null
        ? {}
        : { standsFor: { person: row.stands_for, delegation: row.delegation } }),
      signedAt: row.signed_at,
      expiresAt: row.expires_at,
      restorableUntil: row.restorable_until,
      ...(row.reason === null ? {} : { reason: row.reason }),
    };
  });
}
