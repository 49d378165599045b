import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MaybeKeys } from './maybe-keys.ts';

it('never denies a key that is among them, and denies most others', () => {
  const some = fc.array(fc.array(fc.integer(), { maxLength: 200 }), { maxLength: 3 });
  fc.assert(
    fc.property(some, (lists) => {
      const maybe = new MaybeKeys(lists.map((list) => Int32Array.from(list)));
      for (const lo of lists.flat()) expect(maybe.mayHave(lo)).toBe(true);
    }),
  );
  const few = new MaybeKeys([Int32Array.from({ length: 1000 }, (_, n) => Math.imul(n, 0x9e3779b1))]);
  const others = Array.from({ length: 1000 }, (_, n) => Math.imul(n + 5000, 0x85ebca6b));
  expect(others.filter((lo) => few.mayHave(lo)).length).toBeLessThan(250);
});
