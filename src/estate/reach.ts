import { tiers, type SourceId, type Tier } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { int8Text, loadHashers } from './tables/keyed-hash.ts';

/** One right that a subject holds, by the shortest path: subject first, then each group. */
export interface Reached {
  readonly entitlementKey: string;
  readonly action: string;
  readonly resourceKey: string | null;
  readonly path: readonly string[];
  readonly effect: 'allow' | 'deny';
}

export interface Reach {
  readonly rights: readonly Reached[];
  /** More rights or deeper paths were there than are listed. */
  readonly truncated: boolean;
  /** The highest tier of what is reached; undefined when any of it has no known tier, or the subject has powers. */
  readonly tier: Tier | undefined;
}

const mostRights = 2000;
const deepest = 24;

/** One row that the subject itself holds: its membership of a group, or its grant of an entitlement. */
export interface RowHeld {
  readonly entity: 'grant' | 'membership';
  /** Key of the group or entitlement. */
  readonly objectKey: string;
}

/**
 * What one subject holds directly and through groups, by SQL over the live rows: for one case at a time, not for the hot
 * path (that is the access engine). Bounded in depth and number, and says when it hit the bound. `without`: as if that one row
 * were not there.
 */
export async function reachOf(
  db: Queryable,
  source: SourceId,
  subjectKey: string,
  without: RowHeld | null = null,
): Promise<Reach> {
  const { key } = await loadHashers(db);
  const rows = await db.query<{
    entitlement: string;
    action: string;
    resource: string | null;
    path: string[];
    effect: 'allow' | 'deny';
    depth: number;
  }>(
    `with recursive up as (
       select s.no as source_no, $2::bigint as hash, array[$3::text] as path, 0 as depth
         from sources.source s where s.id = $1
       union all
       select m.source_no, m.group_hash, up.path || m.group_key, up.depth + 1
         from up join estate.memberships m
           on m.source_no = up.source_no and m.member_hash = up.hash and m.valid_to_read is null
        where up.depth < $4 and not m.group_key = any(up.path)
          and not (up.depth = 0 and $6::text is not distinct from 'membership' and m.group_key = $7))
     select distinct on (e.key, g.effect) e.key as entitlement, e.action, e.resource_key as resource, up.path, g.effect, up.depth
       from up
       join estate.grants g on g.source_no = up.source_no and g.subject_hash = up.hash and g.valid_to_read is null
       join estate.entitlements e on e.source_no = g.source_no and e.key_hash = g.entitlement_hash and e.valid_to_read is null
      where not (up.depth = 0 and $6::text is not distinct from 'grant' and e.key = $7)
      order by e.key, g.effect, up.depth limit $5`,
    [
      source,
      int8Text(key(subjectKey)),
      subjectKey,
      deepest,
      mostRights + 1,
      without?.entity ?? null,
      without?.objectKey ?? null,
    ],
  );
  const rights = rows.slice(0, mostRights).map((row) => ({
    entitlementKey: row.entitlement,
    action: row.action,
    resourceKey: row.resource,
    path: row.path,
    effect: row.effect,
  }));
  const truncated = rows.length > mostRights || rows.some((row) => row.depth >= deepest);
  const powers = await powersOn(db, source, [
    ...new Set([subjectKey, ...rights.flatMap((right) => right.path)]),
  ]);
  const tier =
    truncated || powers
      ? undefined
      : await highestTier(
          db,
          rights.map((right) => right.resourceKey),
        );
  return { rights, truncated, tier };
}

/** One right as its source has it; undefined: its source has none of that key. */
export async function entitlementOf(
  db: Queryable,
  source: SourceId,
  entitlementKey: string,
): Promise<Pick<Reached, 'entitlementKey' | 'action' | 'resourceKey'> | undefined> {
  const { key } = await loadHashers(db);
  const [row] = await db.query<{ action: string; resource: string | null }>(
    `select e.action, e.resource_key as resource from estate.entitlements e
       join sources.source s on s.no = e.source_no
      where s.id = $1 and e.key_hash = $2 and e.key = $3 and e.valid_to_read is null`,
    [source, int8Text(key(entitlementKey)), entitlementKey],
  );
  return row && { entitlementKey, action: row.action, resourceKey: row.resource };
}

/** The highest tier among these resources; `low` for none; undefined when one of them has no known tier. */
export async function highestTier(
  db: Queryable,
  resources: readonly (string | null)[],
): Promise<Tier | undefined> {
  const known: (Tier | undefined)[] = [];
  for (const resource of new Set(resources))
    known.push(resource === null ? undefined : await tierOf(db, resource));
  if (known.includes(undefined)) return undefined;
  return tiers.findLast((tier) => known.includes(tier)) ?? 'low';
}

/** The tier that any source states for a resource or, failing that, for the nearest thing that holds it. */
async function tierOf(db: Queryable, resourceKey: string): Promise<Tier | undefined> {
  const { key } = await loadHashers(db);
  let at: string | null = resourceKey;
  for (let depth = 0; at !== null && depth < 16; depth++) {
    const rows: readonly { tier: Tier | null; parent_key: string | null }[] = await db.query(
      'select tier, parent_key from estate.resources where key_hash = $1 and key = $2 and valid_to_read is null',
      [int8Text(key(at)), at],
    );
    const stated = tiers.findLast((tier) => rows.some((row) => row.tier === tier));
    if (stated !== undefined) return stated;
    at = rows.find((row) => row.parent_key !== null)?.parent_key ?? null;
  }
  return undefined;
}

async function powersOn(db: Queryable, source: SourceId, keys: readonly string[]): Promise<boolean> {
  const rows = await db.query(
    `select 1 from estate.accounts a join sources.source s on s.no = a.source_no
      where s.id = $1 and a.key = any($2::text[]) and a.valid_to_read is null
        and a.powers is not null and a.powers <> '[]'::jsonb limit 1`,
    [source, keys],
  );
  return rows.length > 0;
}
