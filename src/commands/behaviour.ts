import {
  actorsIn,
  accountNames,
  couldBeNamed,
  emptyProfile,
  listLogs,
  profilesOf,
  recentFrom,
  type ActorKept,
  type Log,
} from '../activity/index.ts';
import { accountKeysOf, accountsNamed, listSources, readsNow, type Source } from '../estate/index.ts';
import {
  daysBetween,
  instantOf,
  type BehaviourSeen,
  type EstateRef,
  type Instant,
  type LogSeen,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { oncePer } from '../platform/once-per.ts';
import type { Database, Queryable } from '../platform/store/index.ts';

/** Names an account. */
export interface AccountAsked {
  readonly source: string;
  readonly key: string;
}

/** An actor of a log who is one account, and by what. */
export interface JoinedActor {
  readonly actor: ActorKept;
  readonly log: Log;
  readonly account: EstateRef;
  readonly because: string;
}

/** An actor of a log who is no account of the sources that the log tells of. */
export interface UnknownActor {
  readonly actor: ActorKept;
  readonly log: Log;
  readonly why: string;
}

/** Who did what, as of one state of the logs that are kept and of the estate: both are joined when somebody asks. */
export interface Behaviours {
  /**
   * What logs say of each of these accounts, in their order; null: no log that would show it was read, so nobody can tell.
   * One that acted in none of the logs that would show it did nothing in the time they cover.
   */
  of(accounts: readonly AccountAsked[]): Promise<readonly (BehaviourSeen | null)[]>;
  joinedTo(account: AccountAsked): readonly JoinedActor[];
  readonly joined: readonly JoinedActor[];
  readonly unknown: readonly UnknownActor[];
  /** Every account that acted, and every one that a log would show, in pages, with a digest of what `of` says of it. */
  digests(): AsyncIterable<readonly { readonly account: AccountAsked; readonly digest: string }[]>;
}

export interface BehaviourReader {
  /** Names all that `now` follows from. Cheap: while it says the same, nothing of it is otherwise. */
  asOf(): Promise<string>;
  now(): Promise<Behaviours>;
}

/** Joins once for each state of logs and estate. */
export function behaviourReader(database: Database): BehaviourReader {
  const known = oncePer<Behaviours>();
  const asOf = async (): Promise<string> => {
    const logs = await database.query<{ no: number; version: number }>(
      'select no, version from activity.log order by no',
    );
    return `${await readsNow(database)} ${logs.map(({ no, version }) => `${no}:${version}`).join(' ')}`;
  };
  return {
    asOf,
    now: async () => known(await asOf(), () => join(database)),
  };
}

async function join(database: Database): Promise<Behaviours> {
  const logs = (await listLogs(database)).filter(({ told }) => told.events > 0);
  const sources = new Map((await listSources(database)).map((source) => [String(source.id), source]));
  const { joined, unknown } = await joinedActors(database, logs, sources);
  const byAccount = Map.groupBy(joined, ({ account }) => nameOf(account));
  const covers = coversOf(logs);
  const isNameable = ({ source, key }: AccountAsked): boolean =>
    couldBeNamed(key, sources.get(source)?.connector ?? '');
  return {
    joined,
    unknown,
    joinedTo: (account) => byAccount.get(nameOf(account)) ?? [],
    async of(accounts) {
      const groups = accounts.map((account) => {
        const cover = covers.get(account.source);
        const actors = byAccount.get(nameOf(account)) ?? [];
        return cover === undefined || (actors.length === 0 && !isNameable(account))
          ? undefined
          : { account, cover, actors, recentFrom: recentFrom(cover.until) };
      });
      const asked = groups.flatMap((group) =>
        group === undefined || group.actors.length === 0
          ? []
          : [{ actors: group.actors.map(({ actor }) => actor.no), recentFrom: group.recentFrom, group }],
      );
      const profiles = await profilesOf(database, asked);
      const of = new Map(asked.map(({ group }, at) => [group, profiles[at]]));
      return groups.map((group) => {
        if (group === undefined) return null;
        const { account, actors, cover } = group;
        const parts = of.get(group) ?? { whole: emptyProfile, recent: emptyProfile, before: emptyProfile };
        return {
          account: actors[0]?.account ?? { entity: 'account', ...account, name: account.key },
          actors: [...new Set(actors.map(({ actor }) => actor.name))],
          ...parts,
          recentDays: daysBetween(group.recentFrom, cover.until) + 1,
          from: cover.from,
          until: cover.until,
          logs: cover.logs,
        };
      });
    },
    async *digests() {
      for (const [source, cover] of covers) {
        const week = recentFrom(cover.until);
        const unseen = digestOf(JSON.stringify([cover.logs.map(({ name }) => name), week]));
        for await (const keys of accountKeysOf(database, source))
          yield keys.map((key) => {
            const account = { source, key };
            const actors = byAccount.get(nameOf(account));
            if (actors === undefined) return { account, digest: unseen };
            const did = actors.map(({ actor }) => [actor.no, actor.events, actor.last]);
            return { account, digest: digestOf(JSON.stringify([week, did])) };
          });
      }
    },
  };
}

/** What the logs that tell of one source cover together. */
interface Cover {
  readonly from: Instant;
  readonly until: Instant;
  readonly logs: readonly LogSeen[];
}

function coversOf(logs: readonly Log[]): ReadonlyMap<string, Cover> {
  const covers = new Map<string, Cover>();
  for (const source of new Set(logs.flatMap(({ sources }) => sources))) {
    const of = logs.filter(({ sources }) => sources.includes(source)).map(logSeen);
    const from = of.flatMap((log) => log.from ?? []).toSorted()[0];
    const until = of
      .flatMap((log) => log.until ?? [])
      .toSorted()
      .at(-1);
    // of logs that tell no time nobody can say what they cover
    if (from !== undefined && until !== undefined) covers.set(source, { from, until, logs: of });
  }
  return covers;
}

const logSeen = ({ name, told }: Log): LogSeen => ({
  name,
  format: told.formats.map(({ format }) => format).join(', '),
  from: told.firstMs === null ? null : instantOf(told.firstMs),
  until: told.lastMs === null ? null : instantOf(told.lastMs),
});

async function joinedActors(
  database: Queryable,
  logs: readonly Log[],
  sources: ReadonlyMap<string, Source>,
): Promise<{ readonly joined: readonly JoinedActor[]; readonly unknown: readonly UnknownActor[] }> {
  const logOf = new Map(logs.map((log) => [log.no, log]));
  const actors = (await actorsIn(database, [...logOf.keys()])).flatMap((actor) => {
    const log = logOf.get(actor.logNo);
    return log === undefined ? [] : [{ actor, log }];
  });
  const asked = actors.flatMap((each) =>
    each.log.sources.flatMap((source) =>
      accountNames(each.actor, sources.get(source)?.connector ?? '').map((name) => ({
        ...each,
        ...name,
        source,
      })),
    ),
  );
  const found = await accountsNamed(database, asked);
  const joined = new Map<string, JoinedActor>();
  const several = new Map<number, string>();
  for (const [at, { actor, log, source, because }] of asked.entries()) {
    const [account, another] = found[at] ?? [];
    const name = `${actor.no} ${source}`;
    if (account === undefined || joined.has(name) || several.has(actor.no)) continue;
    // the surest way decides: where it leads to several, a weaker one does not choose among them
    if (another === undefined) joined.set(name, { actor, log, account, because });
    else several.set(actor.no, `More than one account of \`${source}\` goes by that: ${because}.`);
  }
  const known = new Set([...joined.values()].map(({ actor }) => actor.no));
  return {
    joined: [...joined.values()],
    unknown: actors
      .filter(({ actor }) => !known.has(actor.no) && actor.events > 0)
      .map((each) => ({
        ...each,
        why: several.get(each.actor.no) ?? `No account of ${namesOf(each.log.sources)} goes by that.`,
      })),
  };
}

const namesOf = (sources: readonly string[]): string => sources.map((source) => `\`${source}\``).join(', ');

/** One account as a key; source names hold no line break, so no two accounts share it. */
export const nameOf = ({ source, key }: AccountAsked): string => `${source}\n${key}`;
