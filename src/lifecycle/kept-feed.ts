import type { Instant } from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
import type { Known } from './events.ts';
import type { PersonTold, Standing } from './person.ts';

/** How far a feed was looked at. */
export interface FeedLooked {
  readonly read: number;
  readonly lookedAt: Instant;
  readonly nextAt: Instant | null;
}

/** By which estate and rules what follows for a feed was worked out last; null: not since something happened. */
export async function followedBy(on: Queryable, source: string): Promise<string | null> {
  const [row] = await on.query<{ followed: string | null }>(
    'select followed from lifecycle.feed where source = $1',
    [source],
  );
  return row?.followed ?? null;
}

export async function keepFollowed(on: Queryable, source: string, followed: string | null): Promise<void> {
  await on.query('update lifecycle.feed set followed = $2 where source = $1', [source, followed]);
}

/** Holds the feed until the transaction ends: two looks at once would tell everything twice. */
export async function holdFeed(tx: Transaction, source: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(7203190, hashtext($1))', [source]);
}

export async function feedLooked(on: Queryable, source: string): Promise<FeedLooked | undefined> {
  const [row] = await on.query<FeedLooked>(
    'select read, looked_at as "lookedAt", next_at as "nextAt" from lifecycle.feed where source = $1',
    [source],
  );
  return row;
}

export async function keepFeed(on: Queryable, source: string, looked: FeedLooked): Promise<void> {
  await on.query(
    `insert into lifecycle.feed (source, read, looked_at, next_at) values ($1, $2, $3, $4)
     on conflict (source) do update set read = excluded.read, looked_at = excluded.looked_at, next_at = excluded.next_at`,
    [source, looked.read, looked.lookedAt, looked.nextAt],
  );
}

interface KnownSql {
  readonly key: string;
  readonly human: string;
  readonly told: PersonTold;
  readonly standing: Standing;
  readonly was_here: boolean;
  readonly since: Instant;
}

/** Everybody of a feed as last known, by key. */
export async function knownPeople(on: Queryable, source: string): Promise<ReadonlyMap<string, Known>> {
  const rows = await on.query<KnownSql>(
    'select key, human, told, standing, was_here, since from lifecycle.person where source = $1 order by key',
    [source],
  );
  return new Map(
    rows.map(({ key, human, told, standing, was_here, since }) => [
      key,
      { person: told, human, standing, wasHere: was_here, since },
    ]),
  );
}

export async function keepKnown(
  on: Queryable,
  source: string,
  changed: ReadonlyMap<string, Known>,
): Promise<void> {
  const all = [...changed];
  if (all.length === 0) return;
  await on.query(
    `insert into lifecycle.person (source, key, human, told, standing, was_here, since)
     select $1, * from unnest($2::text[], $3::text[], $4::jsonb[], $5::text[], $6::boolean[], $7::timestamptz[])
     on conflict (source, key) do update set human = excluded.human, told = excluded.told, standing = excluded.standing,
       was_here = excluded.was_here, since = excluded.since`,
    [
      source,
      all.map(([key]) => key),
      all.map(([, { human }]) => human),
      all.map(([, { person }]) => JSON.stringify(person)),
      all.map(([, { standing }]) => standing),
      all.map(([, { wasHere }]) => wasHere),
      all.map(([, { since }]) => since),
    ],
  );
}
