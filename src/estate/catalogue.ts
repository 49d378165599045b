import type { SourceId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** Something that can be asked for: membership of a group, or one right. */
export interface Askable {
  readonly source: SourceId;
  readonly entity: 'group' | 'entitlement';
  readonly key: string;
  readonly name: string;
  /** Of a right: what it lets one do, and on what. */
  readonly action: string | null;
  readonly resourceKey: string | null;
  /** A right that its source calls privileged; null: it does not say. */
  readonly privileged: boolean | null;
  /** How many hold it directly. */
  readonly heldBy: number;
}

export type AskableKey = Pick<Askable, 'source' | 'entity' | 'key'>;

/** Sources that tell what lies somewhere, not what somebody may be given. */
const placesOnly = ['secrets', 'mcp', 'countersign'];
const mostCounted = 10_000;

const all = `
  select s.id as source, 'group' as entity, g.key, g.name, null::text as action, null::text as "resourceKey",
         null::boolean as privileged, s.no, g.key_hash
    from estate.groups g join sources.source s on s.no = g.source_no
   where g.valid_to_read is null and s.state <> 'removed' and not s.connector = any($2)
  union all
  select s.id, 'entitlement', e.key, e.action || ' on ' || coalesce(e.resource_key, e.resource_pattern), e.action,
         e.resource_key, e.privileged, s.no, e.key_hash
    from estate.entitlements e join sources.source s on s.no = e.source_no
   where e.valid_to_read is null and s.state <> 'removed' and not s.connector = any($2)`;

const held = `case when f.entity = 'group'
    then (select count(*) from estate.memberships m where m.source_no = f.no and m.group_hash = f.key_hash and m.valid_to_read is null)
    else (select count(*) from estate.grants r where r.source_no = f.no and r.entitlement_hash = f.key_hash
      and r.effect = 'allow' and r.valid_to_read is null) end::int as "heldBy"`;

const told = `f.source, f.entity, f.key, f.name, f.action, f."resourceKey", f.privileged, ${held}`;

/** Everything whose key or name holds each word of the text, groups first, then by source and key. */
export async function askables(
  db: Queryable,
  asked: {
    readonly text: string;
    readonly source?: string;
    readonly limit: number;
    readonly after?: AskableKey;
  },
): Promise<{
  readonly items: readonly Askable[];
  readonly more: boolean;
  readonly total: { readonly count: number; readonly isLeast: boolean };
}> {
  const words = asked.text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
  const where = `($3::text is null or a.source = $3)
    and not exists (select from unnest($1::text[]) word where position(word in lower(a.key || ' ' || a.name)) = 0)`;
  const values = [words, placesOnly, asked.source ?? null];
  const after = asked.after;
  const rows = await db.query<Askable>(
    `select ${told} from (select * from (${all}) a where ${where}
        and ($4::text is null or (a.entity = 'entitlement', a.source, a.key) > ($4 = 'entitlement', $5, $6))
      order by a.entity = 'entitlement', a.source, a.key limit $7) f
     order by f.entity = 'entitlement', f.source, f.key`,
    [...values, after?.entity ?? null, after?.source ?? null, after?.key ?? null, asked.limit + 1],
  );
  const [counted] = await db.query<{ count: number }>(
    `select count(*)::int as count from (select 1 from (${all}) a where ${where} limit $4) c`,
    [...values, mostCounted + 1],
  );
  const count = counted?.count ?? 0;
  return {
    items: rows.slice(0, asked.limit),
    more: rows.length > asked.limit,
    total: { count: Math.min(count, mostCounted), isLeast: count > mostCounted },
  };
}

/** What a text names exactly: by key, by name, or by `source/key`; at most six, to tell that it names several. */
export const askablesNamed = (db: Queryable, called: string): Promise<readonly Askable[]> =>
  db.query<Askable>(
    `select ${told} from (select * from (${all}) a
        where a.key = $1 or lower(a.name) = lower($1) or a.source || '/' || a.key = $1
      order by (a.key = $1 or a.source || '/' || a.key = $1) desc, a.entity = 'entitlement', a.source, a.key limit 6) f`,
    [called, placesOnly],
  );
