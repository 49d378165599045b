import { expect, test } from 'vitest';
import { oncePer } from './once-per.ts';

test('one state is worked out once, also for whoever asks meanwhile; another state anew', async () => {
  const once = oncePer<number>();
  let worked = 0;
  const work = async (): Promise<number> => ++worked;
  expect(await Promise.all([once('a', work), once('a', work)])).toEqual([1, 1]);
  expect(await once('b', work)).toBe(2);
  expect(await once('a', work)).toBe(3);
});

test('what failed is tried again, and does not forget what was begun since', async () => {
  const once = oncePer<string>();
  await expect(once('a', async () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await once('a', async () => 'there')).toBe('there');
  const late = Promise.withResolvers<string>();
  const failing = once('b', () => late.promise);
  expect(await once('c', async () => 'newer')).toBe('newer');
  late.reject(new Error('gone'));
  await expect(failing).rejects.toThrow('gone');
  expect(await once('c', async () => 'worked out again')).toBe('newer');
});
