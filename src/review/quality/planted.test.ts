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

const now = '2026-11-20T00:00:00.000Z';
const plant = (items: readonly ItemLooks[], how = { bad: 6, sound: 3 }, seed = 'seed') =>
  plantedFor(items, how, seed, now);
const month = '2026-06-01T00:00:00.000Z';

describe('planted items', () => {
  it('stand for access that nobody has, and everything said of account or right is said of it by real items too', () => {
    fc.assert(
      fc.property(made, fc.string(), (items, seed) => {
        const planted = plant(items, { bad: 6, sound: 3 }, seed);
        const held = new Set(items.map(pair));
        const names = planted.map(({ looks }) => pair(looks));
        expect(new Set(names).size).toBe(names.length);
        for (const { looks, of } of planted) {
          expect(held.has(pair(looks))).toBe(false);
          const { account, used, since, object, ...ofRight } = looks;
          const own = items[of];
          expect(own).toMatchObject({ account, used, since });
          const {
            account: _account,
            used: _used,
            since: _since,
            ...real
          } = items.find((each) => each.object.key === object.key) ?? looks;
          expect({ ...ofRight, object }).toEqual(real);
        }
        expect(plant(items, { bad: 6, sound: 3 }, seed)).toEqual(planted);
      }),
    );
  });

  it('have the members of any item and no other: no key of a row, nothing that a change could be made of', () => {
    for (const { looks } of plant([item('a', 'x'), item('b', 'y')], { bad: 1, sound: 1 }))
      expect(Object.keys(looks).toSorted()).toEqual(Object.keys(item('a', 'x')).toSorted());
  });

  it('that should go are held by few and do much harm; sound ones are held by most, of an account in use', () => {
    const items = [
      ...['a', 'b', 'c', 'd'].map((account) => item(account, 'wiki')),
      item('a', 'root', { tier: 'high', privileged: true }),
      item('e', 'mail'),
    ];
    const [bad, sound] = plant(items, { bad: 1, sound: 1 });
    expect([bad?.right, bad?.looks.object.key]).toEqual(['reduce', 'root']);
    expect([sound?.right, sound?.looks.object.key, sound?.looks.account.key]).toEqual(['keep', 'wiki', 'e']);
  });

  it('are by turns such that advice would take away, says nothing and would keep, as far as there are accounts for it', () => {
    const items = Array.from({ length: 30 }, (_, at) =>
      item(`a${at}`, `o${at}`, {
        used: at % 3 === 0 ? 'never' : at % 3 === 1 ? 'unknown' : '2026-11-01T00:00:00.000Z',
      }),
    );
    const used = plant(items)
      .filter(({ right }) => right === 'reduce')
      .map(({ looks }) => looks.used);
    expect(used.toSorted()).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2026-11-01T00:00:00.000Z',
      'never',
      'never',
      'unknown',
      'unknown',
    ]);
  });

  it('are as grave as what their account is asked about, where who is asked depends on that', () => {
    const items = Array.from({ length: 20 }, (_, at) =>
      item(`a${at}`, `o${at}`, { tier: at % 2 === 0 ? 'high' : 'low' }),
    );
    for (const { looks, of } of plantedFor(items, { bad: 6, sound: 3, sameGravity: true }, 'seed', now))
      expect(looks.tier).toBe(items[of]?.tier);
  });

  it('are fewer where every account holds every right, and no sound one is of an account that nobody uses', () => {
    expect(plant([item('a', 'x')])).toEqual([]);
    const unused = ['a', 'b', 'c'].map((key) => item(key, key, { used: month }));
    expect(plant(unused).filter(({ right }) => right === 'keep')).toEqual([]);
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
