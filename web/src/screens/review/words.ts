import { dateOf } from '../../text/format.ts';
import { t } from '../../text/review.ts';
import { isAnswerName, type Line } from './kinds.ts';

/** An answer in a word or two; a date where it has one. */
export function answerWords(answer: string, until: string | null, now: number): string {
  if (answer === 'limit' && until !== null) return t('limited', { when: dateOf(Date.parse(until), now) });
  return isAnswerName(answer) ? t(answer) : answer;
}

/** Who holds it: the person where one is known, else the account. */
export const holderOf = ({ looks }: Line): string => looks.account.personName ?? looks.account.name;

/** What is held, as the source calls it, with what it is on where that says more. */
export function rightOf({ looks: { object } }: Line): string {
  return object.resource === null || object.resource === object.key || object.resource === object.name
    ? object.name
    : `${object.name} ${t('on', { where: object.resource })}`;
}

/** The question as a sentence: a right is kept, a group is stayed in. */
export const questionOf = (line: Line): string =>
  t(line.looks.entity === 'membership' ? 'shouldStay' : 'shouldKeep', {
    who: holderOf(line),
    what: rightOf(line),
  });

/** What several items have in common, in words; the most telling first. */
export function inCommon(lines: readonly Line[]): readonly string[] {
  const [first] = lines;
  if (first === undefined || lines.length < 2) return [];
  const same = (of: (line: Line) => string): boolean => lines.every((line) => of(line) === of(first));
  return [
    ...(same(rightOf) ? [t('sameRight', { what: rightOf(first) })] : []),
    ...(same(({ looks }) => `${looks.source} ${looks.account.key}`)
      ? [t('sameAccount', { what: first.looks.account.name })]
      : []),
    ...(same(({ looks }) => looks.used) && first.looks.used === 'never' ? [t('sameUse')] : []),
    ...(same(({ looks }) => looks.tier) ? [t('sameTier', { what: first.looks.tier })] : []),
    ...(same(({ looks }) => looks.source) ? [t('sameSource', { what: first.looks.source })] : []),
  ];
}
