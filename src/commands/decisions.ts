import {
  done,
  isEntryId,
  refuse,
  type EntryId,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import {
  openDecision,
  openRestore,
  takeDecision,
  takeRestore,
  type DecisionTaken,
  type OpenDecision,
} from '../review/index.ts';
import { inWords, reviewBench } from './review-bench.ts';
import type { System } from './system.ts';
import { freshenWhatIf } from './what-if/of-case.ts';

export interface DecisionAskedFor {
  readonly proposal: ProposalId;
  readonly keyFingerprint: string;
  readonly answer: 'approve' | 'reject';
  readonly reason?: string;
  /** Whose authority the signer uses, lent by a delegation; absent: their own. */
  readonly for?: SubjectId;
}

/** The exact statement that this key would sign, with the case it is about. */
export async function openDecisionOn(system: System, asked: DecisionAskedFor): Promise<Result<OpenDecision>> {
  const fresh = await freshenWhatIf(system, asked.proposal);
  if (!fresh.ok) return fresh;
  const bench = await reviewBench(system);
  return bench.ok ? openDecision(bench.value, asked) : bench;
}

export async function decide(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<DecisionTaken & { readonly missingInWords: readonly string[] }>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const taken = await takeDecision(bench.value, signed.statement, signed.signature);
  if (!taken.ok) return taken;
  return done({ ...taken.value, missingInWords: inWords(bench.value, taken.value.verdict) });
}

export async function openRestoreOf(
  system: System,
  asked: { readonly execution: string; readonly keyFingerprint: string; readonly reason: string },
): Promise<Result<{ readonly statement: string }>> {
  const { execution } = asked;
  if (!isEntryId(execution)) return refuse('not_found', `\`${execution}\` is not an execution’s id (ent_…).`);
  const bench = await reviewBench(system);
  return bench.ok ? openRestore(bench.value, { ...asked, execution }) : bench;
}

export async function restore(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<{ readonly plan: EntryId }>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const taken = await takeRestore(bench.value, signed.statement, signed.signature);
  return taken.ok ? done({ plan: taken.value.plan }) : taken;
}
