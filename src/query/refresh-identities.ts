import type { Clock } from '../platform/clock.ts';
import type { Database, Queryable, Transaction } from '../platform/store/index.ts';
import type { IdentityRef, Instant } from '../model/index.ts';
import { countFacets } from './count-facets.ts';
import { identityRefOf } from './identity-ref.ts';
import { rowOfAccount, rowOfPerson, type IdentityRow } from './identity-row.ts';
import type { EstateForLists, FindingsForLists, Named, Wanted } from './ports.ts';
import { beginAnew, removeIdentities, rollUpAccounts, writeIdentities } from './write-identities.ts';

/** Raise it when a row is made differently: every row is made anew then. */
const version = 2;
const lockNumber = 7_205_000;
const namedAtOnce = 1000;
/** So many rows looked at change what the planner should know. */
const manyRows = 10_000;

export interface RefreshInput {
  readonly database: Database;
  readonly clock: Clock;
  readonly estate: EstateForLists;
  readonly findings: FindingsForLists;
}

export interface Refreshed {
  readonly scope: 'everything' | 'changed' | 'nothing';
}

/**
 * Brings the lists in line with estate and findings, in one transaction: whoever reads meanwhile sees what was before.
 * Looks only at what may have changed since the last refresh. Two refreshes at once wait for each other.
 */
export async function refreshIdentities({
  database,
  clock,
  estate,
  findings,
}: RefreshInput): Promise<Refreshed> {
  return await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockNumber]);
    const now = clock.now();
    const [before] = await tx.query<{ findings_mark: string }>(
      'select findings_mark from query.progress where version = $1',
      [version],
    );
    const reads = await estate.unlistedReads();
    const marked = await tx.query<Named & { readonly n: number }>(
      'select n, source, key from query.to_refresh',
    );
    const found =
      before === undefined
        ? { accounts: [], mark: await findings.mark() }
        : await findings.accountsChangedSince(before.findings_mark);
    const restless = eachOnce([...marked, ...found.accounts]);
    if (before !== undefined && reads.length === 0 && restless.length === 0) return { scope: 'nothing' };
    const refresh = openRefresh(tx, { estate, findings, now });
    if (before === undefined) await refresh.everything();
    else await refresh.changed(reads[0], restless);
    await estate.settleListed(tx, reads);
    await tx.query('delete from query.to_refresh where n = any($1::bigint[])', [marked.map(({ n }) => n)]);
    await countFacets(tx);
    if (before === undefined || refresh.looked() > manyRows)
      await tx.query('select query.refresh_statistics()');
    await tx.query(
      `insert into query.progress (version, findings_mark, refreshed_at) values ($1, $2, $3)
       on conflict (only_one) do update set version = excluded.version,
         findings_mark = excluded.findings_mark, refreshed_at = excluded.refreshed_at`,
      [version, found.mark, now],
    );
    return { scope: before === undefined ? 'everything' : 'changed' };
  });
}

const nameOf = ({ source, key }: Named): string => `${source}\n${key}`;
const eachOnce = (named: readonly Named[]): readonly Named[] => [
  ...new Map(named.map((each) => [nameOf(each), each])).values(),
];

function openRefresh(
  tx: Transaction,
  { estate, findings, now }: Pick<RefreshInput, 'estate' | 'findings'> & { readonly now: Instant },
) {
  const touched = new Set<IdentityRef>();
  let looked = 0;
  const touch = (people: readonly IdentityRef[]): void => {
    for (const person of people) touched.add(person);
  };
  async function* accounts(wanted: Wanted): AsyncGenerator<readonly IdentityRow[]> {
    for await (const page of estate.accounts(wanted)) {
      looked += page.length;
      const refs = page.map(({ ref }) => ref);
      const risks = new Map((await findings.risksOf(refs, now)).map((risk) => [nameOf(risk), risk]));
      yield page.map((view) => rowOfAccount(view, risks.get(nameOf(view.ref))));
    }
  }
  const changedAccounts = async (wanted: Wanted): Promise<void> => {
    for await (const rows of accounts(wanted)) touch(await writeIdentities(tx, rows));
  };
  const changedPeople = async (read: number): Promise<void> => {
    for await (const page of estate.people({ is: 'changedSince', read })) {
      const rows = page.map(rowOfPerson);
      await writeIdentities(tx, rows);
      touch(rows.map(({ ref }) => ref));
    }
  };

  return {
    looked: () => looked,
    async everything(): Promise<void> {
      const anew = await beginAnew(tx);
      for await (const page of estate.people({ is: 'everything' })) await anew.write(page.map(rowOfPerson));
      for await (const rows of accounts({ is: 'everything' })) await anew.write(rows);
      await anew.putInPlace();
    },
    async changed(firstRead: number | undefined, restless: readonly Named[]): Promise<void> {
      if (firstRead !== undefined) await since(firstRead - 1);
      for (let at = 0; at < restless.length; at += namedAtOnce)
        await changedAccounts({ is: 'named', named: restless.slice(at, at + namedAtOnce) });
      await rollUpAccounts(tx, [...touched]);
    },
  };

  async function since(read: number): Promise<void> {
    const gone = await estate.goneSince(read);
    touch(
      await removeIdentities(
        tx,
        gone.map((each) => identityRefOf(each.entity, each.source, each.key)),
      ),
    );
    await changedPeople(read);
    await changedAccounts({ is: 'changedSince', read });
  }
}

/** Has the next refresh look at accounts that no read and no finding tells of: whose owner a decision assigned, say. */
export async function markForRefresh(tx: Queryable, accounts: readonly Named[]): Promise<void> {
  if (accounts.length === 0) return;
  await tx.query('insert into query.to_refresh (source, key) select * from unnest($1::text[], $2::text[])', [
    accounts.map((each) => each.source),
    accounts.map((each) => each.key),
  ]);
}
