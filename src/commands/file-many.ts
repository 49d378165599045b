import { countFindings, findingById, listFindings } from '../detection/index.ts';
import {
  Fault,
  done,
  isProposalId,
  type Explanation,
  type Finding,
  type FindingId,
  type ProposalId,
  type Result,
  type Severity,
} from '../model/index.ts';
import { openTwin, prepareCase, type ReviewBench } from '../review/index.ts';
import { filterOf, showFinding, type FindingsWanted } from './findings.ts';
import { proposeFromFinding } from './proposals.ts';
import { reviewBench } from './review-bench.ts';
import type { System } from './system.ts';
import { countedAtMost, mostFiledAtOnce, type Total } from './total.ts';

/**
 * What can be done about a finding from here, before anything is done: `ready`: a draft that only takes away and that policy
 * lets people sign. `asks`: a draft that gives something, so a person has to ask for it with a signature of their own.
 * `open`: the same case is open already. `by_hand`: no draft, and why. `informs`: nothing is expected to be done.
 * `denied`: policy denies it whoever signs. `settled`: not open any more. `refused`: it cannot be filed as it is.
 */
export type Can =
  | { readonly is: 'ready'; readonly title: string }
  | { readonly is: 'asks'; readonly title: string }
  | { readonly is: 'open'; readonly proposal: ProposalId }
  | { readonly is: 'by_hand' | 'informs' | 'denied' | 'settled' | 'refused'; readonly why: string };

export interface WeighedFinding {
  readonly finding: FindingId;
  readonly title: string;
  readonly severity: Severity;
  readonly can: Can;
}

export interface WeighedFindings {
  /** In the order asked for, or by rank. */
  readonly items: readonly WeighedFinding[];
  /** How many fit what was asked; more than are told where there are more than can be filed at once. */
  readonly total: Total;
}

export type WhichFindings = { readonly findings: readonly FindingId[] } | { readonly all: FindingsWanted };

type Report = (what: string, count: number, total: number) => void;

/** Says of each finding what filing its draft would come to. Files nothing. */
export async function weighFindings(
  system: System,
  asked: WhichFindings,
  report: Report,
): Promise<Result<WeighedFindings>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const which = await findingsOf(system, asked);
  const items: WeighedFinding[] = [];
  for (const finding of which.findings) {
    items.push(await weighFinding(system, bench.value, finding));
    report('findings looked at', items.length, which.findings.length);
  }
  return done({ items, total: which.total });
}

async function findingsOf(
  system: System,
  asked: WhichFindings,
): Promise<{ readonly findings: readonly FindingId[]; readonly total: Total }> {
  if ('findings' in asked) {
    const findings = [...new Set(asked.findings)];
    return { findings, total: { count: findings.length, isLeast: false } };
  }
  const now = system.clock.now();
  const filter = filterOf(asked.all);
  const page = await listFindings(system.database, { filter, limit: mostFiledAtOnce, now });
  const total = await countFindings(system.database, { filter, now, most: countedAtMost });
  return { findings: page.items.map((each) => each.finding.id), total };
}

async function weighFinding(system: System, bench: ReviewBench, id: FindingId): Promise<WeighedFinding> {
  const record = await findingById(system.database, id, system.clock.now());
  if (record === undefined)
    return {
      finding: id,
      title: id,
      severity: 'info',
      can: { is: 'settled', why: 'there is no such finding' },
    };
  const { title, severity, state } = record.finding;
  return { finding: id, title, severity, can: await whatCan(system, bench, id, { severity, state }) };
}

async function whatCan(
  system: System,
  bench: ReviewBench,
  id: FindingId,
  { severity, state }: Pick<Finding, 'severity' | 'state'>,
): Promise<Can> {
  if (state.is !== 'open') return { is: 'settled', why: `it is ${state.is}` };
  const shown = await showFinding(system, id);
  if (!shown.ok) return { is: 'settled', why: shown.message };
  const { draft, item } = shown.value;
  if (draft === undefined) {
    const why = 'none' in item.draft ? item.draft.none : 'no rule proposes anything';
    return { is: severity === 'info' ? 'informs' : 'by_hand', why };
  }
  const prepared = await prepareCase(bench, { ...draft, origin: 'rule', causedBy: [] }, { as: 'filer' });
  if (!prepared.ok)
    return prepared.code === 'approval_missing'
      ? { is: 'asks', title: draft.title }
      : { is: 'refused', why: prepared.message };
  const { proposal, verdict } = prepared.value;
  if (verdict.outcome === 'deny') return { is: 'denied', why: verdict.because };
  const twin = await openTwin(system.database, proposal);
  return twin === undefined ? { is: 'ready', title: draft.title } : { is: 'open', proposal: twin };
}

/** What became of one. `open`: the same case was open before, by this same call made twice or by somebody else. */
export type FiledOne =
  | { readonly finding: FindingId; readonly is: 'filed' | 'open'; readonly proposal: ProposalId }
  | { readonly finding: FindingId; readonly is: 'refused'; readonly why: Explanation };

/**
 * Files the rule's draft of each, one after the other, each whole in a transaction of its own: one that is refused leaves
 * the others as they are. Sent again it goes on where it ended, since a case that is open is not filed twice.
 */
export async function fileMany(
  system: System,
  asked: { readonly findings: readonly FindingId[] },
  report: Report,
): Promise<Result<{ readonly items: readonly FiledOne[] }>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const findings = [...new Set(asked.findings)];
  const items: FiledOne[] = [];
  for (const finding of findings) {
    items.push(await fileOne(system, finding));
    report('drafts filed', items.length, findings.length);
  }
  return done({ items });
}

async function fileOne(system: System, finding: FindingId): Promise<FiledOne> {
  const filed = await tried(() => proposeFromFinding(system, { finding }));
  if (filed.ok) return { finding, is: 'filed', proposal: filed.value.proposal };
  const { ok: _, ...why } = filed;
  const open = why.code === 'already_done' ? why.details?.['proposal'] : undefined;
  return typeof open === 'string' && isProposalId(open)
    ? { finding, is: 'open', proposal: open }
    : { finding, is: 'refused', why };
}

/** A fault about one is told with that one, so that what was done for the others is told as well. */
async function tried<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, next } = error;
    return { ok: false, code, message, ...(next === undefined ? {} : { next }) };
  }
}
