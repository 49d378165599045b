import { describe, expect, it } from 'vitest';
import { verdictsAreMinimal } from '../../test/support/policy-minimality.ts';
import { decide } from './decide.ts';
import type { Evaluation } from './engine.ts';

const needs = new Map([
  ['n.a', 'a'],
  ['n.b', 'b'],
]);
const needOf = (id: string) => needs.get(id);
const none = () => new Set<string>();

describe('the verdict in two evaluations', () => {
  it.each<[string, Evaluation]>([
    ['a policy erred', { decision: 'failed', why: 'attribute missing' }],
    ['nothing permits', { decision: 'deny', reasons: [] }],
    ['an absolute forbid holds beside a requirement', { decision: 'deny', reasons: ['hard', 'n.a'] }],
  ])('denies when %s, without asking again', (_, evaluation) => {
    let asked = 0;
    const answer = decide(
      () => {
        asked++;
        return evaluation;
      },
      needOf,
      none,
    );
    expect([answer.outcome, asked]).toEqual(['deny', 1]);
  });

  it('denies when the second evaluation errs or nothing permits even then', () => {
    const after = (second: Evaluation) =>
      decide(
        (met) => (met.length === 0 ? { decision: 'deny', reasons: ['n.a'] } : second),
        needOf,
        () => new Set(['a']),
      );
    expect(after({ decision: 'failed', why: 'x' }).outcome).toBe('deny');
    expect(after({ decision: 'deny', reasons: [] }).outcome).toBe('deny');
  });

  it('matches signatures to exactly the requirements that apply', () => {
    const asked: (readonly string[])[] = [];
    decide(
      (met) =>
        met.length === 0
          ? { decision: 'deny', reasons: ['n.b', 'n.a'] }
          : { decision: 'allow', reasons: ['p'] },
      needOf,
      (applying) => {
        asked.push(applying);
        return new Set(applying);
      },
    );
    expect(asked).toEqual([['a', 'b']]);
  });

  it(
    'names what is missing minimally: enough, each of it necessary, more facts never hurt, a denial is final',
    { timeout: 60_000 },
    () => {
      const seen = verdictsAreMinimal(100, 21);
      expect(seen.requestable).toBeGreaterThan(5);
    },
  );
});
