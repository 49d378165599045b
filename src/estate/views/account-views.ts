import type { AccountView, EstateRef } from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import type { AccessEngine } from '../access/engine.ts';
import { loadPeople } from '../correlate/load-people.ts';
import { correlate, indexPeople, type Correlation } from '../correlate/rules.ts';
import { int8Text, loadHashers, type Hashers } from '../tables/keyed-hash.ts';
import { accountPages, loadBelongings, type AccountSql, type RowFilter } from './account-rows.ts';
import { accountViewOf, cluesOf, cluesOfSame } from './account-view.ts';
import { changedAccounts } from './changed-accounts.ts';
import { Privileges } from './privileges.ts';

/** Which accounts to look at; `changedSince` takes every account whose view may differ from what it was at that read. */
export type ViewFilter =
  | { readonly is: 'all' }
  | { readonly is: 'source'; readonly source: string }
  | { readonly is: 'refs'; readonly refs: readonly Pick<EstateRef, 'source' | 'key'>[] }
  | { readonly is: 'changedSince'; readonly read: number };

/** Live accounts as rules look at them, in batches of up to 2,000, ordered by source and an inner key: bounded memory. */
export async function* accountViews(
  database: Database,
  access: AccessEngine,
  filter: ViewFilter,
): AsyncGenerator<readonly AccountView[]> {
  const hashers = await loadHashers(database);
  const resident = await access.resident();
  const privileges = new Privileges(resident);
  const rows = await rowFilterOf(database, { access, filter, hashers });
  for await (const page of accountPages(database, rows)) {
    if (page.length === 0) continue;
    const belongings = await belongingsOf(database, page, hashers);
    const nodeOf = (sourceNo: number, key: string): number => {
      const { hi, lo } = hashers.key(key);
      return resident.graph.find(sourceNo, 'account', hi, lo);
    };
    const nodes = page.map((account) => nodeOf(account.source_no, account.key));
    const same = belongings.same.map((row) => nodeOf(row.account_no, row.account_key));
    const held = await privileges.of(database, [
      ...new Set([...nodes, ...same].filter((node) => node !== -1)),
    ]);
    yield page.map((account, i) => {
      const node = nodes[i] ?? -1;
      return accountViewOf({
        account,
        ...belongings.of(account),
        people: belongings.people,
        heldBy: (row) => held.get(nodeOf(row.account_no, row.account_key)) ?? [],
        privileges: held.get(node) ?? [],
        directGrants: privileges.directGrants(node),
      });
    });
  }
}

/** Accounts that more than one person fits, with the candidates: for a person to settle, never guessed. */
export async function* unresolvedAccounts(database: Database): AsyncGenerator<{
  readonly account: EstateRef;
  readonly correlation: Correlation & { readonly is: 'unresolved' };
}> {
  const hashers = await loadHashers(database);
  for await (const page of accountPages(database, { is: 'all' })) {
    const belongings = await belongingsOf(database, page, hashers);
    for (const row of page) {
      const correlation = correlate(cluesOf(row, belongings.of(row).ownerships), belongings.people);
      if (correlation.is === 'unresolved')
        yield {
          account: { entity: 'account', source: row.source, key: row.key, name: row.name },
          correlation,
        };
    }
  }
}

/** Credentials, owners and people of a page, grouped by account. */
async function belongingsOf(database: Database, page: readonly AccountSql[], hashers: Hashers) {
  const { credentials, ownerships, assertions, exposed } = await loadBelongings(database, page);
  const nameOf = (sourceNo: number, hash: string): string => `${sourceNo} ${hash}`;
  const credentialsBy = Map.groupBy(credentials, (row) => nameOf(row.source_no, row.account_hash));
  const ownershipsBy = Map.groupBy(ownerships, (row) => nameOf(row.source_no, row.subject_hash));
  const assertionsBy = Map.groupBy(assertions, (row) => `${row.account_source} ${row.account_key}`);
  const of = (account: AccountSql) => ({
    credentials: credentialsBy.get(nameOf(account.source_no, account.key_hash)) ?? [],
    ownerships: ownershipsBy.get(nameOf(account.source_no, account.key_hash)) ?? [],
    exposed,
    assertions: assertionsBy.get(`${account.source} ${account.key}`) ?? [],
  });
  const same = credentials.flatMap((row) => exposed(row).same);
  const people = await loadPeople(database, {
    accounts: [
      ...page.map((account) => ({
        ...cluesOf(account, []),
        statedOwners: of(account).ownerships.map(({ owner_ref }) => owner_ref),
      })),
      ...same.map(cluesOfSame),
    ],
    personKeys: assertions.map((row) => row.person_key),
    hash: hashers.key,
  });
  return { of, same, people: indexPeople(people) };
}

async function rowFilterOf(
  database: Database,
  what: { readonly access: AccessEngine; readonly filter: ViewFilter; readonly hashers: Hashers },
): Promise<RowFilter> {
  const { filter, hashers } = what;
  if (filter.is === 'all' || filter.is === 'source') return filter;
  if (filter.is === 'changedSince')
    return changedAccounts(database, await what.access.resident(), filter.read);
  const numbers = new Map(
    (await database.query<{ id: string; no: number }>('select id, no from sources.source')).map((row) => [
      row.id,
      row.no,
    ]),
  );
  const known = filter.refs.filter(({ source }) => numbers.has(source));
  return {
    is: 'numbers',
    sourceNos: known.map(({ source }) => numbers.get(source) ?? -1),
    keyHashes: known.map(({ key }) => int8Text(hashers.key(key))),
  };
}
