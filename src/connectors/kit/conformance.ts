import { describe, expect, it } from 'vitest';
import { Fault, instantOf, type Code, type Observation } from '../../model/index.ts';
import type { CallerContext, Connector, ReadContext } from './connector.ts';
import { readSource } from './read-source.ts';
import { readWhole } from './read-whole.ts';

/** Something that cannot happen to this kind of source, and why; the suite shows it as a skip with its reason. */
export interface NotApplicable {
  readonly notApplicable: string;
}

/** A source in a bad state, and the code of the Fault with which reading it must end. */
export interface BadSource<Config> {
  readonly config: () => Config | Promise<Config>;
  readonly code: Code;
}

export interface ConformanceFixture<Config> {
  /** A source in good order: of some size, with every type of record that the connector declares. */
  readonly good: () => Config | Promise<Config>;
  /** The same content written in another order. */
  readonly reordered: (() => Config | Promise<Config>) | NotApplicable;
  /** A source in which these names occur: markup, SQL, prompt text, `__proto__`, control and bidi characters. */
  readonly hostile: { readonly config: () => Config | Promise<Config>; readonly names: readonly string[] };
  /** Texts that the good source holds, or its credential, and that must never be seen. */
  readonly canaries: readonly string[];
  readonly bad: {
    readonly [Kind in 'missing' | 'truncated' | 'wrongKind' | 'oversized' | 'deep' | 'duplicate']:
      | BadSource<Config>
      | NotApplicable;
  };
  /** Locations that `locate` must refuse with a Fault. */
  readonly badLocations: readonly string[];
  readonly context?: Partial<Pick<ReadContext<Config>, 'secret' | 'fingerprint'>>;
}

/** The one suite that every connector passes: what the rest of the product may rely on without knowing the source. */
export function describeConnector<Config>(
  connector: Connector<Config>,
  fixture: ConformanceFixture<Config>,
): void {
  const contextOf = (config: Config, signal: AbortSignal): CallerContext<Config> => ({
    fingerprint: () => 'f'.repeat(64),
    secret: async () => 'no secret is known here',
    ...fixture.context,
    config,
    now: instantOf(Date.UTC(2026, 5, 1)),
    signal,
  });
  const readAll = (config: Config) =>
    readWhole(connector, config, contextOf(config, new AbortController().signal));
  const faultOf = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  /** What a failure lacks: it must be a Fault of that code, with a next step and without a secret. */
  const lacks = (error: unknown, code?: Code): readonly string[] => {
    if (!(error instanceof Fault)) return [`a Fault: ${String(error)}`];
    return [
      ...(code === undefined || error.code === code ? [] : [`the code ${code}: it is ${error.code}`]),
      ...(/\S+ \S+/.test(error.next ?? '') ? [] : ['a next step']),
      ...fixture.canaries.filter((canary) => `${error.message} ${error.next ?? ''}`.includes(canary)),
    ];
  };

  describe(`the ${connector.id} connector`, () => {
    it('reads a good source to its end, and gives the same again', async () => {
      const first = await readAll(await fixture.good());
      expect(first.summary.complete).toBe(true);
      expect(first.summary.observations).toBeGreaterThan(10);
      const again = await readAll(await fixture.good());
      expect(again.all).toEqual(first.all);
      expect(again.summary).toEqual(first.summary);
    });

    it('gives every type that it declares and no other, and says what it does not read and needs', async () => {
      const { all, summary } = await readAll(await fixture.good());
      const given = [...new Set(all.map(({ type }) => type))].filter((type) => type !== 'gap');
      expect(given.toSorted()).toEqual([...connector.capabilities.reads].toSorted());
      expect(connector.capabilities.permissions.read.length).toBeGreaterThan(0);
      expect(connector.capabilities.doesNotRead.length).toBeGreaterThan(0);
      const writes = connector.capabilities.writes.length;
      expect(connector.capabilities.permissions.write.length > 0).toBe(writes > 0);
      for (const gap of summary.gaps)
        expect(gap).toMatchObject({ what: expect.stringMatching(/\S/), why: expect.stringMatching(/\S/) });
    });

    it('refers only to what it gives', async () => {
      const { all } = await readAll(await fixture.good());
      expect(dangling(all)).toEqual([]);
    });

    const { reordered } = fixture;
    it.skipIf(isNotApplicable(reordered))(
      `gives the same whatever the order of its input${reasonOf(reordered)}`,
      async () => {
        if (isNotApplicable(reordered)) return;
        const sorted = (all: readonly Observation[]): readonly string[] =>
          all.map((o) => JSON.stringify(o)).toSorted();
        const { all } = await readAll(await fixture.good());
        const other = await readAll(await reordered());
        expect(sorted(other.all)).toEqual(sorted(all));
      },
    );

    it('keeps hostile names as the data they are', async () => {
      const { all } = await readAll(await fixture.hostile.config());
      const names = new Set(all.flatMap((o) => ('name' in o ? [o.name] : [])));
      expect(fixture.hostile.names.filter((name) => !names.has(name))).toEqual([]);
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      expect(Object.keys(Object.prototype)).toEqual([]);
    });

    it('lets no secret into what it gives', async () => {
      const { all, summary } = await readAll(await fixture.good());
      const text = JSON.stringify([all, summary]);
      expect(fixture.canaries.filter((canary) => text.includes(canary))).toEqual([]);
    });

    it('stops when it is interrupted', async () => {
      const controller = new AbortController();
      const config = await fixture.good();
      const read = readSource(connector, contextOf(config, controller.signal), { limits: { pageSize: 1 } });
      const error = await faultOf(async () => {
        for await (const page of read.pages) if (page.observations.length > 0) controller.abort();
      });
      expect(lacks(error, 'interrupted')).toEqual([]);
    });

    it('refuses a location that is none, and says what one looks like', async () => {
      expect(fixture.badLocations.length).toBeGreaterThan(0);
      for (const location of fixture.badLocations)
        expect(lacks(await faultOf(() => connector.locate(location)))).toEqual([]);
    });

    for (const [kind, source] of Object.entries(fixture.bad))
      it.skipIf(isNotApplicable(source))(
        `refuses a source that is ${words[kind] ?? kind}, with the next step${reasonOf(source)}`,
        async () => {
          if (isNotApplicable(source)) return;
          const error = await faultOf(async () => readAll(await source.config()));
          expect(lacks(error, source.code)).toEqual([]);
        },
      );
  });
}

const words: Readonly<Record<string, string>> = {
  missing: 'not there',
  truncated: 'cut off',
  wrongKind: 'of the wrong kind',
  oversized: 'larger than any real one',
  deep: 'nested too deeply',
  duplicate: 'contradicting itself under one id',
};

const reasonOf = (given: unknown): string =>
  isNotApplicable(given) ? ` (cannot happen: ${given.notApplicable})` : '';

const isNotApplicable = (given: unknown): given is NotApplicable =>
  typeof given === 'object' && given !== null && 'notApplicable' in given;

/** References to something that this read did not give. Owners and managers are for correlation to find. */
function dangling(all: readonly Observation[]): readonly Observation[] {
  const keys = new Map<string, Set<string>>();
  for (const { type, key } of all) keys.set(type, (keys.get(type) ?? new Set()).add(key));
  const is = (key: string | undefined, ...types: readonly string[]): boolean =>
    key === undefined || types.some((type) => keys.get(type)?.has(key));
  return all.filter((o) => {
    if (o.type === 'membership')
      return !(is(o.memberKey, 'account', 'group') && is(o.groupKey, 'account', 'group'));
    if (o.type === 'grant')
      return !(is(o.subjectKey, 'account', 'group') && is(o.entitlementKey, 'entitlement'));
    if (o.type === 'credential') return !is(o.accountKey, 'account');
    if (o.type === 'entitlement') return !is(o.resourceKey, 'resource');
    if (o.type === 'exposure') return !(is(o.credentialKey, 'credential') && is(o.resourceKey, 'resource'));
    if (o.type === 'resource') return !is(o.parentKey, 'resource');
    return o.type === 'ownership' && !is(o.subjectKey, 'account', 'group');
  });
}
