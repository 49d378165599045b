import { accountsChangedSince, markOfNow, risksOf } from '../detection/index.ts';
import {
  accountViews,
  goneSince,
  peopleListed,
  settleListed,
  unlistedReads,
  type AccessEngine,
} from '../estate/index.ts';
import { done, type Result } from '../model/index.ts';
import type { Database } from '../platform/store/index.ts';
import {
  facetsOf,
  listIdentities,
  refreshIdentities,
  type EstateForLists,
  type FacetCounts,
  type FindingsForLists,
  type IdentityFilter,
  type IdentityKeyset,
  type IdentityPage,
  type IdentitySort,
  type Refreshed,
  type Wanted,
} from '../query/index.ts';
import type { System } from './system.ts';

/** Brings the lists of identities in line with estate and findings. Nothing rests on when it runs; lists say as of when they are. */
export const refreshLists = (system: Pick<System, 'database' | 'clock' | 'access'>): Promise<Refreshed> =>
  refreshIdentities({
    database: system.database,
    clock: system.clock,
    estate: estateForLists(system.database, system.access),
    findings: findingsForLists(system.database),
  });

export interface IdentitiesAsked {
  readonly filter: IdentityFilter;
  readonly sort: IdentitySort;
  readonly limit: number;
  readonly after?: IdentityKeyset;
}

/** One page of identities, people or workloads and agents. */
export const listOfIdentities = async (
  system: Pick<System, 'database'>,
  asked: IdentitiesAsked,
): Promise<Result<IdentityPage>> => done(await listIdentities(system.database, asked));

/** What the identities under a filter are, counted. */
export const facetsOfIdentities = async (
  system: Pick<System, 'database'>,
  filter: IdentityFilter,
): Promise<Result<FacetCounts>> => done(await facetsOf(system.database, filter));

const estateForLists = (database: Database, access: AccessEngine): EstateForLists => ({
  unlistedReads: () => unlistedReads(database),
  settleListed: (tx, reads) => settleListed(tx, reads),
  accounts: (wanted) => accountViews(database, access, viewFilterOf(wanted)),
  people: (wanted) => peopleListed(database, wanted.is === 'everything' ? undefined : wanted.read),
  goneSince: (read) => goneSince(database, read),
});

const viewFilterOf = (wanted: Wanted): Parameters<typeof accountViews>[2] => {
  switch (wanted.is) {
    case 'everything':
      return { is: 'all' };
    case 'changedSince':
      return wanted;
    case 'named':
      return { is: 'refs', refs: wanted.named };
  }
};

const findingsForLists = (database: Database): FindingsForLists => ({
  risksOf: (accounts, now) => risksOf(database, accounts, now),
  mark: () => markOfNow(database),
  accountsChangedSince: (mark) => accountsChangedSince(database, mark),
});

export type { IdentityFilter, IdentityKeyset, IdentityPage };
