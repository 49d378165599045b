import { adviseOnReview } from '../../advice/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { ItemLooks } from '../../review/index.ts';
import type { ItemAdvice } from './shapes.ts';

/** Another way by which the same account has the same thing: what would have to go as well. */
export interface OtherWay {
  /** The group that gives it too. */
  readonly group: string;
  readonly groupKey: string;
  /** The account is in it itself; otherwise through others. */
  readonly isDirect: boolean;
}

/** What the estate says around one access. Asked by account and right alone, so that planted items are told the same way. */
export interface Around {
  readonly others: number | null;
  readonly findings: number;
  readonly severity: string | null;
  readonly titles: readonly string[];
  readonly gives: readonly string[];
  readonly givesMore: number;
  readonly otherWays: readonly OtherWay[];
}

/** What stands around each of these, in their order: a handful of queries, however many there are. */
export async function aroundOf(on: Queryable, items: readonly ItemLooks[]): Promise<readonly Around[]> {
  if (items.length === 0) return [];
  const columns = [
    items.map(({ source }) => source),
    items.map(({ entity }) => entity),
    items.map(({ account }) => account.key),
    items.map(({ object }) => object.key),
  ];
  const [others, findings, gives, ways] = await Promise.all([
    on.query<{ at: number; others: number }>(othersSql, columns),
    on.query<{ at: number; title: string; severity: string; score: number }>(findingsSql, [
      columns[0],
      columns[2],
    ]),
    on.query<{ at: number; name: string; more: number }>(givesSql, columns),
    on.query<{ at: number; group: string; groupKey: string; isDirect: boolean }>(waysSql, columns),
  ]);
  return items.map((_, index): Around => {
    const at = index + 1;
    const open = findings.filter((row) => row.at === at);
    const held = gives.filter((row) => row.at === at);
    return {
      others: others.find((row) => row.at === at)?.others ?? null,
      findings: open.length,
      severity: open[0]?.severity ?? null,
      titles: open.slice(0, 5).map(({ title }) => title),
      gives: held.map(({ name }) => name),
      givesMore: held[0]?.more ?? 0,
      otherWays: ways
        .filter((row) => row.at === at)
        .map(({ group, groupKey, isDirect }) => ({ group, groupKey, isDirect })),
    };
  });
}

const askedSql = `asked as (
  select a.at::integer as at, a.entity, a.object, s.no as source_no, c.key_hash as account_hash
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as a (source, entity, account, object, at)
    join sources.source s on s.id = a.source
    left join estate.accounts c on c.source_no = s.no and c.key = a.account and c.valid_to_read is null)`;

/** Everybody else who holds the same right or is in the same group directly. */
const othersSql = `with ${askedSql}
select a.at, (case when a.entity = 'membership'
    then (select count(*) from estate.groups g join estate.memberships m on m.source_no = g.source_no and m.group_hash = g.key_hash and m.valid_to_read is null
           where g.source_no = a.source_no and g.key = a.object and g.valid_to_read is null and m.member_hash is distinct from a.account_hash)
    else (select count(*) from estate.entitlements e join estate.grants g on g.source_no = e.source_no and g.entitlement_hash = e.key_hash and g.valid_to_read is null
           where e.source_no = a.source_no and e.key = a.object and e.valid_to_read is null and g.subject_hash is distinct from a.account_hash)
    end)::integer as others from asked a`;

const findingsSql = `select a.at::integer as at, f.title, f.severity, f.score
  from unnest($1::text[], $2::text[]) with ordinality as a (source, account, at)
  join detection.finding f on f.account_source = a.source and f.account_key = a.account and f.state = 'open'
 order by a.at, f.score desc, f.id`;

/** What a group holds itself, the privileged first: what being in it lets one do. */
const givesSql = `with ${askedSql},
held as (
  select a.at, e.action || coalesce(' on ' || e.resource_key, '') as name,
         row_number() over (partition by a.at order by coalesce(e.privileged, false) desc, e.key) as place,
         count(*) over (partition by a.at) as held
    from asked a join estate.groups g on g.source_no = a.source_no and g.key = a.object and g.valid_to_read is null
    join estate.grants r on r.source_no = g.source_no and r.subject_hash = g.key_hash and r.valid_to_read is null and r.effect = 'allow'
    join estate.entitlements e on e.source_no = r.source_no and e.key_hash = r.entitlement_hash and e.valid_to_read is null
   where a.entity = 'membership')
select at, name, (held - least(held, 4))::integer as more from held where place <= 4 order by at, place`;

/** Groups that the account is in, itself or through others, which give the same right or are in the same group. */
const waysSql = `with recursive ${askedSql},
above as (
  select a.at, m.group_hash as hash, m.group_hash as first, 1 as depth
    from asked a join estate.memberships m on m.source_no = a.source_no and m.member_hash = a.account_hash and m.valid_to_read is null
    join estate.groups g on g.source_no = m.source_no and g.key_hash = m.group_hash and g.valid_to_read is null
   where a.entity = 'grant' or g.key <> a.object
  union
  select u.at, m.group_hash, u.first, u.depth + 1
    from above u join asked a on a.at = u.at
    join estate.memberships m on m.source_no = a.source_no and m.member_hash = u.hash and m.valid_to_read is null
   where u.depth < 8)
select distinct u.at, f.name as "group", f.key as "groupKey", bool_or(u.depth = 1 or u.first = f.key_hash) as "isDirect"
  from above u join asked a on a.at = u.at
  join estate.groups f on f.source_no = a.source_no and f.key_hash = u.first and f.valid_to_read is null
 where case when a.entity = 'membership'
   then exists (select from estate.groups g where g.source_no = a.source_no and g.key = a.object and g.key_hash = u.hash and g.valid_to_read is null)
   else exists (select from estate.entitlements e join estate.grants r on r.source_no = e.source_no and r.entitlement_hash = e.key_hash
     and r.subject_hash = u.hash and r.valid_to_read is null and r.effect = 'allow'
     where e.source_no = a.source_no and e.key = a.object and e.valid_to_read is null) end
 group by u.at, f.name, f.key order by 1, 2`;

/** What an access lets its holder do, in sentences. Nothing is said that no source says. */
export function allowsOf(looks: ItemLooks, around: Around): readonly string[] {
  const { object, entity, privileged, dataClass, environment, tier } = looks;
  const on = object.resource === null || object.resource === object.key ? '' : ` on ${object.resource}`;
  return [
    ...(entity === 'membership'
      ? [
          `Be in ${object.name}, and have whatever it has`,
          ...around.gives.map((name) => `Through it: ${name}`),
          ...(around.givesMore > 0 ? [`Through it: ${around.givesMore} more rights`] : []),
        ]
      : [`Use ${object.name}${on}`]),
    ...(privileged
      ? ['Change what others may do, or more than an ordinary user: it is a privileged right']
      : []),
    ...(dataClass === null || dataClass === 'public' ? [] : [`Reach ${dataClass} data`]),
    ...(environment === 'production' ? ['Act in production'] : []),
    ...(tier === 'unknown' ? ['How much harm misuse could do is not known, so it counts as high'] : []),
  ];
}

/** What a rule advises, by what stands on the page. */
export function adviceOn(looks: ItemLooks, around: Around, nowMs: number): ItemAdvice | null {
  const used = Date.parse(looks.used);
  return adviseOnReview({
    unusedDays:
      looks.used === 'never'
        ? 'never'
        : Number.isNaN(used)
          ? 'unknown'
          : Math.max(0, Math.floor((nowMs - used) / 86_400_000)),
    privileged: looks.privileged,
    tier: looks.tier,
    findings: around.findings,
    severity: around.severity,
    others: around.others,
  });
}
