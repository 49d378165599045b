import {
  done,
  isProposalId,
  must,
  refuse,
  isSubjectId,
  type Change,
  type EntryId,
  type FindingId,
  type Instant,
  type ProposalId,
  type Result,
  type SubjectId,
  type Verdict,
} from '../model/index.ts';
import { findingById, rules } from '../detection/index.ts';
import { newId } from '../platform/clock.ts';
import {
  countProposals,
  decisionsOn,
  fileProposal,
  listProposals,
  loadProposal,
  prepareCase,
  onlyReduces,
  readRequestStatement,
  recusalsOf,
  requestedDigest,
  says,
  stateOne,
  statementText,
  type Draft,
  type FiledProposal,
  type ListedProposal,
  type ProposalsRequest,
  type RecusalKept,
  type ReviewBench,
  type StoredDecision,
} from '../review/index.ts';
import { endingsOf, type EndingShown } from './endings/ending-shown.ts';
import { evaluationsOf } from './evaluations.ts';
import { textIn } from './executions.ts';
import { showFinding } from './findings.ts';
import { inWords, reviewBench } from './review-bench.ts';
import type { System } from './system.ts';
import { restsOnWhatIf, supposedFirst } from './what-if/of-case.ts';
import { countedAtMost, type Total } from './total.ts';

/** A case as people are told it: what would change, what policy says, who has signed, what is missing in words. */
export interface CaseShown {
  readonly filed: FiledProposal;
  readonly changesInWords: readonly string[];
  readonly verdict: Verdict;
  readonly missingInWords: readonly string[];
  readonly decisions: readonly StoredDecision[];
  /** Who took themselves out of it: no signature of theirs counts. */
  readonly recusals: readonly RecusalKept[];
  readonly plans: readonly PlanShown[];
  /** What it gives until a date, once its plan is there: how it stands with each end. */
  readonly endings: readonly EndingShown[];
}

export interface PlanShown {
  readonly plan: EntryId;
  readonly kind: string;
  readonly executions: readonly { readonly execution: EntryId; readonly outcome: string }[];
}

export interface Filed {
  readonly proposal: ProposalId;
  readonly verdict: Verdict;
  readonly missingInWords: readonly string[];
}

/** Files the rule's own draft, unedited; only one that merely reduces access needs no requester. */
export async function proposeFromFinding(
  system: System,
  asked: { readonly finding: FindingId; readonly signed?: SignedRequest },
): Promise<Result<Filed>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const found = await showFinding(system, asked.finding);
  if (!found.ok) return found;
  const { draft, item } = found.value;
  if (draft === undefined)
    return refuse(
      'not_found',
      `No rule has a draft for \`${asked.finding}\`: ${'none' in item.draft ? item.draft.none : ''}.`,
      'Propose a change yourself: `countersign help propose`.',
    );
  const version = rules.find(({ id }) => id === draft.draftedBy)?.version;
  return file(
    bench.value,
    {
      ...draft,
      origin: 'rule',
      causedBy: await evaluationsOf(system),
      ...(version === undefined ? {} : { draftVersion: version }),
    },
    asked.signed,
  );
}

export interface SignedRequest {
  readonly statement: string;
  readonly signature: string;
}

export interface RequestAsked {
  readonly changes: readonly Change[];
  readonly purpose: string;
  readonly endsAt: Instant | null;
  readonly findings: readonly FindingId[];
}

/** The statement by which a person asks for changes; they sign it, and then cannot approve it. */
export async function openRequest(
  system: System,
  asked: RequestAsked & { readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string }>> {
  const now = system.clock.now();
  const standing = await system.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined)
    return refuse(
      'signer_unknown',
      `The key ${asked.keyFingerprint} speaks for nobody in this ledger now.`,
      'See `countersign signers`.',
    );
  const statement = stateOne(
    { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'request',
    {
      changes: requestedDigest(asked.changes, asked.endsAt),
      purpose: asked.purpose,
    },
  );
  return done({ statement: statementText(statement) });
}

/** Files a person's signed request. */
export async function proposeByPerson(
  system: System,
  asked: RequestAsked & { readonly signed: SignedRequest },
): Promise<Result<Filed>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const draft: Draft = {
    origin: 'person',
    draftedBy: 'person',
    title: (await titlesOf(system, asked.changes)).join('; ').slice(0, 500),
    reason: asked.purpose,
    changes: asked.changes,
    findings: asked.findings,
    endsAt: asked.endsAt,
    causedBy: [],
  };
  return restsOnWhatIf(asked.changes)
    ? file(bench.value, draft, asked.signed, () => supposedFirst(system, asked.changes))
    : file(bench.value, draft, asked.signed);
}

/** Files what a rule says about somebody's life, asked for by the person who signed the request. */
export async function proposeAsked(
  system: System,
  draft: Draft,
  signed: SignedRequest,
): Promise<Result<Filed>> {
  const bench = await reviewBench(system);
  return bench.ok ? file(bench.value, draft, signed) : bench;
}

/** Files what a rule says that only takes away; nobody asks for it. */
export async function proposeByRule(system: System, draft: Draft): Promise<Result<Filed>> {
  const bench = await reviewBench(system);
  return bench.ok ? file(bench.value, draft, undefined) : bench;
}

/** What each change does; an accepted risk by what was found, which its id alone would not tell. */
async function titlesOf(system: System, changes: readonly Change[]): Promise<readonly string[]> {
  const titles: string[] = [];
  for (const change of changes) {
    const found =
      change.type === 'risk.accept'
        ? await findingById(system.database, change.findingId, system.clock.now())
        : undefined;
    titles.push(
      change.type === 'risk.accept' && found !== undefined
        ? `Accept until ${change.until.slice(0, 10)}: ${found.finding.title}`
        : says(change),
    );
  }
  return titles;
}

async function file(
  bench: ReviewBench,
  draft: Draft,
  signed: SignedRequest | undefined,
  /** What is recorded before it is filed: only once it is known that somebody signed it and that it could be filed. */
  first?: () => Promise<Result<true>>,
): Promise<Result<Filed>> {
  const by =
    signed === undefined ? ({ as: 'filer', once: true } as const) : await requesterOf(bench, draft, signed);
  if ('ok' in by) return by;
  if (first !== undefined) {
    const prepared = await prepareCase(bench, draft, by);
    if (!prepared.ok) return prepared;
    const made = await first();
    if (!made.ok) return made;
  }
  const filed = await fileProposal(bench, draft, by);
  if (!filed.ok) return filed;
  const { proposal, verdict } = filed.value;
  return done({ proposal, verdict, missingInWords: inWords(bench, verdict) });
}

async function requesterOf(bench: ReviewBench, draft: Draft, signed: SignedRequest) {
  const now = bench.clock.now();
  const checked = bench.signatures.verify(signed.statement, signed.signature);
  if (!checked.ok) return checked;
  const read = readRequestStatement(signed.statement, bench.ledgerName, now);
  if (!read.ok) return read;
  const standing = await bench.signers.standing(checked.keyFingerprint, now);
  if (standing === undefined || standing.person !== read.value.signer)
    return refuse(
      'signer_unknown',
      `The key ${checked.keyFingerprint} does not speak for who asks.`,
      'See `countersign signers`.',
    );
  if (
    read.value.item.changes !== requestedDigest(draft.changes, draft.endsAt) ||
    read.value.item.purpose !== draft.reason
  )
    return refuse(
      'signature_invalid',
      'The request that was signed asks for something else.',
      'Sign the request anew.',
    );
  const person: SubjectId = must(isSubjectId, standing.person);
  const request = { person, statement: signed.statement, signature: signed.signature } as const;
  // a rule's own draft that takes access away has a filer, who may sign it; whatever gives something has a requester
  return draft.origin === 'rule' && draft.changes.every(onlyReduces)
    ? ({ as: 'filer', signed: request } as const)
    : ({ as: 'requester', ...request } as const);
}

export async function showProposal(system: System, id: string): Promise<Result<CaseShown>> {
  if (!isProposalId(id)) return refuse('not_found', `\`${id}\` is not a proposal’s id (prp_…).`);
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const loaded = await loadProposal(system.database, id);
  if (!loaded.ok) return loaded;
  const filed = loaded.value;
  // what was filed a moment ago may not have its number yet
  const verdictLeaf = await system.ledger.sequenced(filed.verdictEntry, 10);
  const verdict = readVerdict(verdictLeaf.entry.body, verdictLeaf.entry.basis);
  return done({
    filed,
    changesInWords: filed.proposal.changes.map((proposed) => says(proposed.change)),
    verdict,
    missingInWords: inWords(bench.value, verdict),
    decisions: await decisionsOn(system.database, id),
    recusals: await recusalsOf(system.database, id),
    plans: await plansOf(system, id),
    endings: await endingsOf(system, id),
  });
}

function readVerdict(
  body: Readonly<Record<string, unknown>>,
  basis: Readonly<Record<string, Verdict['digests']['policy']>>,
): Verdict {
  const list = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  const { policy, input, basis: rests } = basis;
  if (policy === undefined || input === undefined || rests === undefined)
    throw new TypeError('a verdict entry without its digests');
  const digests = { policy, input, basis: rests };
  const deciding = list(body['deciding']);
  if (body['outcome'] === 'permit') return { outcome: 'permit', deciding, digests };
  if (body['outcome'] === 'requestable')
    return { outcome: 'requestable', missing: list(body['missing']), deciding, digests };
  return { outcome: 'deny', because: deciding.join(', '), deciding, digests };
}

async function plansOf(system: System, proposal: ProposalId): Promise<readonly PlanShown[]> {
  const rows = await system.database.query<{ entry: EntryId; kind: string }>(
    'select entry, kind from review.plan where proposal = $1 order by created_at',
    [proposal],
  );
  const plans: PlanShown[] = [];
  for (const row of rows) {
    const started = await system.ledger.causedBy(row.entry, 'execution.started');
    const executions = [];
    for (const leaf of started) {
      const [finished] = await system.ledger.causedBy(leaf.entry.id, 'execution.finished');
      executions.push({
        execution: leaf.entry.id,
        outcome: textIn(finished, 'outcome') ?? 'running',
      });
    }
    plans.push({ plan: row.entry, kind: row.kind, executions });
  }
  return plans;
}

export interface ProposalsList {
  readonly items: readonly ListedProposal[];
  readonly total: Total;
  readonly next: NonNullable<ProposalsRequest['after']> | null;
}

/** A page of proposals in order of filing. */
export async function listOfProposals(
  system: System,
  asked: ProposalsRequest,
): Promise<Result<ProposalsList>> {
  const { items, next } = await listProposals(system.database, asked);
  return done({ items, next, total: await countProposals(system.database, asked, countedAtMost) });
}
