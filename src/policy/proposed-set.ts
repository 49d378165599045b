import {
  isDigest,
  isEntryId,
  isInstant,
  isProposalId,
  isSubjectId,
  must,
  type Digest,
  type EntryId,
  type Instant,
  type ProposalId,
  type SubjectId,
} from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
import { readWhatIf, type WhatIf } from '../platform/wire/what-if.ts';
import type { PolicyFiles } from './policy-files.ts';

/** A set that somebody would like to be the law. What is kept here has no authority: the signed entry has. */
export interface PolicyProposal {
  readonly id: ProposalId;
  readonly entry: EntryId;
  readonly policy: Digest;
  readonly sources: Digest;
  /** The activation that it would take the place of. */
  readonly replaces: EntryId;
  readonly requester: SubjectId;
  readonly reason: string;
  readonly statement: string;
  readonly signature: string;
  readonly filedAt: Instant;
  readonly expiresAt: Instant;
  readonly state: 'open' | 'activated' | 'withdrawn';
  readonly activation: EntryId | null;
  readonly closedBecause: string | null;
}

const columns = `id, entry, policy_digest, sources_digest, replaces, requester, reason, statement, signature,
  filed_at as "filedAt", expires_at as "expiresAt", state, activation, closed_because as "closedBecause"`;

interface Row {
  readonly id: string;
  readonly entry: string;
  readonly policy_digest: string;
  readonly sources_digest: string;
  readonly replaces: string;
  readonly requester: string;
  readonly reason: string;
  readonly statement: string;
  readonly signature: string;
  readonly filedAt: string;
  readonly expiresAt: string;
  readonly state: PolicyProposal['state'];
  readonly activation: string | null;
  readonly closedBecause: string | null;
}

const read = ({ policy_digest, sources_digest, ...row }: Row): PolicyProposal => ({
  ...row,
  id: must(isProposalId, row.id),
  entry: must(isEntryId, row.entry),
  policy: must(isDigest, policy_digest),
  sources: must(isDigest, sources_digest),
  replaces: must(isEntryId, row.replaces),
  requester: must(isSubjectId, row.requester),
  filedAt: must(isInstant, row.filedAt),
  expiresAt: must(isInstant, row.expiresAt),
  activation: row.activation === null ? null : must(isEntryId, row.activation),
});

export async function keepProposedSet(
  tx: Transaction,
  proposal: Omit<PolicyProposal, 'state' | 'activation' | 'closedBecause'>,
  files: PolicyFiles,
): Promise<void> {
  const { id, entry, policy, sources, replaces, requester, reason } = proposal;
  await tx.query(
    `insert into policy.proposal (id, entry, policy_digest, sources_digest, replaces, requester, reason, statement, signature, filed_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      entry,
      policy,
      sources,
      replaces,
      requester,
      reason,
      proposal.statement,
      proposal.signature,
      proposal.filedAt,
      proposal.expiresAt,
    ],
  );
  for (const [name, content] of Object.entries(files))
    await tx.query('insert into policy.proposed_file (proposal, name, content) values ($1, $2, $3)', [
      id,
      name,
      content,
    ]);
}

/** The newest first, at most `most`; and how many there are. */
export async function proposedSets(
  db: Queryable,
  most: number,
): Promise<{ readonly items: readonly PolicyProposal[]; readonly total: number }> {
  const rows = await db.query<Row>(
    `select ${columns} from policy.proposal order by filed_at desc, id limit $1`,
    [most],
  );
  const [count] = await db.query<{ total: number }>('select count(*)::int as total from policy.proposal');
  return { items: rows.map(read), total: count?.total ?? 0 };
}

export async function proposedSet(db: Queryable, id: string): Promise<PolicyProposal | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from policy.proposal where id = $1`, [id]);
  return row && read(row);
}

/** The same, so that nobody else signs or closes it in this transaction. */
export async function lockedProposedSet(tx: Transaction, id: string): Promise<PolicyProposal | undefined> {
  const [row] = await tx.query<Row>(`select ${columns} from policy.proposal where id = $1 for update`, [id]);
  return row && read(row);
}

/** The proposal that was filed under this very request. */
export async function filedUnderRequest(db: Queryable, statement: string): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>('select id from policy.proposal where statement = $1', [
    statement,
  ]);
  return row?.id;
}

export async function proposedFiles(db: Queryable, id: ProposalId): Promise<PolicyFiles> {
  const rows = await db.query<{ name: string; content: string }>(
    'select name, content from policy.proposed_file where proposal = $1 order by name',
    [id],
  );
  return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
}

export async function closeProposedSet(
  tx: Transaction,
  id: ProposalId,
  as: { readonly activation: EntryId } | { readonly withdrawn: string },
): Promise<void> {
  await tx.query(
    'update policy.proposal set state = $2, activation = $3, closed_because = $4 where id = $1',
    'activation' in as ? [id, 'activated', as.activation, null] : [id, 'withdrawn', null, as.withdrawn],
  );
}

/** A what-if of a proposed set, as it was recorded. */
export interface Simulation {
  readonly entry: EntryId;
  readonly result: Digest;
  readonly found: WhatIf;
  readonly madeAt: Instant;
}

export async function keepSimulation(tx: Transaction, id: ProposalId, simulation: Simulation): Promise<void> {
  await tx.query(
    'insert into policy.simulation (entry, proposal, result_digest, result, made_at) values ($1, $2, $3, $4, $5)',
    [simulation.entry, id, simulation.result, JSON.stringify(simulation.found), simulation.madeAt],
  );
}

/** The newest what-if of a proposed set. */
export async function lastSimulation(db: Queryable, id: ProposalId): Promise<Simulation | undefined> {
  const [row] = await db.query<{ entry: string; result_digest: string; result: unknown; made_at: string }>(
    `select entry, result_digest, result, made_at from policy.simulation where proposal = $1
     order by made_at desc, entry limit 1`,
    [id],
  );
  return (
    row && {
      entry: must(isEntryId, row.entry),
      result: must(isDigest, row.result_digest),
      found: readWhatIf(row.result),
      madeAt: must(isInstant, row.made_at),
    }
  );
}

/** One governor’s signature over what a what-if was signed with. */
export interface ProposedSignature {
  readonly signer: SubjectId;
  readonly statement: string;
  readonly signature: string;
  readonly signedAt: Instant;
}

export const keepProposedSignature = (tx: Transaction, simulation: EntryId, signed: ProposedSignature) =>
  tx.query(
    `insert into policy.proposed_signature (simulation, signer, statement, signature, signed_at)
     values ($1, $2, $3, $4, $5)`,
    [simulation, signed.signer, signed.statement, signed.signature, signed.signedAt],
  );

/** In the order of signing. */
export const proposedSignatures = (
  db: Queryable,
  simulation: EntryId,
): Promise<readonly ProposedSignature[]> =>
  db.query<ProposedSignature>(
    `select signer, statement, signature, signed_at as "signedAt" from policy.proposed_signature
     where simulation = $1 order by signed_at, signer`,
    [simulation],
  );
