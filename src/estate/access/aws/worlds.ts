import type { Family } from './operators.ts';
import { oneOfEachKind, type Machine } from './machine.ts';
import { addressText, readBinary, readDate, readNumber, readRange } from './values.ts';
import type { Actual } from './condition.ts';

/** A test of a key whose value is not known, as far as it matters which values the key could have. */
export interface KeyTest {
  readonly family: Family;
  readonly quantifier: 'one' | 'all' | 'any';
  readonly fits: (value: string) => boolean;
  readonly whenAbsent: boolean;
  /** For texts: what decides whether a value fits. For the other families: what values are compared with. */
  readonly machines: readonly Machine[];
  readonly texts: readonly string[];
}

/** A test of nothing but whether the key is there. */
export interface PresenceTest {
  readonly whenThere: boolean;
  readonly whenAbsent: boolean;
}

/** One way the request can be, as far as the tests can tell: how each comes out, and a value that makes it so. */
export interface World {
  readonly truth: readonly boolean[];
  readonly example: Actual | undefined;
}

const mostWorlds = 512;

/**
 * Every combination of outcomes that some value of the key brings about, and no other. Tests of different families, or of
 * one value and of several, are combined freely, which can only be more than there really is. Undefined: too many to list.
 */
export function worldsOf(
  tests: readonly (KeyTest | PresenceTest)[],
  key: { readonly mayBeAbsent: boolean; readonly isBoolean: boolean },
): readonly World[] | undefined {
  const groups = Map.groupBy(
    tests.flatMap((test, at) => ('family' in test ? [{ test, at }] : [])),
    ({ test }) => `${key.isBoolean ? 'boolean' : test.family} ${String(test.quantifier === 'one')}`,
  );
  let worlds: readonly {
    readonly truth: ReadonlyMap<number, boolean>;
    readonly example: Actual | undefined;
  }[] = [
    {
      truth: new Map(tests.flatMap((test, at) => ('family' in test ? [] : [[at, test.whenThere] as const]))),
      example: groups.size === 0 ? ['any value'] : [],
    },
  ];
  for (const group of groups.values()) {
    const values = candidatesFor(
      group.map(({ test }) => test),
      key.isBoolean,
    );
    const outcomes = values === undefined ? undefined : outcomesOf(group, values);
    if (outcomes === undefined || outcomes.length * worlds.length > mostWorlds) return undefined;
    worlds = worlds.flatMap((world) =>
      outcomes.map((outcome) => ({
        truth: new Map([...world.truth, ...outcome.truth]),
        example: groups.size === 1 ? outcome.example : undefined,
      })),
    );
  }
  const there = worlds.map(({ truth, example }) => ({
    truth: tests.map((_, at) => truth.get(at) ?? false),
    example,
  }));
  return key.mayBeAbsent
    ? [...there, { truth: tests.map(({ whenAbsent }) => whenAbsent), example: null }]
    : there;
}

type Group = readonly { readonly test: KeyTest; readonly at: number }[];
interface Outcome {
  readonly truth: ReadonlyMap<number, boolean>;
  readonly example: Actual;
}

/** What one value, or for tests of several any set of values, can make of the group, each outcome once. */
function outcomesOf(group: Group, values: readonly string[]): readonly Outcome[] | undefined {
  const found = new Map<string, { readonly bits: readonly boolean[]; readonly example: readonly string[] }>();
  const add = (bits: readonly boolean[], example: readonly string[]): void => {
    const name = bits.map(Number).join('');
    if (!found.has(name)) found.set(name, { bits, example });
  };
  const takesSets = group.some(({ test }) => test.quantifier !== 'one');
  const singles = takesSets ? values.filter((value) => value !== '') : values;
  for (const value of singles)
    add(
      group.map(({ test }) => test.fits(value)),
      [value],
    );
  if (takesSets) {
    const parts = [...found.values()];
    for (const set of found.values())
      for (const part of parts) {
        if (found.size > mostWorlds) return undefined;
        const bits = group.map(({ test }, n) =>
          test.quantifier === 'all'
            ? set.bits[n] === true && part.bits[n] === true
            : set.bits[n] === true || part.bits[n] === true,
        );
        add(bits, [...new Set([...set.example, ...part.example])]);
      }
    add(
      group.map(({ test }) => test.quantifier === 'all'),
      [''],
    );
  }
  return [...found.values()].map(({ bits, example }) => ({
    truth: new Map(group.map(({ at }, n) => [at, bits[n] ?? false])),
    example,
  }));
}

/** Values of which every outcome of the tests has one. */
function candidatesFor(tests: readonly KeyTest[], isBoolean: boolean): readonly string[] | undefined {
  if (isBoolean || tests[0]?.family === 'boolean') return ['true', 'false'];
  const texts = [...new Set(tests.flatMap((test) => test.texts))];
  if (tests[0]?.family === 'string')
    return oneOfEachKind(
      tests.flatMap((test) => test.machines),
      { notEmpty: tests[0].quantifier !== 'one' },
    );
  if (tests[0]?.family === 'number')
    return between(
      texts.flatMap((text) => readNumber(text) ?? []),
      1,
    ).map(String);
  if (tests[0]?.family === 'date')
    return between(
      texts.flatMap((text) => readDate(text) ?? []),
      1,
    ).map(dateText);
  if (tests[0]?.family === 'address') return addressesAround(texts);
  return binariesBeside(texts);
}

/** Each number, one between each two neighbours, and one beyond either end. */
function between(numbers: readonly number[], step: number): readonly number[] {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const [least = 0] = sorted;
  const most = sorted.at(-1) ?? 0;
  const middles = sorted.slice(1).map((next, at) => ((sorted[at] ?? 0) + next) / 2);
  return [...new Set([least - Math.abs(least) - step, ...sorted, ...middles, most + Math.abs(most) + step])];
}

function dateText(at: number): string {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  return year >= 100 && year <= 9999 && Number.isInteger(at) ? date.toISOString() : (at / 1000).toFixed(6);
}

function addressesAround(texts: readonly string[]): readonly string[] {
  const ranges = texts.flatMap((text) => readRange(text) ?? []);
  return ([4, 6] as const).flatMap((family) => {
    const end = family === 4 ? 1n << 32n : 1n << 128n;
    const own = ranges.filter((range) => range.family === family);
    const values = new Set([0n, ...own.flatMap(({ first, last }) => [first, last + 1n])]);
    return [...values].filter((value) => value < end).map((value) => addressText(family, value));
  });
}

function binariesBeside(texts: readonly string[]): readonly string[] {
  const known = new Set(texts.flatMap((text) => readBinary(text) ?? []));
  let other = 0;
  while (known.has(Buffer.from(`x${other}`).toString('base64'))) other++;
  return [...known, Buffer.from(`x${other}`).toString('base64')];
}
