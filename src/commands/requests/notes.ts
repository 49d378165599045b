import { done, type ProposalId, type Result } from '../../model/index.ts';
import {
  fileNarrower,
  openNote,
  takeNote,
  type NarrowerAsked,
  type NoteAsked,
  type NoteShown,
} from '../../review/index.ts';
import type { Filed } from '../proposals.ts';
import { inWords, reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';

/** The statement of a question, an answer or a withdrawal. */
export async function openNoteOn(
  system: System,
  asked: NoteAsked,
): Promise<Result<{ readonly statement: string }>> {
  const bench = await reviewBench(system);
  return bench.ok ? openNote(bench.value, asked) : bench;
}

/** Records it. */
export async function noteOn(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<NoteShown>> {
  const bench = await reviewBench(system);
  return bench.ok ? takeNote(bench.value, signed) : bench;
}

/** Files less than was asked for, under the request’s own signature, to be approved in its place. */
export async function narrowProposal(
  system: System,
  asked: NarrowerAsked,
): Promise<Result<Filed & { readonly narrows: ProposalId }>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const filed = await fileNarrower(bench.value, asked);
  if (!filed.ok) return filed;
  const { proposal, verdict } = filed.value;
  return done({ proposal, verdict, missingInWords: inWords(bench.value, verdict), narrows: asked.proposal });
}
