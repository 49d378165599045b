import { decisions } from '../../api/routes/index.ts';
import { isRecorded, oneOfEach, type AnswerSaid } from '../../commands/decide-batch.ts';
import { batchCovers } from '../../commands/statement-covers.ts';
import { done, type ProposalId } from '../../model/index.ts';
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
  given: { readonly answer: 'approve' | 'reject'; readonly reason: string | undefined },
): Promise<number> {
  const opened = await ask(io, decisions.openBatch, {
    answers: proposals.map((proposal) => ({
      proposal,
      answer: given.answer,
      ...(given.reason === undefined ? {} : { reason: given.reason }),
    })),
    keyFingerprint: key.fingerprint,
  });
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
    const answers = `${items.length} ${items.length === 1 ? 'answer' : 'answers'}`;
    io.err(`You sign once, for ${answers}: ${given.answer}\n`);
    io.err(`${items.flatMap(answerLines).join('\n')}\n`);
    if (left.length > 0) io.err(`Not signed:\n${leftLines(left).join('\n')}\n`);
  }
  const taken = await ask(io, decisions.takeBatch, {
    statement,
    signature: await key.sign(statement),
    items: items.map(({ item }) => item),
  });
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
