import type { QualityRules } from '../../model/index.ts';
import type { AnswerSeen } from './answer-seen.ts';
import type { Quality } from './quality.ts';

/** What may be said of a reviewer in a campaign: surely low, surely not low, or neither. Unknown is no reproach. */
export type Standing = 'sound' | 'unknown' | 'low';

export function standingOf({ figure }: Pick<Quality, 'figure'>, rules: QualityRules): Standing {
  if (figure === null) return 'unknown';
  if (figure.high < rules.lowBelow) return 'low';
  return figure.low >= rules.lowBelow ? 'sound' : 'unknown';
}

/** What policy makes of a quality: how many items one bulk answer may take, and which answers are opened again. */
export interface Consequence {
  readonly standing: Standing;
  readonly mostInBulk: number;
  /** Real items whose answers are opened again before they are signed. */
  readonly reopened: readonly string[];
}

export function consequenceOf(
  quality: Pick<Quality, 'figure'>,
  answers: readonly AnswerSeen[],
  rules: QualityRules,
): Consequence {
  const standing = standingOf(quality, rules);
  const reopens = (one: AnswerSeen): boolean =>
    one.right === null &&
    one.lean !== 'open' &&
    (rules.reopen === 'bulk' ? one.inBulk : rules.reopen === 'kept' && one.lean !== 'reduce');
  return {
    standing,
    mostInBulk: rules.bulk[standing],
    reopened: standing === 'low' ? answers.filter(reopens).map(({ item }) => item) : [],
  };
}
