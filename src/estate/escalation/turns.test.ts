import { describe, expect, it } from 'vitest';
import { breathe, createTurns } from './turns.ts';

describe('work in turns', () => {
  it('is done one after the other, with others between its parts, and goes on after one that failed', async () => {
    const inTurn = createTurns();
    const done: string[] = [];
    const work = (name: string, fails = false) =>
      inTurn(async () => {
        done.push(`${name} begins`);
        await breathe();
        if (fails) throw new Error(name);
        done.push(`${name} ends`);
        return name;
      });
    const all = Promise.allSettled([work('a'), work('b', true), work('c')]);
    setImmediate(() => done.push('another is served'));
    const results = await all;
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(done.filter((each) => each !== 'another is served')).toEqual([
      'a begins',
      'a ends',
      'b begins',
      'c begins',
      'c ends',
    ]);
    expect(done.indexOf('another is served')).toBeLessThan(done.indexOf('b begins'));
  });
});
