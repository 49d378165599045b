import {
  done,
  endOfChanges,
  isProposalId,
  must,
  refuse,
  refuseEnds,
  refuseUnwatched,
  stateFound,
  suspendedFirst,
  watchAsked,
  type Actor,
  type CaseContext,
  type CaseFacts,
  type Change,
  type EntryId,
  type FindingId,
  type Instant,
  type MandateId,
  type Origin,
  type PersonFacts,
  type ProposedChange,
  type Proposal,
  type ProposalId,
  type Result,
  type SubjectId,
  type Verdict,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { materialDigest, shownDigest } from '../platform/evidence-digest.ts';
import type { Transaction } from '../platform/store/index.ts';
import { completeChange, onlyReduces } from './change-types/index.ts';
import { changesDigest, proposalContent } from './digests.ts';
import type { ReviewBench } from './bench.ts';
import { heldUntil } from './held-until.ts';
import { openTwin, storeProposal } from './stored-proposal.ts';

/** A draft with no authority: what somebody or something would like to change, and why. */
export interface Draft {
  readonly origin: Origin;
  readonly draftedBy: string;
  /** Which version of the rule, where a rule drafted it: so that what one version led to can be found. */
  readonly draftVersion?: number;
  readonly title: string;
  readonly reason: string;
  readonly changes: readonly Change[];
  readonly findings: readonly FindingId[];
  readonly endsAt: Instant | null;
  /** Entries it rests on: the reads and the evaluation that found it. */
  readonly causedBy: readonly EntryId[];
}

/** Who files it. Only what a rule or a campaign says, unedited, and merely reduces access may come without a requester. */
export type FiledBy =
  | {
      readonly as: 'requester';
      readonly person: SubjectId;
      readonly statement: string;
      readonly signature: string;
      /** The filing of the request under the same signature, of which this is a part. */
      readonly narrows?: EntryId;
    }
  | {
      readonly as: 'filer';
      /** While the same case is open, that one is named instead. */
      readonly once?: true;
      /** Who filed it, with their signed request; absent: nobody knows, and above tier low two people sign. */
      readonly signed?: {
        readonly person: SubjectId;
        readonly statement: string;
        readonly signature: string;
      };
      /** Who launched the campaign whose answer this is, by the entry that it names as its cause. */
      readonly launcher?: SubjectId;
    }
  | UnderMandate;

/** An item of a mandate: nobody asks for it but those who signed, whose entries it names. */
export interface UnderMandate {
  readonly as: 'mandate';
  readonly mandate: MandateId;
  readonly signed: readonly EntryId[];
}

export interface FiledCase {
  readonly proposal: ProposalId;
  readonly entry: EntryId;
  readonly verdict: Verdict;
}

/** Who files a draft, or that nobody has yet: it is only looked at. */
type Filing = FiledBy | { readonly as: 'nobody yet' };

/** What a draft would be as a case: nothing of it is kept, and its id is used only when it is filed. */
export interface PreparedCase {
  readonly proposal: Proposal;
  readonly verdict: Verdict;
  /** What the verdict was made on, to be kept with it. */
  readonly inputs: readonly string[];
  readonly facts: CaseFacts;
}

/**
 * Completes a draft with preconditions, inverses and evidence, and asks policy about it. Records nothing. What policy wants
 * suspended and watched before it is deleted is made so, unless a person signed for other changes.
 */
export async function prepareCase(
  bench: ReviewBench,
  draft: Draft,
  by: Filing,
): Promise<Result<PreparedCase>> {
  const prepared = await prepare(bench, draft, by);
  const watch = prepared.ok && !isSignedFor(by) ? watchAsked(prepared.value.verdict) : undefined;
  return watch === undefined
    ? prepared
    : prepare(bench, { ...draft, changes: suspendedFirst(draft.changes, watch) }, by);
}

const isSignedFor = (by: Filing): boolean =>
  by.as === 'requester' || (by.as === 'filer' && by.signed !== undefined);

async function prepare(bench: ReviewBench, draft: Draft, by: Filing): Promise<Result<PreparedCase>> {
  const now = bench.clock.now();
  const reducesOnly = draft.changes.every(onlyReduces);
  const ofNobody = draft.origin === 'rule' || draft.origin === 'lifecycle' || draft.origin === 'campaign';
  if (by.as === 'filer' && !(ofNobody && reducesOnly))
    return refuse(
      'approval_missing',
      'This proposal gives or changes something, so it needs a person who asks for it.',
      'File it with `--as NAME` (demo) or `--key FILE`, so that the requester is known and cannot approve it.',
    );

  const requester = by.as === 'requester' ? by.person : undefined;
  const facts = await bench.cases.lookUp(
    bench.database,
    {
      changes: draft.changes,
      findings: draft.findings,
      ...(requester === undefined ? {} : { requester }),
      ...(by.as === 'filer' ? {} : { purpose: draft.reason }),
    },
    now,
  );
  if (!facts.ok) return facts;

  const unwatched = refuseUnwatched(draft.changes);
  if (unwatched !== undefined) return unwatched;
  const changes: ProposedChange[] = [];
  for (const [index, change] of draft.changes.entries()) {
    const held = await heldUntil(bench.database, change);
    const completed = completeChange(
      change,
      stateFound(draft.changes, index, facts.value.states[index] ?? {}),
      held === undefined ? 'first' : 'extension',
    );
    if (!completed.ok) return completed;
    changes.push(completed.value);
  }

  const endless = refuseEnds(changes, draft.endsAt, now);
  if (endless !== undefined) return endless;

  const proposal: Proposal = {
    id: must(isProposalId, newId('prp')),
    origin: draft.origin,
    draftedBy: draft.draftedBy,
    title: draft.title,
    reason: draft.reason,
    findings: draft.findings,
    changes,
    evidence: facts.value.evidence,
    endsAt: draft.endsAt,
    createdAt: now,
    ...(requester === undefined ? {} : { requester }),
    ...filerIn(by),
    ...(by.as === 'mandate' ? { mandate: by.mandate } : {}),
  };

  const asker = await someoneToAnswer(bench, requester, now);
  if (asker === undefined)
    return refuse(
      'signer_unknown',
      'Nobody is enrolled to sign, so nothing can be decided.',
      'Enrol the first signer with `countersign signers bootstrap --key ~/.ssh/id_ed25519.pub --name "Your Name"`.',
    );
  const context: CaseContext = {
    now,
    filedAt: now,
    endsAt: endOfChanges(draft.changes, proposal.endsAt),
    signatures: [],
    ...filerOf(proposal),
  };
  const verdict = bench.judge.judgeCase(facts.value, asker, context);
  return done({
    proposal,
    verdict,
    inputs: bench.judge.inputsOfCase(facts.value, asker, context),
    facts: facts.value,
  });
}

/**
 * Draft → proposal with preconditions, inverses, evidence and policy's verdict, all in one transaction and the ledger.
 * `also`: what the caller keeps with it, in the same transaction.
 */
export async function fileProposal(
  bench: ReviewBench,
  draft: Draft,
  by: FiledBy,
  also: (tx: Transaction, filed: FiledCase, proposal: Proposal) => Promise<void> = () => Promise.resolve(),
): Promise<Result<FiledCase>> {
  const prepared = await prepareCase(bench, draft, by);
  if (!prepared.ok) return prepared;
  const { proposal, verdict, inputs } = prepared.value;
  const { requester, changes, createdAt: now } = proposal;
  const signed = by.as === 'requester' ? by : by.as === 'filer' ? by.signed : undefined;
  const { content, digest } = proposalContent(proposal);
  const actor: Actor = requester === undefined ? bench.self : { kind: 'person', id: requester, via: [] };
  const basis = {
    changes: changesDigest(changes, proposal.endsAt),
    evidenceShown: shownDigest(proposal.evidence),
    evidenceMaterial: materialDigest(proposal.evidence),
    proposal: digest,
  };
  return bench.database.transaction(async (tx) => {
    if (by.as === 'filer' && by.once === true) {
      const twin = await openTwin(tx, proposal);
      if (twin !== undefined) return alreadyOpen(twin);
    }
    const narrows = by.as === 'requester' ? by.narrows : undefined;
    if (signed !== undefined && narrows === undefined) {
      const before = await filedUnder(tx, signed.statement, proposal.id);
      if (before !== undefined) return askedBefore(before);
    }
    const blob = await bench.recorder.keep(tx, 'proposal', content);
    const entry = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'proposal.filed',
        at: now,
        // a narrower case is filed by whoever answers, not by who asked for more
        actor: narrows === undefined ? actor : bench.self,
        subjects: requester === undefined ? [] : [requester],
        causedBy: by.as === 'mandate' ? [...by.signed, ...draft.causedBy] : draft.causedBy,
        correlation: proposal.id,
        policy: bench.policy,
        basis,
        blobs: [blob],
        body: {
          proposal: proposal.id,
          origin: proposal.origin,
          draftedBy: proposal.draftedBy,
          ...(draft.draftVersion === undefined ? {} : { draftVersion: draft.draftVersion }),
          steps: changes.length,
          ...(requester === undefined ? {} : { requester }),
          ...(proposal.filer === undefined ? {} : { filer: proposal.filer }),
          ...(signed === undefined ? {} : { statement: signed.statement, signature: signed.signature }),
          ...(by.as === 'mandate' ? { mandate: by.mandate } : {}),
          ...(narrows === undefined ? {} : { narrows }),
        },
      }),
    );
    const verdictEntry = await recordVerdict(bench, tx, {
      about: entry,
      proposal: proposal.id,
      verdict,
      inputs,
      actor,
      now,
    });
    await storeProposal(tx, proposal, { entry, verdictEntry, blob });
    const filed: FiledCase = { proposal: proposal.id, entry, verdict };
    await also(tx, filed, proposal);
    return done(filed);
  });
}

export const alreadyOpen = (proposal: ProposalId) =>
  refuse(
    'already_done',
    `The same case is open already: \`${proposal}\`.`,
    'Decide that one; its evidence and changes are the same.',
    { proposal },
  );

/** A signed request asks once: what was filed under it before, or nothing, and then this is. */
async function filedUnder(
  tx: Transaction,
  statement: string,
  proposal: ProposalId,
): Promise<string | undefined> {
  const kept = digestOf(statement);
  const [own] = await tx.query(
    'insert into review.request_filed (statement, proposal) values ($1, $2) on conflict do nothing returning proposal',
    [kept, proposal],
  );
  if (own !== undefined) return undefined;
  const [before] = await tx.query<{ proposal: string }>(
    'select proposal from review.request_filed where statement = $1',
    [kept],
  );
  return before?.proposal ?? '';
}

const askedBefore = (proposal: string) =>
  refuse(
    'already_done',
    `This request was filed already, as \`${proposal}\`; a signature asks once.`,
    'To ask again, sign a new request.',
    { proposal },
  );

function filerIn(by: Filing): { readonly filer?: SubjectId } {
  const filer = by.as === 'filer' ? (by.signed?.person ?? by.launcher) : undefined;
  return filer === undefined ? {} : { filer };
}

/** Who filed it, for policy: whoever asked for it, or the known filer of a rule's draft. */
export const filerOf = (proposal: Proposal): { readonly filer?: SubjectId } => {
  const filer = proposal.requester ?? proposal.filer;
  return filer === undefined ? {} : { filer };
};

/** Whom policy is asked about before anyone signed: the requester, else whoever has been in force longest. */
async function someoneToAnswer(
  bench: ReviewBench,
  requester: SubjectId | undefined,
  now: Instant,
): Promise<PersonFacts | undefined> {
  const inForce = await bench.signers.inForce(now);
  const standing = inForce.find((signer) => signer.person === requester) ?? inForce[0];
  return standing === undefined
    ? undefined
    : { kind: 'person', id: standing.person, state: 'active', roles: standing.roles };
}

export async function recordVerdict(
  bench: ReviewBench,
  tx: Transaction,
  given: {
    readonly about: EntryId;
    readonly proposal: ProposalId;
    readonly verdict: Verdict;
    readonly inputs: readonly string[];
    readonly actor: Actor;
    readonly now: Instant;
  },
): Promise<EntryId> {
  const { verdict } = given;
  await bench.keepInputs(tx, given.proposal, given.inputs, given.now);
  return bench.recorder.record(
    tx,
    entryDraft({
      type: 'verdict.given',
      at: given.now,
      actor: bench.self,
      causedBy: [given.about],
      correlation: given.proposal,
      policy: verdict.digests.policy,
      basis: { policy: verdict.digests.policy, input: verdict.digests.input, basis: verdict.digests.basis },
      body: {
        about: given.about,
        outcome: verdict.outcome,
        missing: verdict.outcome === 'requestable' ? verdict.missing : [],
        deciding: verdict.deciding,
        actor: given.actor.id,
      },
    }),
  );
}
