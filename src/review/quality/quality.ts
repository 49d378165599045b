import type { AnswerSeen, Lean } from './answer-seen.ts';
import { meanOf, rateOf, type Rate } from './beta.ts';

/** How well one reviewer told right from wrong in one campaign, and what was seen beside it. */
export interface Quality {
  readonly answered: number;
  /**
   * The figure: the mean of the two shares in `counted`. One half is what somebody gets who does not look, whatever they
   * press; one is faultless. Null: too little of either kind was answered to say anything.
   */
  readonly figure: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly counted: {
    /** Planted items that should not be kept, and how many were not. */
    readonly caught: Rate;
    /** Planted items that were sound, and how many were kept. */
    readonly kept: Rate;
  };
  /** Shown, never counted in the figure: decision 0028 says why for each. */
  readonly shown: {
    /** Agreed with advice on planted items, by whether the advice was right. */
    readonly agreedWhenRight: Rate;
    readonly agreedWhenWrong: Rate;
    /** Agreed with advice on real items: before they saw it, and where it was there from the beginning. */
    readonly agreedBlind: Rate;
    readonly agreedSeeing: Rate;
    /** Of blind answers that differed from the advice: how many were changed to it afterwards. */
    readonly switched: Rate;
    readonly left: Rate;
    readonly inBulk: Rate;
    /** Answered outside the console, where time and what was opened are not known. */
    readonly notSeen: Rate;
    readonly reversed: Rate;
    readonly byTier: readonly TierSeen[];
  };
}

export interface TierSeen {
  readonly tier: AnswerSeen['tier'];
  readonly answered: number;
  /** Half of the items took less; null: no time is known. */
  readonly dwellMs: number | null;
  readonly opened: Rate;
}

/** Answers of one reviewer in one campaign → their quality. Pure; the same answers in any order give the same. */
export function qualityOf(answers: readonly AnswerSeen[]): Quality {
  const bad = answers.filter(({ right, lean }) => right === 'reduce' && lean !== 'open');
  const sound = answers.filter(({ right, lean }) => right === 'keep' && lean !== 'open');
  const caught = rateOf(sum(bad.map(({ lean }) => catches[lean])), bad.length);
  const kept = rateOf(sum(sound.map(({ lean }) => keeps[lean])), sound.length);
  return {
    answered: answers.length,
    figure: meanOf(caught, kept),
    counted: { caught, kept },
    shown: shownOf(answers),
  };
}

/** A date that ends it catches half: it goes on until then. */
const catches: Readonly<Record<Lean, number>> = { keep: 0, reduce: 1, limit: 0.5, open: 0 };
const keeps: Readonly<Record<Lean, number>> = { keep: 1, reduce: 0, limit: 1, open: 0 };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const share = <T>(of: readonly T[], which: (one: T) => boolean): Rate =>
  rateOf(of.filter(which).length, of.length);

/** `limit` neither keeps for good nor takes away: it agrees with neither advice. */
const agrees = (lean: Lean, advice: AnswerSeen['advice']): boolean => lean === advice;

function shownOf(answers: readonly AnswerSeen[]): Quality['shown'] {
  const advised = answers.filter(({ advice, lean }) => advice !== null && lean !== 'open');
  const planted = advised.filter(({ right }) => right !== null);
  const real = advised.filter(({ right }) => right === null);
  const blind = real.filter(({ before }) => before !== undefined && before !== 'open');
  const differed = blind.filter(({ before, advice }) => before !== undefined && !agrees(before, advice));
  return {
    agreedWhenRight: share(
      planted.filter(({ advice, right }) => advice === right),
      ({ lean, advice }) => agrees(lean, advice),
    ),
    agreedWhenWrong: share(
      planted.filter(({ advice, right }) => advice !== right),
      ({ lean, advice }) => agrees(lean, advice),
    ),
    agreedBlind: share(blind, ({ before, advice }) => before !== undefined && agrees(before, advice)),
    agreedSeeing: share(
      real.filter(({ before }) => before === undefined),
      ({ lean, advice }) => agrees(lean, advice),
    ),
    switched: share(differed, ({ lean, advice }) => agrees(lean, advice)),
    left: share(answers, ({ lean }) => lean === 'open'),
    inBulk: share(answers, ({ inBulk }) => inBulk),
    notSeen: share(answers, ({ dwellMs, opened }) => dwellMs === null && opened === null),
    reversed: share(
      answers.filter(({ right }) => right === null),
      ({ reversed }) => reversed,
    ),
    byTier: tiers.flatMap((tier) => {
      const some = answers.filter((one) => one.tier === tier);
      const times = some.flatMap(({ dwellMs }) => dwellMs ?? []).toSorted((a, b) => a - b);
      return some.length === 0
        ? []
        : [
            {
              tier,
              answered: some.length,
              dwellMs: times[Math.floor((times.length - 1) / 2)] ?? null,
              opened: share(
                some.filter(({ opened }) => opened !== null),
                ({ opened }) => opened === true,
              ),
            },
          ];
    }),
  };
}

const tiers: readonly AnswerSeen['tier'][] = ['high', 'medium', 'low', 'unknown'];
