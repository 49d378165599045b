import { worthAFinding } from '../behaviour/index.ts';
import type { BehaviourView, ChangesView } from '../model/index.ts';
import type { Standing, StandingReader, ViewFilter, ViewReader } from '../detection/index.ts';
import {
  accountViews,
  agentRightsOf,
  openTrustsOf,
  sharedPathsOf,
  type AccessEngine,
  type EscalationEngine,
  type Ways,
} from '../estate/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { programDigest } from '../platform/program-digest.ts';
import type { Database } from '../platform/store/index.ts';
import {
  behaviourReader,
  nameOf,
  type AccountAsked,
  type BehaviourReader,
  type Behaviours,
} from './behaviour.ts';
import { behaviourViewOf } from './behaviour-view.ts';
import { everyChange } from './every-change.ts';
import type { Duties } from './duties/open-duties.ts';

/** The estate as detection's rules ask for it. */
export const viewReader = (database: Database, access: AccessEngine): ViewReader => ({
  views: (filter) => accountViews(database, access, asked(filter)),
});

/**
 * What follows for accounts from the rows of others, and from logs: what escalation found, whose secrets they are not alone in
 * reading, whom from outside they let in, what agents may do, which duties meet in them (absent: nobody looks), and what they did.
 */
export const standingReader = (
  database: Database,
  access: AccessEngine,
  escalation: Pick<EscalationEngine, 'ways'>,
  behaviour: BehaviourReader = behaviourReader(database),
  duties?: Pick<Duties, 'byAccount' | 'digest'>,
): StandingReader => ({
  // the code too: what an earlier program worked out may differ without any read
  asOf: async () => `${programDigest()} ${await behaviour.asOf()} ${(await duties?.digest()) ?? ''}`,
  async standings() {
    const ways = await escalation.ways();
    const resident = await access.resident();
    const apart = await duties?.byAccount();
    const beside = besides({
      sharedPaths: await sharedPathsOf(database, resident),
      openTrusts: await openTrustsOf(database, resident.graph),
      agentRights: await agentRightsOf(database, resident),
      ...(apart === undefined ? {} : { duties: apart }),
    });
    const none = apart === undefined ? nothingBeside : { ...nothingBeside, duties: [] };
    const behaviours = await behaviour.now();
    const changed = await changesOf({ behaviour, views: viewReader(database, access), database });
    return {
      async of(accounts) {
        const found = await ways.of(accounts);
        const did = await behaviourViews(behaviours, accounts);
        return accounts.map((account, at) => ({
          way: found[at] ?? null,
          ...none,
          ...beside.get(nameOf(account)),
          behaviour: withChanges(did[at] ?? null, changed.get(nameOf(account))),
        }));
      },
      async *digests() {
        const others = new Map([...beside].map(([name, found]) => [name, JSON.stringify(found)]));
        for await (const page of behaviours.digests())
          for (const { account, digest } of page) {
            const found = others.get(nameOf(account));
            const changes = JSON.stringify(changed.get(nameOf(account))?.bits ?? null);
            others.set(nameOf(account), `${found ?? ''} ${digest} ${changes}`);
          }
        yield* digestsOf(ways, others);
      },
    };
  },
});

/** How everybody that acted changed what they do, by account; null: nobody can tell. Few reasons: they are to be read. */
async function changesOf(
  looking: Parameters<typeof everyChange>[0],
): Promise<ReadonlyMap<string, ChangesView | null>> {
  const { items } = await everyChange(looking);
  return new Map(
    items.map(({ account, changes }) => [
      nameOf(account),
      changes.is === 'cannot tell'
        ? null
        : {
            bits: Math.round(changes.bits * 10) / 10,
            worthFrom: worthAFinding,
            reasons: changes.anomalies.slice(0, 5).map(({ kind, what, since }) => ({ kind, what, since })),
          },
    ]),
  );
}

const withChanges = (
  view: BehaviourView | null,
  changes: ChangesView | null | undefined,
): BehaviourView | null => (view === null || changes === undefined ? view : { ...view, changes });

/** Profiles of so many accounts are in memory at a time; what rules are told of them is small. */
const profilesAtOnce = 100;

async function behaviourViews(
  behaviours: Behaviours,
  accounts: readonly AccountAsked[],
): Promise<readonly (BehaviourView | null)[]> {
  const views: (BehaviourView | null)[] = [];
  for (let at = 0; at < accounts.length; at += profilesAtOnce)
    for (const seen of await behaviours.of(accounts.slice(at, at + profilesAtOnce)))
      views.push(seen === null ? null : behaviourViewOf(seen));
  return views;
}

type Beside = Omit<Standing, 'way' | 'behaviour'>;
const nothingBeside: Beside = { sharedPaths: [], openTrusts: [], agentRights: null };

/** What was found by account beside ways, joined: only accounts of which there is something to say. */
function besides(found: {
  readonly [Name in keyof Beside]: ReadonlyMap<string, Beside[Name]>;
}): ReadonlyMap<string, Partial<Beside>> {
  const all = new Map<string, Partial<Beside>>();
  for (const [member, byName] of Object.entries(found))
    for (const [name, each] of byName) all.set(name, { ...all.get(name), [member]: each });
  return all;
}

/** `others`: what there is to say of accounts beside their ways, written out; each is told once. */
async function* digestsOf(
  ways: Ways,
  others: ReadonlyMap<string, string>,
): AsyncGenerator<
  readonly { readonly account: { readonly source: string; readonly key: string }; readonly digest: string }[]
> {
  const rest = new Map(others);
  const withRest = (name: string, digest: string): string => {
    const found = rest.get(name);
    rest.delete(name);
    return found === undefined ? digest : digestOf(`${digest}\n${found}`);
  };
  for await (const page of ways.digests())
    yield page.map(({ account, digest }) => ({ account, digest: withRest(nameOf(account), digest) }));
  yield [...rest.keys()].map((name) => {
    const [source = '', ...key] = name.split('\n');
    return { account: { source, key: key.join('\n') }, digest: withRest(name, '') };
  });
}

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
