import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behind, handleOf } from './handle.ts';
import { plantedFor, type ItemLooks } from './planted.ts';

const item = (account: string, object: string, more: Partial<ItemLooks> = {}): ItemLooks => ({
  account: {
    key: account,
    kind: 'person',
    name: account,
    person: account,
    personName: account,
    ref: account,
  },
  object: { key: object, name: object, resource: object },
  entity: 'membership',
  source: 'directory',
  tier: 'low',
  dataClass: null,
  environment: null,
  privileged: false,
  since: '2024-01-01T00:00:00.000Z',
  used: '2026-11-01T00:00:00.000Z',
  ...more,
});
const pairs = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 8 })), {
  selector: String,
  minLength: 1,
  maxLength: 60,
});
const made = pairs.map((each) =>
  each.map(([account, object]) =>
    item(`a${account}`, `o${object}`, {
      tier: (['low', 'medium', 'high'] as const)[object % 3] ?? 'low',
      privileged: object % 4 === 0,
    }),
  ),
);
const pair = ({ account, object }: ItemLooks): string => `${account.key} ${object.key}`;

describe('planted items', () => {
  it('stand for access that nobody has, of accounts and rights that the reviewer gets anyway, each once', () => {
    fc.assert(
      fc.property(made, fc.string(), (items, seed) => {
        const planted = plantedFor(items, { bad: 6, sound: 3 }, seed);
        const held = new Set(items.map(pair));
        const names = planted.map(({ looks }) => pair(looks));
        expect(new Set(names).size).toBe(names.length);
        for (const { looks, after } of planted) {
          expect(held.has(pair(looks))).toBe(false);
          expect(items.some(({ account }) => account.key === looks.account.key)).toBe(true);
          expect(items.some(({ object }) => object.key === looks.object.key)).toBe(true);
          expect(after).toBeLessThan(items.length);
        }
        expect(plantedFor(items, { bad: 6, sound: 3 }, seed)).toEqual(planted);
      }),
    );
  });

  it('have the members of any item and no other: no key of a row, nothing that a change could be made of', () => {
    const items = [item('a', 'x'), item('b', 'y')];
    for (const { looks } of plantedFor(items, { bad: 1, sound: 1 }, 'seed'))
      expect(Object.keys(looks).toSorted()).toEqual(Object.keys(item('a', 'x')).toSorted());
  });

  it('that should go do much harm and were never used; sound ones are held by most and in use', () => {
    const items = [
      ...['a', 'b', 'c', 'd'].map((account) => item(account, 'wiki')),
      item('a', 'root', { tier: 'high', privileged: true }),
      item('e', 'mail'),
    ];
    const planted = plantedFor(items, { bad: 1, sound: 1 }, 'seed');
    expect(planted.map(({ looks, right }) => [right, looks.object.key, looks.used])).toEqual([
      ['reduce', 'root', 'never'],
      ['keep', 'wiki', '2026-11-01T00:00:00.000Z'],
    ]);
  });

  it('have advice that is right, absent and wrong by turns where they should go, and is never wrong on sound ones', () => {
    const items = Array.from({ length: 12 }, (_, at) => item(`a${at}`, `o${at}`));
    const planted = plantedFor(items, { bad: 6, sound: 3 }, 'seed');
    expect(planted.filter(({ right }) => right === 'reduce').map(({ advice }) => advice)).toEqual([
      'reduce',
      null,
      'keep',
      'reduce',
      null,
      'keep',
    ]);
    expect(planted.filter(({ right }) => right === 'keep').every(({ advice }) => advice !== 'reduce')).toBe(
      true,
    );
  });

  it('are fewer where every account holds every right', () => {
    expect(plantedFor([item('a', 'x')], { bad: 6, sound: 3 }, 'seed')).toEqual([]);
  });
});

describe('the handle of an item', () => {
  it('hides what is behind it, and leads back to it under the seed of its campaign alone', () => {
    fc.assert(
      fc.property(
        fc.record({
          is: fc.constantFrom('real' as const, 'planted' as const),
          n: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          seat: fc.integer({ min: 0, max: 2 }),
        }),
        fc.string({ minLength: 1 }),
        (one, seed) => {
          const handle = handleOf(seed, one);
          expect(handle).toMatch(/^itm_[0-9a-f]{32}$/);
          expect(behind(seed, handle)).toEqual(one);
          expect(behind(`${seed}.`, handle)).toBeUndefined();
        },
      ),
    );
  });

  it.each(['', 'itm_', 'itm_zz', `itm_${'0'.repeat(31)}`, `itm_${'g'.repeat(32)}`])('is not `%s`', (text) => {
    expect(behind('seed', text)).toBeUndefined();
  });
});
