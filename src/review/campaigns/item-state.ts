import { done, refuse, type CampaignAnswer, type CampaignStage, type Result } from '../../model/index.ts';
import { meanings } from './answers.ts';

/** One seat's signed answer, in the stage it was given. */
export interface SeatAnswer {
  readonly stage: number;
  readonly seat: number;
  readonly answer: CampaignAnswer;
}

/**
 * How it stands with one item. `open` is asked of seats; an item whose answers leave it unclear after the last stage stays
 * open and goes to the pool, and is never done by that.
 */
export interface CampaignItemState {
  readonly is: 'open' | 'kept' | 'taken';
  readonly stage: number;
  /** Seats of this stage that wait, ascending. */
  readonly waits: readonly number[];
  /** Answers in force, of every stage. */
  readonly answers: readonly SeatAnswer[];
  /** Nobody could say, and nobody further is foreseen: whoever holds a role of the pool is asked. */
  readonly pooled: boolean;
}

/** Whom a campaign asks about one item: somebody independent only where misuse does much harm, or nobody knows how much. */
export interface Asked {
  readonly stages: readonly CampaignStage[];
  readonly isHigh: boolean;
}

export const openItemState = (asked: Asked): CampaignItemState => ({
  is: 'open',
  stage: 0,
  waits: seatsOf(asked, 0),
  answers: [],
  pooled: false,
});

/** The seats of one stage; beyond the last there is one, for the pool. */
export const seatsOf = ({ stages, isHigh }: Asked, stage: number): readonly number[] => {
  const seats = (stages[stage]?.seats ?? ['pool']).flatMap((seat, at) =>
    seat === 'independent' && !isHigh ? [] : [at],
  );
  return seats.length > 0 ? seats : [0];
};

/** May this seat answer now? One that has answered may correct itself as long as nothing was carried out. */
export function mayAnswer(
  state: CampaignItemState,
  given: { readonly seat: number; readonly corrects: boolean },
  carriedOut: boolean,
): Result<true> {
  const earlier = state.answers.find(({ stage, seat }) => stage === state.stage && seat === given.seat);
  if (given.corrects) {
    if (carriedOut)
      return refuse(
        'already_done',
        'What this item was answered with was carried out, so the answer cannot be corrected any more.',
        'Put it back instead: `countersign reverse EXECUTION`.',
      );
    return earlier === undefined
      ? refuse(
          'signature_stale',
          'The answer that this would correct is not there.',
          'Look at the item again.',
        )
      : done(true);
  }
  if (earlier !== undefined)
    return refuse(
      'already_done',
      'This item was answered already.',
      'To correct the answer, answer again and sign: what is signed then says which answer it corrects.',
    );
  if (state.is !== 'open' || !state.waits.includes(given.seat))
    return refuse('already_done', 'This item does not wait for that answer any more.', 'Look at it again.');
  return done(true);
}

/**
 * What a signed answer makes of an item. One who takes away is enough to take away (policy asks for whoever else has to
 * sign); keeping takes every seat of the stage, and every stage that is asked about what was kept.
 */
export function afterAnswer(state: CampaignItemState, asked: Asked, given: SeatAnswer): CampaignItemState {
  const answers = [
    ...state.answers.filter(({ stage, seat }) => stage !== given.stage || seat !== given.seat),
    given,
  ];
  return settle(asked, given.stage, answers);
}

function settle(asked: Asked, stage: number, answers: readonly SeatAnswer[]): CampaignItemState {
  const { stages } = asked;
  const here = answers.filter((each) => each.stage === stage);
  const state = { stage, answers, pooled: false };
  if (here.some(({ answer }) => meanings[answer].is === 'takes')) return { ...state, is: 'taken', waits: [] };
  const waits = seatsOf(asked, stage).filter((seat) => !here.some((each) => each.seat === seat));
  const isUnclear = here.some(({ answer }) => meanings[answer].is === 'unclear');
  // whoever could not say has said so: others of the stage need not be waited for before somebody better is asked
  if (isUnclear || waits.length === 0) {
    const isLast = stage + 1 >= stages.length;
    const asks = isUnclear || stages[stage]?.next === 'kept';
    if (!isLast && asks) return { ...state, is: 'open', stage: stage + 1, waits: seatsOf(asked, stage + 1) };
    if (isUnclear) return { ...state, is: 'open', stage: stage + 1, waits: [0], pooled: true };
    return { ...state, is: 'kept', waits: [] };
  }
  return { ...state, is: 'open', waits };
}

/** Seats as the bits that a row keeps. */
export const bitsOf = (seats: readonly number[]): number =>
  seats.reduce((bits, seat) => bits | (1 << seat), 0);
export const seatsIn = (bits: number): readonly number[] =>
  [0, 1, 2].filter((seat) => (bits & (1 << seat)) !== 0);
