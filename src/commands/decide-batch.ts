import { done, type Result } from '../model/index.ts';
import { openBatch, takeBatch, type BatchAsked, type OpenBatch, type SignedBatch } from '../review/index.ts';
import type { AnswerSaid } from './answers-said.ts';
import { inWords, reviewBench } from './review-bench.ts';
import type { System } from './system.ts';
import { freshenWhatIfs } from './what-if/of-case.ts';

type Report = (what: string, count: number, total: number) => void;

/** The one statement that this key would sign over many answers, with the cases it is about and what it leaves out. */
export async function openBatchOf(
  system: System,
  asked: BatchAsked,
  report: Report,
): Promise<Result<OpenBatch>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const total = asked.answers.length;
  const fresh = await freshenWhatIfs(
    system,
    asked.answers.map(({ proposal }) => proposal),
  );
  if (!fresh.ok) return fresh;
  return openBatch(bench.value, asked, (opened) => report('cases looked at', opened, total));
}

/** One for each answer that was signed, in their order. */
export interface BatchDecided {
  readonly items: readonly AnswerSaid[];
}

export async function decideBatch(
  system: System,
  signed: SignedBatch,
  report: Report,
): Promise<Result<BatchDecided>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const total = signed.items.length;
  const taken = await takeBatch(bench.value, signed, (count) => report('answers taken', count, total));
  if (!taken.ok) return taken;
  return done({
    items: taken.value.map((answer) =>
      'why' in answer ? answer : { ...answer, missingInWords: inWords(bench.value, answer.verdict) },
    ),
  });
}
