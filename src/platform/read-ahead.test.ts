import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

/** Numbers, and what became of them. */
function numbers(to: number, failsAt = -1) {
  const log: string[] = [];
  const items = async function* () {
    try {
      for (let n = 1; n <= to; n++) {
        log.push(`make ${n}`);
        await Promise.resolve();
        if (n === failsAt) throw new Error(`no ${n}`);
        yield n;
      }
    } finally {
      log.push('end');
    }
  };
  return { items: items(), log };
}

describe('reading ahead', () => {
  it('gives the same items in order, and works one out while the last is used', async () => {
    const { items, log } = numbers(3);
    for await (const n of readAhead(items)) {
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`use ${n}`);
    }
    expect(log).toEqual(['make 1', 'make 2', 'use 1', 'make 3', 'use 2', 'end', 'use 3']);
  });

  it('tells a failure where the item would have been, after those before it', async () => {
    const { items, log } = numbers(3, 2);
    const used: number[] = [];
    await expect(
      (async () => {
        for await (const n of readAhead(items)) used.push(n);
      })(),
    ).rejects.toThrow('no 2');
    expect(used).toEqual([1]);
    expect(log.at(-1)).toBe('end');
  });

  it('leaves nothing running behind whoever leaves early', async () => {
    const { items, log } = numbers(9);
    for await (const n of readAhead(items)) if (n === 2) break;
    expect(log).toEqual(['make 1', 'make 2', 'make 3', 'end']);
  });
});
