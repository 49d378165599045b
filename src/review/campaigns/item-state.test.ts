import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersOf, seatRoles, type CampaignAnswer, type CampaignStage } from '../../model/index.ts';
import { meanings } from './answers.ts';
import {
  afterAnswer,
  bitsOf,
  mayAnswer,
  openItemState,
  seatsIn,
  seatsOf,
  type CampaignItemState,
} from './item-state.ts';

const machines: readonly CampaignStage[] = [{ seats: ['owner', 'sponsor', 'independent'], next: 'unclear' }];
const people: readonly CampaignStage[] = [
  { seats: ['manager'], next: 'unclear' },
  { seats: ['resource_owner'], next: 'unclear' },
];
const given = (
  asked: { readonly stages: readonly CampaignStage[]; readonly isHigh: boolean },
  answers: readonly (readonly [seat: number, answer: CampaignAnswer])[],
): CampaignItemState =>
  answers.reduce(
    (state, [seat, answer]) => afterAnswer(state, asked, { stage: state.stage, seat, answer }),
    openItemState(asked),
  );

describe('an item', () => {
  it('of a machine is kept only by every seat, and by somebody independent where much harm could be done', () => {
    const low = { stages: machines, isHigh: false };
    const high = { stages: machines, isHigh: true };
    expect(given(low, [[0, 'certify']])).toMatchObject({ is: 'open', waits: [1] });
    expect(
      given(low, [
        [0, 'certify'],
        [1, 'certify'],
      ]),
    ).toMatchObject({ is: 'kept', waits: [] });
    expect(
      given(high, [
        [0, 'certify'],
        [1, 'certify'],
      ]),
    ).toMatchObject({ is: 'open', waits: [2] });
    expect(
      given(high, [
        [0, 'certify'],
        [1, 'certify'],
        [2, 'certify'],
      ]),
    ).toMatchObject({ is: 'kept' });
  });

  it('is taken by one who takes away, whoever kept it before', () => {
    expect(
      given({ stages: machines, isHigh: true }, [
        [0, 'certify'],
        [1, 'suspend'],
      ]),
    ).toMatchObject({
      is: 'taken',
      waits: [],
    });
  });

  it('goes on when nobody can say, and in the end to the pool, never to done', () => {
    const asked = { stages: people, isHigh: false };
    expect(given(asked, [[0, 'dont_know']])).toMatchObject({
      is: 'open',
      stage: 1,
      waits: [0],
      pooled: false,
    });
    expect(
      given(asked, [
        [0, 'dont_know'],
        [0, 'dont_know'],
      ]),
    ).toMatchObject({
      is: 'open',
      stage: 2,
      waits: [0],
      pooled: true,
    });
    expect(
      given(asked, [
        [0, 'dont_know'],
        [0, 'dont_know'],
        [0, 'dont_know'],
      ]),
    ).toMatchObject({ is: 'open' });
    expect(
      given(asked, [
        [0, 'dont_know'],
        [0, 'certify'],
      ]),
    ).toMatchObject({ is: 'kept', stage: 1 });
  });

  it('that was kept is asked of the next stage where the campaign says so', () => {
    const stages: readonly CampaignStage[] = [
      { seats: ['manager'], next: 'kept' },
      { seats: ['resource_owner'], next: 'unclear' },
    ];
    const asked = { stages, isHigh: false };
    expect(given(asked, [[0, 'certify']])).toMatchObject({ is: 'open', stage: 1 });
    expect(
      given(asked, [
        [0, 'certify'],
        [0, 'certify'],
      ]),
    ).toMatchObject({ is: 'kept' });
    expect(given(asked, [[0, 'revoke']])).toMatchObject({ is: 'taken', stage: 0 });
  });

  it('answered once is not answered again but by a correction, and by that only until it was carried out', () => {
    const asked = { stages: people, isHigh: false };
    const taken = given(asked, [[0, 'revoke']]);
    expect(mayAnswer(taken, { seat: 0, corrects: false }, false)).toMatchObject({ code: 'already_done' });
    expect(mayAnswer(taken, { seat: 0, corrects: true }, false)).toMatchObject({ ok: true });
    expect(mayAnswer(taken, { seat: 0, corrects: true }, true)).toMatchObject({ code: 'already_done' });
    expect(mayAnswer(openItemState(asked), { seat: 0, corrects: true }, false)).toMatchObject({
      code: 'signature_stale',
    });
    expect(afterAnswer(taken, asked, { stage: 0, seat: 0, answer: 'certify' })).toMatchObject({ is: 'kept' });
  });
});

it('is never kept without a certify of every seat of its stage, nor while anybody in it takes away', () => {
  const stage = fc.record({
    seats: fc.array(fc.constantFrom(...seatRoles), { minLength: 1, maxLength: 3 }),
    next: fc.constantFrom('unclear' as const, 'kept' as const),
  });
  const answers = fc.array(
    fc.tuple(fc.nat({ max: 2 }), fc.constantFrom<CampaignAnswer>(...answersOf.machines)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(
      fc.array(stage, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      answers,
      (stages, isHigh, acts) => {
        const asked = { stages, isHigh };
        let state = openItemState(asked);
        for (const [seat, answer] of acts) {
          if (!mayAnswer(state, { seat, corrects: false }, false).ok) continue;
          state = afterAnswer(state, asked, { stage: state.stage, seat, answer });
          // the oracle counts; it knows nothing of how the state was come by
          const here = state.answers.filter((each) => each.stage === state.stage);
          const all = seatsOf(asked, state.stage).every((one) =>
            here.some((each) => each.seat === one && each.answer === 'certify'),
          );
          const takes = state.answers.some((each) => meanings[each.answer].is === 'takes');
          expect(state.is === 'kept').toBe(state.is !== 'open' && all && !takes);
          expect(state.is === 'taken').toBe(takes);
          expect(state.is === 'open').toBe(state.waits.length > 0);
          expect(seatsIn(bitsOf(state.waits))).toEqual(state.waits);
        }
      },
    ),
    { numRuns: 300 },
  );
});
