import type { StandingReader, ViewFilter, ViewReader } from '../detection/index.ts';
import {
  accountViews,
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

/** What follows for accounts from the rows of others: what escalation found, and whose secrets they are not alone in reading. */
export const standingReader = (
  database: Database,
  access: AccessEngine,
  escalation: Pick<EscalationEngine, 'ways'>,
): StandingReader => ({
  // the code too: what an earlier program worked out may differ without any read
  asOf: async () => `${programDigest()} ${await readsNow(database)}`,
  async standings() {
    const ways = await escalation.ways();
    const shared = await sharedPathsOf(database, await access.resident());
    return {
      async of(accounts) {
        const found = await ways.of(accounts);
        return accounts.map((account, at) => ({
          way: found[at] ?? null,
          sharedPaths: shared.get(nameOf(account)) ?? [],
        }));
      },
      async *digests() {
        yield* digestsOf(ways, shared);
      },
    };
  },
});

async function* digestsOf(
  ways: Ways,
  shared: Awaited<ReturnType<typeof sharedPathsOf>>,
): AsyncGenerator<
  readonly { readonly account: { readonly source: string; readonly key: string }; readonly digest: string }[]
> {
  const rest = new Map(shared);
  const withPaths = (name: string, digest: string): string => {
    const paths = rest.get(name);
    rest.delete(name);
    return paths === undefined ? digest : digestOf(`${digest}\n${JSON.stringify(paths)}`);
  };
  for await (const page of ways.digests())
    yield page.map(({ account, digest }) => ({ account, digest: withPaths(nameOf(account), digest) }));
  yield [...rest.keys()].map((name) => {
    const [source = '', ...key] = name.split('\n');
    return { account: { source, key: key.join('\n') }, digest: withPaths(name, '') };
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
