import { worldsOf, type KeyTest, type PresenceTest, type World } from './worlds.ts';

/** What is not known and may matter: a key of the request, a policy that was not read, or a point that AWS leaves open. */
export type Missing =
  | { readonly is: 'key'; readonly key: string; readonly tests: readonly string[] }
  | { readonly is: 'policy'; readonly policy: string }
  | { readonly is: 'unclear'; readonly what: string };

/** A yes-or-no that is not known, or its opposite: twice the atom's number, plus one when it is turned round. */
export type Literal = number;

export const not = (literal: Literal): Literal => literal ^ 1;

/** Something not known with every way it can be: which atoms it settles, and how. */
export interface Variable {
  readonly missing: readonly Missing[];
  readonly atoms: readonly number[];
  readonly worlds: readonly World[];
}

interface KeyTests {
  readonly tests: {
    readonly atom: number;
    readonly name: string;
    readonly test: KeyTest | PresenceTest;
    readonly text: string;
  }[];
}

/** Worlds of a key by all its tests. */
export type KnownWorlds = Map<string, readonly World[] | undefined>;

/** Collects what is not known while a request is laid against policies; the same question is one atom however often it comes up. */
export class Unknowns {
  readonly #keys = new Map<string, KeyTests>();
  readonly #atoms = new Map<string, number>();
  readonly #variables: Variable[] = [];
  readonly #policies = new Set<string>();
  readonly #known: KnownWorlds;

  /** `known` is kept by whoever asks the same of many: the same tests of a key have the same worlds. */
  constructor(known: KnownWorlds) {
    this.#known = known;
  }
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** A test of a key that is not known. `name` tells tests apart, all that they depend on included; `text` is how people read it. */
  ofKey(
    key: string,
    what: { readonly name: string; readonly text: string; readonly test: () => KeyTest | PresenceTest },
  ): Literal {
    return this.#once(`key ${key} ${what.name}`, (atom) => {
      const known = this.#keys.get(key);
      const entry = { atom, name: what.name, test: what.test(), text: what.text };
      if (known === undefined) this.#keys.set(key, { tests: [entry] });
      else known.tests.push(entry);
    });
  }

  /** Something that can be so or not, whatever else is. */
  free(what: string, missing: readonly Missing[] = [{ is: 'unclear', what }]): Literal {
    return this.#once(`free ${what}`, (atom) => {
      this.#variables.push({ missing, atoms: [atom], worlds: eitherWay });
    });
  }

  /** The things that a policy not read could say, of which it says at most one; what allows most first, as an example. */
  ofPolicy(policy: string, says: readonly string[], isSilentToo: boolean): readonly Literal[] {
    const atoms = says.map((what) => this.#once(`policy ${policy} ${what}`, () => undefined) >> 1);
    const known = this.#policies.has(policy);
    this.#policies.add(policy);
    const silent = isSilentToo ? [{ truth: says.map(() => false), example: undefined }] : [];
    if (!known)
      this.#variables.push({
        missing: [{ is: 'policy', policy }],
        atoms,
        worlds: [
          ...says.map((_, one) => ({ truth: says.map((__, at) => at === one), example: undefined })),
          ...silent,
        ],
      });
    return atoms.map((atom) => atom * 2);
  }

  /** Everything collected. A key with too many tests to go through is taken apart into tests that are each free. */
  variables(
    key: (name: string) => { readonly mayBeAbsent: boolean; readonly isBoolean: boolean },
  ): readonly Variable[] {
    const ofKeys = [...this.#keys].flatMap(([name, { tests }]): readonly Variable[] => {
      const worlds = this.#worldsOf(name, tests, key(name));
      const missing: readonly Missing[] = [{ is: 'key', key: name, tests: tests.map(({ text }) => text) }];
      if (worlds !== undefined) return [{ missing, atoms: tests.map(({ atom }) => atom), worlds }];
      return tests.map(({ atom }) => ({ missing, atoms: [atom], worlds: eitherWay }));
    });
    return [...ofKeys, ...this.#variables];
  }

  #worldsOf(
    key: string,
    tests: KeyTests['tests'],
    facts: { readonly mayBeAbsent: boolean; readonly isBoolean: boolean },
  ): readonly World[] | undefined {
    const name = JSON.stringify([key, ...tests.map((test) => test.name)]);
    if (!this.#known.has(name))
      this.#known.set(
        name,
        worldsOf(
          tests.map(({ test }) => test),
          facts,
        ),
      );
    return this.#known.get(name);
  }

  #once(name: string, make: (atom: number) => void): Literal {
    const known = this.#atoms.get(name);
    if (known !== undefined) return known * 2;
    const atom = this.#count++;
    this.#atoms.set(name, atom);
    make(atom);
    return atom * 2;
  }
}

const eitherWay: readonly World[] = [
  { truth: [false], example: undefined },
  { truth: [true], example: undefined },
];
