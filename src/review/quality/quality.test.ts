import { describe, expect, it } from 'vitest';
import { qualityRulesUnsaid as rules } from '../../model/index.ts';
import {
  answersOf,
  randomOf,
  simulatedReviewers as reviewers,
  type SimulatedReviewer,
} from '../../../test/support/review/simulated-reviewers.ts';
import { consequenceOf, standingOf, inWords, qualityOf, type AnswerSeen, type Standing } from './index.ts';

const campaign = { size: 50, bad: 6, sound: 3, blind: 10 };
const rounds = 200;

const campaignsOf = (reviewer: SimulatedReviewer, seed: number) => {
  const random = randomOf(seed);
  return Array.from({ length: rounds }, () => qualityOf(answersOf(reviewer, campaign, random)));
};
const measured = Object.fromEntries(
  Object.entries(reviewers).map(([name, reviewer], at) => [name, campaignsOf(reviewer, 41 + at)]),
);
const of = (name: keyof typeof reviewers) => measured[name] ?? [];

/** How often the figure of one is above that of the other in a campaign of fifty items; a tie is half. */
function above(better: keyof typeof reviewers, worse: keyof typeof reviewers): number {
  const times = of(better).map((one, at) => {
    const difference = (one.figure?.value ?? 0) - (of(worse)[at]?.figure?.value ?? 0);
    return difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
  });
  return times.reduce<number>((sum, time) => sum + time, 0) / rounds;
}
const shareThat = (name: keyof typeof reviewers, is: Standing): number =>
  of(name).filter((one) => standingOf(one, rules) === is).length / rounds;

// the power that docs/decisions/0028 states, at 50 items of which 9 are planted
describe('the meter puts simulated reviewers in order at 50 items', () => {
  it.each([
    ['careful', 'alwaysFollow', 0.95],
    ['careful', 'alwaysYes', 0.99],
    ['careful', 'slowYes', 0.99],
    ['careful', 'random', 0.95],
    ['fastCareful', 'alwaysFollow', 0.95],
    ['fastCareful', 'slowYes', 0.99],
    ['alwaysFollow', 'alwaysYes', 0.99],
    ['alwaysFollow', 'random', 0.75],
  ] as const)('%s above %s in at least %d of campaigns', (better, worse, power) => {
    expect(above(better, worse)).toBeGreaterThanOrEqual(power);
  });

  it('does not tell those who answer fast from those who take their time, if both look', () => {
    expect(above('careful', 'fastCareful')).toBeCloseTo(0.5, 1);
  });

  it('finds whoever never looks low every time, and whoever looks never', () => {
    expect(shareThat('alwaysYes', 'low')).toBe(1);
    expect(shareThat('slowYes', 'low')).toBe(1);
    expect(shareThat('careful', 'low')).toBeLessThanOrEqual(0.01);
    expect(shareThat('fastCareful', 'low')).toBeLessThanOrEqual(0.01);
  });

  it('cannot find low, with so few items, whoever follows advice or presses at random: it says unknown, not sound', () => {
    expect(shareThat('alwaysFollow', 'sound')).toBe(0);
    expect(shareThat('random', 'sound')).toBeLessThanOrEqual(0.02);
    expect(shareThat('random', 'low')).toBeGreaterThan(0.2);
  });

  it('has intervals that hold what they are of', () => {
    const truth = (0.88 + 0.06 / 3 - 0.06 / 3 + (0.88 + 0.94 * 2) / 3) / 2;
    const held = of('careful').filter(
      ({ figure }) => figure !== null && figure.low <= truth && truth <= figure.high,
    );
    expect(held.length / rounds).toBeGreaterThanOrEqual(0.85);
  });

  it('shows who leans on advice, by whether it was right and by what they said before they saw it', () => {
    const [follower] = of('alwaysFollow');
    expect(follower?.shown).toMatchObject({
      agreedWhenWrong: { times: 2, of: 2 },
      agreedSeeing: { value: 1 },
      switched: { value: 1 },
    });
  });
});

const answer = (more: Partial<AnswerSeen> = {}): AnswerSeen => ({
  item: 'itm_1',
  lean: 'keep',
  advice: null,
  right: null,
  tier: 'low',
  dwellMs: null,
  opened: false,
  inBulk: false,
  reversed: false,
  ...more,
});

describe('a quality', () => {
  it('is not known where no planted item was answered, and that is no reproach', () => {
    const quality = qualityOf([answer(), answer({ right: 'reduce', lean: 'open' })]);
    expect(quality.figure).toBeNull();
    expect(standingOf(quality, rules)).toBe('unknown');
    expect(inWords(quality, 'unknown').summary).toContain('no reproach');
  });

  it('does not count time or clicks', () => {
    const answers = [answer({ right: 'reduce', lean: 'reduce' }), answer({ right: 'keep' })];
    const slow = answers.map((one) => ({ ...one, dwellMs: 90_000, opened: true }));
    expect(qualityOf(slow).figure).toEqual(qualityOf(answers).figure);
  });

  it('counts an end date on what should go as half caught', () => {
    expect(qualityOf([answer({ right: 'reduce', lean: 'limit' })]).counted.caught).toMatchObject({
      times: 0.5,
      of: 1,
    });
  });

  it('that is low opens what was kept again, never what was taken away or planted, and leaves no bulk', () => {
    const answers = [
      ...Array.from({ length: 6 }, (_, at) => answer({ item: `bad-${at}`, right: 'reduce' })),
      ...Array.from({ length: 3 }, (_, at) => answer({ item: `sound-${at}`, right: 'keep' })),
      answer({ item: 'kept', inBulk: true }),
      answer({ item: 'limited', lean: 'limit' }),
      answer({ item: 'taken', lean: 'reduce' }),
      answer({ item: 'left', lean: 'open' }),
    ];
    const quality = qualityOf(answers);
    expect(consequenceOf(quality, answers, rules)).toEqual({
      standing: 'low',
      mostInBulk: 1,
      reopened: ['kept', 'limited'],
    });
    expect(consequenceOf(quality, answers, { ...rules, reopen: 'bulk' }).reopened).toEqual(['kept']);
    expect(consequenceOf(quality, answers, { ...rules, reopen: 'none' }).reopened).toEqual([]);
    expect(inWords(quality, 'low').counted).toEqual([
      'Of 6 planted items that should not be kept, 0 were not.',
      'Of 3 planted items that were sound, 3 were kept.',
    ]);
  });
});
