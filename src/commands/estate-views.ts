import type { Standing, StandingReader, ViewFilter, ViewReader } from '../detection/index.ts';
import {
  accountViews,
  openTrustsOf,
  readsNow,
  sharedPathsOf,
  type AccessEngine,
  type EscalationEngine,
  type Ways,
} from '../estate/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { programDigest } from '../platform/program-digest.ts';
import type { Database } from '../platform/store/index.ts';

/** The estate as detection's rules ask for it. */
export const viewReader = (database: Database, access: AccessEngine): ViewReader => ({
  views: (filter) => accountViews(database, access, asked(filter)),
});

/** What follows for accounts from the rows of others: what escalation found, whose secrets they are not alone in reading, whom from outside they let in. */
export const standingReader = (
  database: Database,
  access: AccessEngine,
  escalation: Pick<EscalationEngine, 'ways'>,
): StandingReader => ({
  // the code too: what an earlier program worked out may differ without any read
  asOf: async () => `${programDigest()} ${await readsNow(database)}`,
  async standings() {
    const ways = await escalation.ways();
    const resident = await access.resident();
    const beside = besides({
      sharedPaths: await sharedPathsOf(database, resident),
      openTrusts: await openTrustsOf(database, resident.graph),
    });
    return {
      async of(accounts) {
        const found = await ways.of(accounts);
        return accounts.map((account, at) => ({
          way: found[at] ?? null,
          ...nothingBeside,
          ...beside.get(nameOf(account)),
        }));
      },
      async *digests() {
        yield* digestsOf(ways, beside);
      },
    };
  },
});

type Beside = Omit<Standing, 'way'>;
const nothingBeside: Beside = { sharedPaths: [], openTrusts: [] };

/** What was found by account beside ways, joined: only accounts of which there is something to say. */
function besides(found: {
  readonly [Name in keyof Beside]: ReadonlyMap<string, Beside[Name]>;
}): ReadonlyMap<string, Partial<Beside>> {
  const all = new Map<string, Partial<Beside>>();
  for (const [member, byName] of Object.entries(found))
    for (const [name, each] of byName) all.set(name, { ...all.get(name), [member]: each });
  return all;
}

async function* digestsOf(
  ways: Ways,
  beside: ReadonlyMap<string, Partial<Beside>>,
): AsyncGenerator<
  readonly { readonly account: { readonly source: string; readonly key: string }; readonly digest: string }[]
> {
  const rest = new Map(beside);
  const withRest = (name: string, digest: string): string => {
    const found = rest.get(name);
    rest.delete(name);
    return found === undefined ? digest : digestOf(`${digest}\n${JSON.stringify(found)}`);
  };
  for await (const page of ways.digests())
    yield page.map(({ account, digest }) => ({ account, digest: withRest(nameOf(account), digest) }));
  yield [...rest.keys()].map((name) => {
    const [source = '', ...key] = name.split('\n');
    return { account: { source, key: key.join('\n') }, digest: withRest(name, '') };
  });
}

/** Source names hold no line break, so no two accounts share a name. */
const nameOf = ({ source, key }: { readonly source: string; readonly key: string }): string =>
  `${source}\n${key}`;

function asked(filter: ViewFilter): Parameters<typeof accountViews>[2] {
  switch (filter.is) {
    case 'everything':
      return { is: 'all' };
    case 'accounts':
      return { is: 'refs', refs: filter.accounts };
    case 'changedSince':
      return filter;
  }
}
