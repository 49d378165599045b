import { useKept } from '../../kept.ts';

export type Answer = 'approve' | 'reject';

const isProposalId = (text: unknown): text is string =>
  typeof text === 'string' && /^prp_[0-9a-z]{8,40}$/.test(text);

/** One answer a case, by its id, in the order they were given. Kept in this tab until they are signed. */
export function useAnswers(person: string | undefined): {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly set: (proposal: string, answer: Answer | undefined) => void;
  readonly forget: (proposals: readonly string[] | 'all') => void;
} {
  const [kept, keep] = useKept(`decide.${person ?? ''}`);
  const answers = readAnswers(kept);
  const write = (next: ReadonlyMap<string, Answer>): void =>
    keep(next.size === 0 ? '' : JSON.stringify([...next]));
  return {
    answers,
    set: (proposal, answer) => {
      const next = new Map(answers);
      if (answer === undefined) next.delete(proposal);
      else next.set(proposal, answer);
      write(next);
    },
    forget: (proposals) =>
      write(
        proposals === 'all' ? new Map() : new Map([...answers].filter(([id]) => !proposals.includes(id))),
      ),
  };
}

function readAnswers(kept: string): ReadonlyMap<string, Answer> {
  try {
    const value: unknown = kept === '' ? [] : JSON.parse(kept);
    const pairs = Array.isArray(value) ? value.filter(Array.isArray) : [];
    return new Map(
      pairs.flatMap(([id, answer]): [string, Answer][] =>
        isProposalId(id) && (answer === 'approve' || answer === 'reject') ? [[id, answer]] : [],
      ),
    );
  } catch {
    return new Map();
  }
}
