import {
  answersOf,
  refuse,
  type CampaignAnswer,
  type Instant,
  type Lane,
  type Refusal,
} from '../../model/index.ts';

/** What one answer is worth. `keeps`: the access stays as it is. `takes`: something is taken away or has to be done. */
export interface AnswerMeaning {
  readonly is: 'keeps' | 'takes' | 'unclear';
  /** It is nothing without a date. */
  readonly needsUntil?: true;
  /** Somebody has to be told why. */
  readonly needsReason?: true;
  /** It says itself which changes it makes. */
  readonly needsChanges?: true;
  /** There is no typed change for it: it is done by hand and proven by what the source says after. */
  readonly byHand?: true;
}

/** Every answer, and what it asks for. A row here is all that a further answer takes. */
export const meanings: Readonly<Record<CampaignAnswer, AnswerMeaning>> = {
  certify: { is: 'keeps' },
  revoke: { is: 'takes' },
  narrow: { is: 'takes', needsChanges: true },
  rescope: { is: 'takes', needsChanges: true },
  limit: { is: 'takes', needsUntil: true },
  suspend: { is: 'takes' },
  retire: { is: 'takes' },
  rotate: { is: 'takes', byHand: true },
  make_ephemeral: { is: 'takes', byHand: true, needsReason: true },
  dont_know: { is: 'unclear' },
};

const longestLimitDays = 366;

/** Why this is no answer that somebody in this lane can give, or nothing. */
export function unfitAnswer(
  lane: Lane,
  given: {
    readonly answer: CampaignAnswer;
    readonly until: Instant | null;
    readonly reason: string | null;
    readonly changes: number;
  },
  now: Instant,
): Refusal | undefined {
  const { answer } = given;
  const allowed: readonly string[] = answersOf[lane];
  if (!allowed.includes(answer))
    return refuse(
      'input_invalid',
      `\`${answer}\` is no answer in the lane of ${lane}.`,
      `Answer one of: ${allowed.join(', ')}.`,
    );
  const meaning = meanings[answer];
  if (meaning.needsUntil === true && given.until === null)
    return refuse('input_invalid', `\`${answer}\` needs a date.`, 'Say until when: `--until 2026-06-30`.');
  if (meaning.needsUntil !== true && given.until !== null)
    return refuse('input_invalid', `\`${answer}\` has no date.`, 'Leave the date out, or answer `limit`.');
  if (given.until !== null && (given.until <= now || daysAhead(now, given.until) > longestLimitDays))
    return refuse(
      'end_invalid',
      `The date has to be ahead, and at most ${longestLimitDays} days; it is ${given.until}.`,
    );
  if (meaning.needsReason === true && given.reason === null)
    return refuse('input_invalid', `\`${answer}\` needs a reason.`, 'Say why: `--reason TEXT`.');
  if (meaning.needsChanges === true && given.changes === 0)
    return refuse(
      'input_invalid',
      `\`${answer}\` has to say what is taken away.`,
      'The page of the item offers what would work; name one of these.',
    );
  return meaning.needsChanges !== true && given.changes > 0
    ? refuse('input_invalid', `\`${answer}\` makes its own change; it takes none.`)
    : undefined;
}

const daysAhead = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
