import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paceOf, takeTurn, type Bucket } from './pace.ts';

describe('a target’s turns', () => {
  it('are never more in any span of time than its rate, and what it takes at once beside', () => {
    const held = fc.check(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(5000), { minLength: 1, maxLength: 60 }),
        (perMinute, atOnce, gaps) => {
          let bucket: Bucket | undefined;
          let now = 0;
          const given: number[] = [];
          for (const gap of gaps) {
            now += gap;
            const taken = takeTurn(bucket, { perMinute, atOnce }, now);
            bucket = taken.bucket;
            given.push(now + taken.waitMs);
          }
          return given.every((from, at) =>
            given
              .slice(at + 1)
              .every((to, more) => more + 2 <= atOnce + ((to - from + 1) * perMinute) / 60_000 + 1e-6),
          );
        },
      ),
      { numRuns: 200 },
    );
    expect(held.counterexample).toBeNull();
  });

  it('are counted for each target by itself, by a clock that is handed in', async () => {
    const waited: number[] = [];
    let now = 0;
    const pace = paceOf(
      (source) => ({ perMinute: 60, atOnce: source === 'slow' ? 1 : 2 }),
      () => now,
      (ms) => {
        waited.push(ms);
        now += ms;
        return Promise.resolve();
      },
    );
    const stop = new AbortController().signal;
    for (const source of ['slow', 'fast', 'fast', 'slow', 'slow']) await pace.turnOf(source, stop);
    expect(waited).toEqual([1000, 1000]);
  });

  it('are not waited for once told to stop', async () => {
    const stop = AbortSignal.abort();
    const pace = paceOf(() => ({ perMinute: 1, atOnce: 1 }));
    await pace.turnOf('one', stop);
    await expect(pace.turnOf('one', stop)).rejects.toMatchObject({ code: 'interrupted' });
  });
});
