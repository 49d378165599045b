import type { Report } from '../../api/route.ts';
import { decisions } from '../../api/routes/index.ts';
import { isRecorded, oneOfEach, type AnswerSaid } from '../../commands/answers-said.ts';
import { batchCovers } from '../../commands/statement-covers.ts';
import { done, type ProposalId, type SubjectId } from '../../model/index.ts';
import { progressMode, startProgress } from '../../platform/progress.ts';
import { answer } from '../answer.ts';
import { ask } from '../connect.ts';
import type { Io } from '../io.ts';
import { signing, type SigningKey } from '../sign.ts';
import { answerLines, batchText, leftLines } from '../text/batch.ts';

/**
 * One signature over the same answer to many proposals. What each item covers and the root over all is worked out on this
 * side; what cannot be signed now is left out and said. Status 0 only when every answer asked for is recorded.
 */
export async function decideBatch(
  io: Io,
  key: SigningKey,
  proposals: readonly ProposalId[],
  given: {
    readonly answer: 'approve' | 'reject';
    readonly reason: string | undefined;
    readonly for: SubjectId | undefined;
  },
): Promise<number> {
  const answers = proposals.map((proposal) => ({
    proposal,
    answer: given.answer,
    ...(given.reason === undefined ? {} : { reason: given.reason }),
    ...(given.for === undefined ? {} : { for: given.for }),
  }));
  const opened = await telling(io, 'looking at the cases', 'cases', answers.length, (report) =>
    ask(io, decisions.openBatch, { answers, keyFingerprint: key.fingerprint }, report),
  );
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement, items, left } = opened.value;
  const cases = [...items.map(({ proposal }) => proposal.id), ...left.map(({ proposal }) => proposal)];
  const all = oneOfEach(proposals, cases, (id) => id);
  if (!all.ok) return answer(io, all, () => '');
  if (statement === undefined) return report(io, proposals, left);

  const covers = batchCovers(
    statement,
    signing(io),
    items.map(({ item, proposal }) => ({ item, shown: { id: proposal.id, proposal, ...given } })),
  );
  if (!covers.ok) return answer(io, covers, () => '');
  if (!io.json) {
    const many = `${items.length} ${items.length === 1 ? 'answer' : 'answers'}`;
    io.err(`You sign once, for ${many}: ${given.answer}\n`);
    io.err(`${items.flatMap(answerLines).join('\n')}\n`);
    if (left.length > 0) io.err(`Not signed:\n${leftLines(left).join('\n')}\n`);
  }
  const signed = { statement, signature: await key.sign(statement), items: items.map(({ item }) => item) };
  const taken = await telling(io, 'recording the answers', 'answers', items.length, (report) =>
    ask(io, decisions.takeBatch, signed, report),
  );
  return taken.ok ? report(io, proposals, [...taken.value.items, ...left]) : answer(io, taken, () => '');
}

/** Everything that was named, in that order, with what became of it; status 0 only when all of it is recorded. */
function report(io: Io, proposals: readonly ProposalId[], said: readonly AnswerSaid[]): number {
  const items = oneOfEach(proposals, said, ({ proposal }) => proposal);
  if (!items.ok) return answer(io, items, () => '');
  const status = answer(
    io,
    done({
      items: items.value,
      asked: items.value.length,
      recorded: items.value.filter(isRecorded).length,
      planned: items.value.filter(({ is }) => is === 'planned').length,
    }),
    () => batchText(items.value),
  );
  return items.value.every(isRecorded) ? status : 1;
}

/** Below this many nobody waits long enough to ask how far it is. */
const worthTelling = 20;

async function telling<T>(
  io: Io,
  what: string,
  unit: string,
  total: number,
  work: (report?: Report) => Promise<T>,
): Promise<T> {
  if (total < worthTelling) return work();
  const mode = progressMode({ json: io.json, isTerminal: io.isTerminal });
  const progress = startProgress({ what, unit, total, mode, write: (text) => io.err(text) });
  let told = 0;
  const answered = await work(({ count }) => {
    progress.add(Math.max(0, count - told));
    told = Math.max(told, count);
  });
  progress.done();
  return answered;
}
