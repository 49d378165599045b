import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSeconds, instantOf, isEntryId, must, type Instant } from '../../model/index.ts';
import { nextInRollout, type RolloutItem, type RolloutNext, type RolloutTerms } from './next-in-rollout.ts';

const start = instantOf(Date.parse('2026-03-01T12:00:00.000Z'));
const free: RolloutTerms = { notBefore: null, stageSize: null, watchSeconds: 0, wentOnAt: null };
const item = (position: number, more: Partial<RolloutItem> = {}): RolloutItem => ({
  position,
  plan: must(isEntryId, `ent_${String(position).padStart(8, '0')}`),
  sources: ['one'],
  state: 'waiting',
  tries: 0,
  lookAt: null,
  settledAt: null,
  outcome: null,
  answer: null,
  ...more,
});
const asks = ({ steps }: RolloutNext) => steps.flatMap((step) => (step.is === 'ask' ? [step.position] : []));
const done = (position: number, more: Partial<RolloutItem> = {}) =>
  item(position, { state: 'done', settledAt: start, ...more });
const away = { ok: false, code: 'source_unreachable', message: 'away' };

describe('a rollout', () => {
  it('has one plan of a target under way at a time, in order, and other targets beside it', () => {
    const items = [item(0), item(1), item(2, { sources: ['two'] }), item(3, { sources: ['one', 'two'] })];
    expect(asks(nextInRollout(free, items, start))).toEqual([0, 2]);
  });

  it('begins nothing before its moment', () => {
    const notBefore = addSeconds(start, 60);
    const terms = { ...free, notBefore };
    expect(nextInRollout(terms, [item(0)], start)).toEqual({ steps: [], state: 'going', lookAt: notBefore });
    expect(asks(nextInRollout(terms, [item(0)], notBefore))).toEqual([0]);
  });

  it('waits with growing pauses for a target that is away, and holds up no other', () => {
    const asked = item(0, { state: 'asked', tries: 3, answer: away });
    const items = [asked, item(1), item(2, { sources: ['two'] })];
    const next = nextInRollout(free, items, start);
    expect(next.steps[0]).toEqual({
      position: 0,
      is: 'again',
      lookAt: addSeconds(start, 40),
      because: 'away',
    });
    expect(asks(next)).toEqual([2]);
    const longest = nextInRollout(free, [{ ...asked, tries: 40 }], start);
    expect(longest.lookAt).toBe(addSeconds(start, 3600));
  });

  it('is told no once, and the rest goes on', () => {
    const refused = item(0, {
      state: 'asked',
      answer: { ok: false, code: 'precondition_changed', message: 'someone changed it' },
    });
    const next = nextInRollout(free, [refused, item(1)], start);
    expect(next.steps).toEqual([
      { position: 0, is: 'not_done', because: 'someone changed it' },
      { position: 1, is: 'ask' },
    ]);
  });

  it('goes on to the next stage once the one before was watched', () => {
    const terms = { ...free, stageSize: 2, watchSeconds: 600 };
    const items = [done(0), done(1), item(2), item(3), item(4)];
    expect(nextInRollout(terms, items, addSeconds(start, 599))).toEqual({
      steps: [],
      state: 'going',
      lookAt: addSeconds(start, 600),
    });
    expect(asks(nextInRollout(terms, items, addSeconds(start, 600)))).toEqual([2]);
  });

  it('stops when a stage did not come about, until a person has it go on', () => {
    const terms = { ...free, stageSize: 1 };
    const items = [done(0, { state: 'not_done' }), item(1)];
    expect(nextInRollout(terms, items, addSeconds(start, 1)).state).toBe('stopped');
    const wentOn = { ...terms, wentOnAt: addSeconds(start, 5) };
    expect(asks(nextInRollout(wentOn, items, addSeconds(start, 6)))).toEqual([1]);
  });

  it('takes up what was carried out meanwhile, whoever asked', () => {
    expect(nextInRollout(free, [item(0, { outcome: 'done' })], start)).toEqual({
      steps: [{ position: 0, is: 'done' }],
      state: 'ended',
    });
  });

  it('ends, whatever fails, keeps the order of each target and never passes a stage', () => {
    const ways = fc.array(
      fc.record({
        source: fc.constantFrom('one', 'two', 'three'),
        // how often its target is away before it answers, and what it answers then
        away: fc.nat(3),
        ends: fc.constantFrom('done', 'failed', 'refused'),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(ways, fc.option(fc.integer({ min: 1, max: 4 })), (plans, stageSize) => {
        let terms: RolloutTerms = { ...free, stageSize };
        let items = plans.map(({ source }, position) => item(position, { sources: [source] }));
        let now: Instant = start;
        const settledInOrder: number[] = [];
        let passed = false;
        for (let round = 0; round < 500; round++) {
          const next = nextInRollout(terms, items, now);
          items = items.map((one) => {
            const step = next.steps.find(({ position }) => position === one.position);
            if (step === undefined) return one;
            if (step.is === 'again')
              return { ...one, state: 'waiting', tries: one.tries + 1, lookAt: step.lookAt, answer: null };
            if (step.is === 'ask') {
              const settling = next.steps.filter(({ is }) => is === 'done' || is === 'not_done');
              const open = items.filter(
                ({ position, settledAt }) =>
                  settledAt === null && !settling.some((each) => each.position === position),
              );
              const stageOf = ({ position }: RolloutItem) =>
                Math.floor(position / (stageSize ?? items.length));
              passed ||= Math.min(...open.map(stageOf)) < stageOf(one);
              const plan = plans[one.position];
              if (plan === undefined) throw new Error('no plan');
              return one.tries < plan.away
                ? { ...one, state: 'asked', answer: away }
                : plan.ends === 'refused'
                  ? { ...one, state: 'asked', answer: { ok: false, code: 'policy_denied' } }
                  : { ...one, state: 'asked', outcome: plan.ends };
            }
            settledInOrder.push(one.position);
            return { ...one, state: step.is, settledAt: now };
          });
          if (next.state === 'ended') break;
          if (next.state === 'stopped') terms = { ...terms, wentOnAt: now };
          now = next.lookAt ?? addSeconds(now, 1);
        }
        expect(passed).toBe(false);
        expect(settledInOrder.toSorted((a, b) => a - b)).toEqual(items.map(({ position }) => position));
        for (const source of ['one', 'two', 'three']) {
          const own = settledInOrder.filter((position) => plans[position]?.source === source);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        for (const one of items)
          expect(one.state).toBe(plans[one.position]?.ends === 'done' ? 'done' : 'not_done');
      }),
      { numRuns: 200 },
    );
  });
});
