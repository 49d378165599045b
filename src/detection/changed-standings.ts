import type { Queryable } from '../platform/store/index.ts';
import { accountName } from './evaluation-run.ts';
import type { AccountRef, StandingReader } from './ports.ts';

const writeSize = 5000;

/**
 * Accounts that stand otherwise than when rules last looked, although they themselves may not have changed. Remembers how they stand
 * now in the same transaction, and writes only what is different; what they follow from being the same as then, it does
 * not work them out at all.
 */
export async function takeChangedStandings(
  tx: Queryable,
  reader: StandingReader,
): Promise<readonly AccountRef[]> {
  // asked before they are worked out: what comes in between is looked at once more, and never passed over
  const asOf = await reader.asOf();
  const [known] = await tx.query<{ as_of: string }>('select as_of from detection.standing_as_of');
  if (known?.as_of === asOf) return [];
  const standings = await reader.standings();
  const rows = await tx.query<AccountRef & { readonly digest: string }>(
    'select account_source as source, account_key as key, digest from detection.standing',
  );
  const before = new Map(rows.map((row) => [accountName(row), row]));
  const changed: (AccountRef & { readonly digest: string })[] = [];
  for await (const page of standings.digests())
    for (const { account, digest } of page) {
      const name = accountName(account);
      if (before.get(name)?.digest !== digest) changed.push({ ...account, digest });
      before.delete(name);
    }
  const gone = [...before.values()];
  for (let at = 0; at < changed.length; at += writeSize) {
    const part = changed.slice(at, at + writeSize);
    await tx.query(
      `insert into detection.standing as s (account_source, account_key, digest)
       select * from unnest($1::text[], $2::text[], $3::text[])
       on conflict (account_source, account_key) do update set digest = excluded.digest`,
      [part.map(({ source }) => source), part.map(({ key }) => key), part.map(({ digest }) => digest)],
    );
  }
  for (let at = 0; at < gone.length; at += writeSize) {
    const part = gone.slice(at, at + writeSize);
    await tx.query(
      `delete from detection.standing s using unnest($1::text[], $2::text[]) a (source, key)
        where s.account_source = a.source and s.account_key = a.key`,
      [part.map(({ source }) => source), part.map(({ key }) => key)],
    );
  }
  await tx.query(
    `insert into detection.standing_as_of as s (as_of) values ($1)
     on conflict (is_only) do update set as_of = excluded.as_of`,
    [asOf],
  );
  return [...changed, ...gone].map(({ source, key }) => ({ source, key }));
}
