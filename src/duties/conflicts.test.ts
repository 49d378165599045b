import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conflicts, type Conflict, type HasDuty } from './conflicts.ts';

const duties = 12;
const world = fc.record({
  rules: fc.array(
    fc.tuple(fc.nat(duties - 1), fc.nat(duties - 1)).filter(([a, b]) => a !== b),
    { maxLength: 20 },
  ),
  identities: fc.array(
    fc.dictionary(fc.nat(duties - 1).map(String), fc.constantFrom<HasDuty>('sure', 'depends')),
    { maxLength: 12 },
  ),
});

const held = (of: Readonly<Record<string, HasDuty>>): ReadonlyMap<number, HasDuty> =>
  new Map(Object.entries(of).map(([duty, has]) => [Number(duty), has]));

/** Every rule asked of every identity. */
const naive = (
  rules: readonly (readonly [number, number])[],
  identities: readonly ReadonlyMap<number, HasDuty>[],
): readonly Conflict[] =>
  identities.flatMap((has, identity) =>
    rules.flatMap(([a, b], rule) =>
      has.has(a) && has.has(b)
        ? [{ rule, identity, isSure: has.get(a) === 'sure' && has.get(b) === 'sure' }]
        : [],
    ),
  );

describe('conflicts of duties', () => {
  it('are those that asking every rule of every identity finds', () => {
    fc.assert(
      fc.property(world, ({ rules, identities }) => {
        const engine = new Conflicts(rules, duties);
        const all = identities.map(held);
        for (const [identity, has] of all.entries()) engine.set(identity, has);
        expect([...engine.all()]).toEqual(naive(rules, all));
      }),
    );
  });

  it('follow what an identity has now, one after the other, as if all had been set at once', () => {
    fc.assert(
      fc.property(world, world, ({ rules, identities }, { identities: later }) => {
        const engine = new Conflicts(rules, duties);
        for (const [identity, has] of identities.map(held).entries()) engine.set(identity, has);
        for (const [identity, has] of later.map(held).entries()) engine.set(identity, has);
        const now = identities.map((has, identity) => held(later[identity] ?? has));
        for (const [identity, has] of later.map(held).entries()) now[identity] = has;
        for (const identity of now.keys())
          expect(engine.of(identity)).toEqual(naive(rules, now).filter((each) => each.identity === identity));
      }),
    );
  });
});
