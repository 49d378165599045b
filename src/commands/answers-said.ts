import { done, refuse, type ProposalId, type Result } from '../model/index.ts';
import type { AnswerTaken, NotDecided } from '../review/index.ts';

export type { NotDecided };

/** What became of one answer: as `AnswerTaken`, with what is still missing in words. */
export type AnswerSaid =
  | (Exclude<AnswerTaken, NotDecided> & { readonly missingInWords: readonly string[] })
  | NotDecided;

/** Whether this answer stands in the ledger now. */
export const isRecorded = (answer: AnswerSaid): answer is Exclude<AnswerSaid, NotDecided> =>
  answer.is === 'decided' || answer.is === 'planned';

/** Puts what a server said into the order of the proposals that were named; refuses unless it says one thing of each and of no other. */
export function oneOfEach<T>(
  named: readonly ProposalId[],
  said: readonly T[],
  proposalOf: (each: T) => ProposalId,
): Result<readonly T[]> {
  const found = new Map(said.map((each) => [proposalOf(each), each]));
  const items = named.flatMap((proposal) => found.get(proposal) ?? []);
  return items.length === named.length && items.length === said.length
    ? done(items)
    : refuse(
        'check_failed',
        'The server’s answer does not account for every proposal that was named, once each.',
        'Look at the server: `countersign doctor`, `countersign ledger verify`.',
      );
}
