import { describe, expect, it } from 'vitest';
import { profileWith } from '../../../test/support/profile-with.ts';
import { instantOf, type BehaviourSeen } from '../../model/index.ts';
import { cadenceOf } from './cadence.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const at = (n: number) => instantOf(start + n * day);

/** 60 days, with a new action each so many days. */
const seenWith = (everyDays: number, days = 60): BehaviourSeen => {
  const actions = Object.fromEntries(
    Array.from({ length: Math.ceil(days / everyDays) }, (_, n) => [
      `act-${n}`,
      { count: 1, first: at(n * everyDays), last: at(days) },
    ]),
  );
  const whole = profileWith({ actions }, { first: at(0), last: at(days) });
  return {
    account: { entity: 'account', source: 'acme-mcp', key: 'agent', name: 'agent' },
    actors: ['agent'],
    whole,
    recent: whole,
    before: profileWith({}),
    recentDays: 28,
    from: at(0),
    until: at(days),
    logs: [],
  };
};
const told = (everyDays: number, days?: number) => {
  const cadence = cadenceOf(seenWith(everyDays, days), 90);
  return cadence.is === 'told' ? [cadence.verdict, cadence.neededDays] : cadence.why;
};

describe('the cadence of reviews', () => {
  it('suffices where an identity hardly changes, and is too slow or of no use where it does', () => {
    expect([told(1000), told(12), told(6), told(0.5)]).toEqual([
      ['suffices', 365],
      ['suffices', 90],
      ['too slow', 30],
      ['event-driven', null],
    ]);
  });

  it('says what is to be expected within a cycle', () => {
    expect(cadenceOf(seenWith(6), 90)).toMatchObject({
      why: '14 new actions, hardly any new places or programs and hardly any new things acted on are to be expected in 90 days; to follow takes a review every 30 days.',
    });
  });

  it('cannot tell from little, and says how little', () => {
    expect(told(1, 20)).toBe('It has been seen for 20 days; a rate of change takes 21.');
    expect(cadenceOf({ ...seenWith(1), whole: profileWith({}) }, 90)).toEqual({
      is: 'cannot tell',
      why: 'It did nothing in the time that the logs cover.',
    });
  });
});
