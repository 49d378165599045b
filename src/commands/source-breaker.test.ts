import { describe, expect, it } from 'vitest';
import { instantOf, millisecondsOf } from '../model/index.ts';
import { countsAsFailure, nextTryAfter, restingUntil } from './source-breaker.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const minutes = (failures: number): number | undefined => {
  const next = nextTryAfter(failures, at);
  return next === undefined ? undefined : (millisecondsOf(next) - millisecondsOf(at)) / 60_000;
};

describe('a source whose reads fail', () => {
  it('is left alone from the third failure in a row, four times as long each time, for six hours at most', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000_000].map(minutes)).toEqual([
      undefined,
      undefined,
      1,
      4,
      16,
      64,
      256,
      360,
      360,
      360,
    ]);
  });

  it('is asked again when its rest is over, and not a moment before', () => {
    const last = { at, code: 'source_unreachable', message: 'no answer' };
    const nextTry = instantOf(millisecondsOf(at) + 60_000);
    expect(restingUntil({ count: 3, last, nextTry }, at)).toEqual({ count: 3, last, nextTry });
    expect(restingUntil({ count: 3, last, nextTry }, nextTry)).toBeUndefined();
    expect(restingUntil({ count: 2, last }, at)).toBeUndefined();
    expect(restingUntil(undefined, at)).toBeUndefined();
  });

  it('does not fail by a caller who went away, a pause, or our own store', () => {
    expect(
      (['interrupted', 'source_paused', 'disk_full', 'source_untrusted'] as const).map(countsAsFailure),
    ).toEqual([false, false, false, true]);
  });
});
