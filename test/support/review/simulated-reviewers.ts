import type { AnswerSeen, Lean } from '../../../src/review/quality/answer-seen.ts';

/** A source of numbers from 0 to 1, always the same for one seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Made {
  readonly truth: 'keep' | 'reduce';
  readonly advice: AnswerSeen['advice'];
  readonly planted: boolean;
  readonly blind: boolean;
  readonly tier: 'low' | 'medium' | 'high';
}

/** How somebody answers: what they would say by themselves or seeing the advice, and how they go about it. */
export interface SimulatedReviewer {
  readonly name: string;
  readonly answers: (item: Made, advice: AnswerSeen['advice'], random: () => number) => Lean;
  readonly dwellMs: (item: Made, random: () => number) => number;
  readonly opens: number;
}

const looks =
  (alone: number, pulledBy: number) =>
  ({ truth }: Made, advice: AnswerSeen['advice'], random: () => number): Lean => {
    const shift = advice === null ? 0 : advice === truth ? pulledBy : -pulledBy;
    const other = truth === 'keep' ? 'reduce' : 'keep';
    return random() < Math.min(0.99, alone + shift) ? truth : other;
  };

/** Reviewers of known quality. What they do is in one place, so that what the meter says of them can be held to it. */
export const simulatedReviewers = {
  careful: {
    name: 'careful',
    answers: looks(0.88, 0.06),
    dwellMs: ({ tier }, random) => (tier === 'high' ? 30_000 : 12_000) * (0.5 + random()),
    opens: 0.8,
  },
  fastCareful: {
    name: 'fast and careful',
    answers: looks(0.88, 0.06),
    dwellMs: (_, random) => 3000 * (0.5 + random()),
    opens: 0.1,
  },
  slowYes: {
    name: 'slow, and always yes',
    answers: () => 'keep',
    dwellMs: (_, random) => 40_000 * (0.5 + random()),
    opens: 0.9,
  },
  alwaysYes: {
    name: 'always yes',
    answers: () => 'keep',
    dwellMs: (_, random) => 1500 * (0.5 + random()),
    opens: 0,
  },
  alwaysFollow: {
    name: 'always follows advice',
    answers: (_, advice) => advice ?? 'keep',
    dwellMs: (_, random) => 2500 * (0.5 + random()),
    opens: 0.1,
  },
  random: {
    name: 'random',
    answers: (_item, _advice, random) => (random() < 0.5 ? 'keep' : 'reduce'),
    dwellMs: (_, random) => 8000 * (0.5 + random()),
    opens: 0.4,
  },
} as const satisfies Record<string, SimulatedReviewer>;

/**
 * One campaign of `size` items that somebody answered: `bad` and `sound` ones are planted (advice on the bad ones is right,
 * absent and wrong by turns; on the sound ones right or absent), and of the rest one in seven should go and the advice is
 * right four times in five.
 */
export function answersOf(
  reviewer: SimulatedReviewer,
  {
    size,
    bad,
    sound,
    blind,
  }: { readonly size: number; readonly bad: number; readonly sound: number; readonly blind: number },
  random: () => number,
): readonly AnswerSeen[] {
  const items = Array.from({ length: size }, (_, at): Made => {
    const tier = at % 5 === 0 ? 'high' : at % 2 === 0 ? 'medium' : 'low';
    if (at < bad)
      return {
        truth: 'reduce',
        planted: true,
        blind: false,
        tier,
        advice: (['reduce', null, 'keep'] as const)[at % 3] ?? null,
      };
    if (at < bad + sound)
      return { truth: 'keep', planted: true, blind: false, tier, advice: at % 2 === 0 ? 'keep' : null };
    const truth = random() < 1 / 7 ? 'reduce' : 'keep';
    const other = truth === 'keep' ? 'reduce' : 'keep';
    return {
      truth,
      planted: false,
      blind: at < bad + sound + blind,
      tier,
      advice: random() < 0.8 ? truth : other,
    };
  });
  return items.map((item, at): AnswerSeen => {
    const before = item.blind ? reviewer.answers(item, null, random) : undefined;
    const after = reviewer.answers(item, item.advice, random);
    return {
      item: `item-${at}`,
      lean: after,
      ...(before === undefined ? {} : { before }),
      advice: item.advice,
      right: item.planted ? item.truth : null,
      tier: item.tier,
      dwellMs: Math.round(reviewer.dwellMs(item, random)),
      opened: random() < reviewer.opens,
      inBulk: false,
      reversed: false,
    };
  });
}
