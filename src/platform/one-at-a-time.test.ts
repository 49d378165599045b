import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('does not begin again what is under way, and begins anew when it has ended, however it ended', async () => {
  let begun = 0;
  let end = Promise.withResolvers<void>();
  const work = oneAtATime(() => {
    begun++;
    return end.promise;
  });
  const calls = [work(), work(), work()];
  expect(begun).toBe(1);
  end.reject(new Error('no'));
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  end = Promise.withResolvers<void>();
  end.resolve();
  await work();
  expect(begun).toBe(2);
});
