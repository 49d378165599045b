import type { BehaviourSeen, Instant } from '../../model/index.ts';
import { actsOf, type Act } from './acts.ts';
import type { Dialect, GrantHeld, Need } from './dialect.ts';

/** What the logs say of one right. Only `unused` says that it was not used, and only for the days that were covered. */
export type Use =
  | {
      readonly is: 'used';
      readonly count: number;
      readonly first: Instant | null;
      readonly last: Instant | null;
      /** It was used to look and for nothing else. */
      readonly onlyReads: boolean;
      /** The acts that it allowed, most often done first, at most ten. */
      readonly acts: readonly ActTold[];
      readonly moreActs: number;
    }
  | { readonly is: 'unused'; readonly days: number }
  | { readonly is: 'cannot_tell'; readonly because: string };

export interface ActTold {
  readonly action: string;
  readonly target: string | null;
  readonly count: number;
  readonly last: Instant | null;
}

/** The time that logs of one platform cover, by their own events. */
export interface Covered {
  readonly from: Instant;
  readonly until: Instant;
  /** Whole days. */
  readonly days: number;
  readonly logs: readonly string[];
}

/** Granted against used, of one account. */
export interface Uses {
  /** Null: no log was read that would show use. */
  readonly covered: Covered | null;
  /** In the order of the grants. */
  readonly uses: readonly Use[];
  /** What was done and no right that was read allows: it goes by a right that is gone, or by a policy on the resource. */
  readonly unexplained: Listed;
  /** Acts of which nobody says which right they need. */
  readonly untranslated: Listed & { readonly because: string | null };
  readonly denied: Listed;
}

export interface Listed {
  /** How many different ones. */
  readonly total: number;
  /** The first twenty, most often done first. */
  readonly told: readonly ActTold[];
}

export interface UsesAsked {
  readonly grants: readonly GrantHeld[];
  readonly seen: BehaviourSeen | null;
  readonly dialect: Dialect;
}

const mostActs = 10;
const mostListed = 20;

/** Lays what an account did against what it holds. */
export function usesOf({ grants, seen, dialect }: UsesAsked): Uses {
  const covered = seen === null ? null : coveredBy(seen, dialect);
  if (seen === null || covered === null) {
    const because = `no log that tells of rights in ${titles[dialect.platform]} in use was read for it`;
    return {
      covered: null,
      uses: grants.map(() => ({ is: 'cannot_tell', because })),
      unexplained: listed([]),
      untranslated: { ...listed([]), because: null },
      denied: listed([]),
    };
  }
  const { acts, isWhole } = actsOf(seen.whole.aspects.acts);
  const by = new Map<GrantHeld, { readonly sure: Map<Act, Need[]>; readonly open: Map<Act, number> }>(
    grants.map((grant) => [grant, { sure: new Map<Act, Need[]>(), open: new Map<Act, number>() }]),
  );
  const unexplained: Act[] = [];
  const untranslated: Act[] = [];
  let because: string | null = null;
  for (const act of acts) {
    const said = dialect.translate(act);
    if (said.is === 'free') continue;
    if (said.is === 'unknown') {
      untranslated.push(act);
      because ??= said.because;
      continue;
    }
    for (const need of said.needs) {
      const sure = grants.filter((grant) => dialect.fits(grant, need) === 'yes');
      const open = sure.length > 0 ? [] : grants.filter((grant) => dialect.fits(grant, need) === 'maybe');
      // the only right that could have allowed it is the one that did
      const users = sure.length > 0 ? sure : open.length === 1 ? open : [];
      for (const grant of users) {
        const found = by.get(grant)?.sure;
        found?.set(act, [...(found.get(act) ?? []), need]);
      }
      if (users.length === 0) for (const grant of open) by.get(grant)?.open.set(act, open.length);
      if (sure.length + open.length === 0 && need.implied !== true && unexplained.at(-1) !== act)
        unexplained.push(act);
    }
  }
  return {
    covered,
    uses: grants.map((grant): Use => {
      const found = by.get(grant);
      if (found !== undefined && found.sure.size > 0) return usedBy(found.sure);
      if (!isWhole)
        return {
          is: 'cannot_tell',
          because: `only ${acts.length} of about ${seen.whole.aspects.acts.distinct.count} different acts are kept`,
        };
      const open = found?.open.entries().next().value;
      if (open !== undefined)
        return {
          is: 'cannot_tell',
          because: `the log does not name what ${open[0].action} was on as rights do: any of ${open[1]} rights may have allowed it`,
        };
      const hidden = dialect.hidden(grant, acts);
      return hidden === null ? { is: 'unused', days: covered.days } : { is: 'cannot_tell', because: hidden };
    }),
    unexplained: listed(unexplained),
    untranslated: { ...listed(untranslated), because },
    denied: listed(actsOf(seen.whole.aspects.denied).acts),
  };
}

const titles = { aws: 'AWS', kubernetes: 'Kubernetes', postgres: 'PostgreSQL' } as const;

/** The logs of the right kind, from their first event to their last; null: there is none, or it tells no time. */
export function coveredBy(seen: BehaviourSeen, { formats }: Pick<Dialect, 'formats'>): Covered | null {
  // a log that holds several kinds names them all
  const logs = seen.logs.filter(({ format }) => format.split(', ').some((each) => formats.includes(each)));
  const from = logs.flatMap((log) => log.from ?? []).toSorted()[0];
  const until = logs
    .flatMap((log) => log.until ?? [])
    .toSorted()
    .at(-1);
  if (from === undefined || until === undefined) return null;
  const days = Math.floor((Date.parse(until) - Date.parse(from)) / 86_400_000);
  return { from, until, days, logs: logs.map(({ name }) => name) };
}

function usedBy(sure: ReadonlyMap<Act, readonly Need[]>): Use {
  const acts = [...sure.keys()].toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return {
    is: 'used',
    count: acts.reduce((sum, { count }) => sum + count, 0),
    first: acts.flatMap(({ first }) => first ?? []).toSorted()[0] ?? null,
    last:
      acts
        .flatMap(({ last }) => last ?? [])
        .toSorted()
        .at(-1) ?? null,
    onlyReads: [...sure.values()].every((needs) => needs.every(({ reads }) => reads)),
    acts: acts.slice(0, mostActs).map(told),
    moreActs: Math.max(0, acts.length - mostActs),
  };
}

const listed = (acts: readonly Act[]): Listed => ({
  total: acts.length,
  told: acts.slice(0, mostListed).map(told),
});

const told = ({ action, target, count, last }: Act): ActTold => ({ action, target, count, last });
