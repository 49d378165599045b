import { dataClasses, environments, tiers, type CampaignDesign, type SeatRole } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** One account, and on it one right or group by key; null: whatever it holds. */
export interface Picked {
  readonly source: string;
  readonly account: string;
  readonly object: string | null;
}

/** A query over the estate as it is now: `with recursive … population as (…)` and the values of its parameters. */
export interface PopulationSql {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Whom sources name as owners: by a person's key, employee number or e-mail, each by its own join. */
const ownersNamed = [
  'p.key = o.owner_ref',
  'p.employee_number = o.owner_ref',
  'p.email_fold = lower(o.owner_ref)',
]
  .map(
    (fits) => `select o.subject_key, p.source_no, p.key, p.state from estate.ownerships o
      join estate.persons p on ${fits} where o.valid_to_read is null and p.valid_to_read is null`,
  )
  .join('\n    union ');

/**
 * For this transaction: whole sets are joined with whole sets, whatever the planner believes of their sizes. It knows little
 * of what was read a moment ago, and a nested loop over two sets of a million never ends.
 */
export const setBySet = async (tx: Queryable): Promise<void> => {
  await tx.query(`set local enable_nestloop = off`);
  await tx.query(`set local work_mem = '128MB'`);
  await tx.query(`set local jit = off`);
};

/** Reviewers are numbered once for all campaigns: everybody whom a source names as manager, owner or sponsor. */
export const keepReviewersSql = `
with named as (
  select distinct m.source_no, m.key from estate.persons p
    join estate.persons m on m.source_no = p.source_no and m.key = p.manager_key and m.valid_to_read is null
   where p.valid_to_read is null and p.manager_key is not null),
refs as (
  select coalesce(i.person_ref, i.ref) as ref from named n join sources.source s on s.no = n.source_no
    join query.identity i on i.entity = 'person' and i.source = s.id and i.key = n.key
  union select i.owner->>'ref' from query.identity i where i.owner->>'ref' is not null
  union select i.sponsor->>'ref' from query.identity i where i.sponsor->>'ref' is not null
  union select coalesce(i.person_ref, i.ref) from (${ownersNamed}) o
    join sources.source s on s.no = o.source_no
    join query.identity i on i.entity = 'person' and i.source = s.id and i.key = o.key
  union select coalesce(i.person_ref, i.ref) from query.identity i
   where i.entity = 'person' and (i.source, i.key) = ($1, $2))
insert into review.campaign_reviewer (ref, source, key)
select i.ref, i.source, i.key from refs join query.identity i on i.ref = refs.ref and i.entity = 'person'
on conflict (ref) do nothing`;

/**
 * Everything that is in scope, each row with what is frozen of it, whom each seat of the first stage would be asked of, and
 * its rank. `named` is the number of the reviewer whom the design names. Nobody reviews what they hold themselves: then,
 * as where nobody is known, the seat is null, which is the pool.
 */
export function populationOf(
  design: CampaignDesign,
  given: {
    readonly picked: readonly Picked[] | null;
    readonly named: number | null;
    readonly nowMs: number;
  },
): PopulationSql {
  const [first] = design.stages;
  const seats = first?.seats ?? [];
  const who = (at: number): string => seatSql(seats[at]);
  const values: unknown[] = [
    design.sources,
    design.tiers,
    given.picked === null ? null : given.picked.map((each) => each.source),
    given.picked === null ? null : given.picked.map((each) => each.account),
    given.picked === null ? null : given.picked.map((each) => each.object),
    given.named,
    given.nowMs - design.dormantDays * 86_400_000,
    design.since,
    design.sampling?.seed ?? '',
  ];
  const sql = `
with recursive scope as materialized (
  select no, id from sources.source where state <> 'removed' and (cardinality($1::text[]) = 0 or id = any($1::text[]))),
stated as materialized (
  select key, max(${rankIn(tiers, 'tier')}) as tier, max(${rankIn(dataClasses, 'data_class')}) as data_class,
         max(${rankIn(graver, 'environment')}) as environment, max(parent_key) as parent_key
    from estate.resources where valid_to_read is null group by key),
climbing as (
  select key, parent_key as at, tier, data_class, environment, 0 as depth from stated
  union all
  select c.key, s.parent_key, coalesce(c.tier, s.tier), coalesce(c.data_class, s.data_class),
         coalesce(c.environment, s.environment), c.depth + 1
    from climbing c join stated s on s.key = c.at where c.depth < 16),
resource as materialized (
  select distinct on (key) key, tier, data_class, environment from climbing order by key, depth desc),
nested as materialized (
  select m.source_no, m.member_hash, m.group_hash from estate.memberships m
    join estate.groups g on g.source_no = m.source_no and g.key_hash = m.member_hash and g.valid_to_read is null
   where m.valid_to_read is null),
above as (
  select source_no, key_hash as hash, key_hash as holds from estate.groups where valid_to_read is null
  union
  select a.source_no, a.hash, n.group_hash
    from above a join nested n on n.source_no = a.source_no and n.member_hash = a.holds),
reached as materialized (
  select a.source_no, a.hash, max(case when r.tier is null then 3 else r.tier end) as tier, max(r.data_class) as data_class,
         max(r.environment) as environment, bool_or(coalesce(e.privileged, false)) as privileged
    from above a
    join estate.grants g on g.source_no = a.source_no and g.subject_hash = a.holds and g.valid_to_read is null and g.effect = 'allow'
    join estate.entitlements e on e.source_no = g.source_no and e.key_hash = g.entitlement_hash and e.valid_to_read is null
    left join resource r on r.key = e.resource_key
   group by a.source_no, a.hash),
owning as materialized (
  select o.subject_key, max(c.no) as reviewer from (
    select o.subject_key, coalesce(i.person_ref, i.ref) as ref
      from (${ownersNamed}) o
      join sources.source s on s.no = o.source_no
      join query.identity i on i.entity = 'person' and i.source = s.id and i.key = o.key
     where o.state <> 'left') o
    join review.campaign_reviewer c on c.ref = o.ref
   group by o.subject_key having count(distinct o.ref) = 1),
reviewing as materialized (
  select i.ref, m.no as manager from query.identity i
    join sources.source s on s.id = i.source
    join estate.persons p on p.source_no = s.no and p.key = i.key and p.valid_to_read is null
    join query.identity b on b.entity = 'person' and b.source = i.source and b.key = p.manager_key and b.state <> 'left'
    join review.campaign_reviewer m on m.ref = coalesce(b.person_ref, b.ref)
   where i.entity = 'person' and coalesce(b.person_ref, b.ref) <> coalesce(i.person_ref, i.ref)),
holding as (
  select 'grant' as entity, g.source_no, g.key_hash, g.key, g.row_digest, g.valid_from_read, g.subject_hash,
         e.key as object_key, e.action as object_name, e.resource_key, coalesce(e.privileged, false) as privileged,
         coalesce(r.tier, 3) as tier, r.data_class as data_class_rank, r.environment as environment_rank
    from estate.grants g join scope s on s.no = g.source_no
    join estate.entitlements e on e.source_no = g.source_no and e.key_hash = g.entitlement_hash and e.valid_to_read is null
    left join resource r on r.key = e.resource_key
   where g.valid_to_read is null and g.effect = 'allow'
  union all
  select 'membership', m.source_no, m.key_hash, m.key, m.row_digest, m.valid_from_read, m.member_hash,
         m.group_key, coalesce(gr.name, m.group_key), m.group_key, coalesce(m.admin, false) or coalesce(t.privileged, false),
         coalesce(t.tier, 0), t.data_class, t.environment
    from estate.memberships m join scope s on s.no = m.source_no
    left join estate.groups gr on gr.source_no = m.source_no and gr.key_hash = m.group_hash and gr.valid_to_read is null
    left join reached t on t.source_no = m.source_no and t.hash = m.group_hash
   where m.valid_to_read is null),
held as (
  select h.*, s.id as source, ${heldColumns(design)}
    from holding h join scope s on s.no = h.source_no
    ${heldJoins(design)}),
chosen as (
  select h.*, ${seats.map((_seat, at) => `${who(at)} as q${at + 1}`).join(', ') || 'null::integer as q1'}
    from held h
    left join reviewing w on w.ref = h.person
    left join owning o on o.subject_key = h.resource_key
    left join query.identity d on d.ref = h.account_ref
    left join review.campaign_reviewer ro on ro.ref = d.owner->>'ref' and d.owner->>'state' is distinct from 'left'
    left join review.campaign_reviewer rs on rs.ref = d.sponsor->>'ref' and d.sponsor->>'state' is distinct from 'left'
   where ${kindSql(design)}
     and (cardinality($2::text[]) = 0 or (array['low', 'medium', 'high', 'high'])[h.tier + 1] = any($2::text[]))
     and ($3::text[] is null or exists (select from unnest($3::text[], $4::text[], $5::text[]) as k (source, account, object)
           where k.source = h.source and k.account = h.account_key and (k.object is null or k.object = h.object_key)))
     ${usesAllParameters}),
population as (
  select c.*, ${wordIn(dataClasses, 'c.data_class_rank')} as data_class, ${wordIn(graver, 'c.environment_rank')} as environment,
         ${aside('q1', seats.length > 0)} as r1, ${aside('q2', seats.length > 1)} as r2, ${aside('q3', seats.length > 2)} as r3,
         c.tier * 10000 + least(c.score, 9999) as rank
    from chosen c left join review.campaign_reviewer me on me.ref = c.person
   ${design.sampling === null ? '' : `order by sha256(convert_to($9 || ' ' || c.entity || ' ' || c.source || ' ' || c.key, 'UTF8')) limit ${Math.trunc(design.sampling.items)}`})`;
  return { sql, values };
}

/** From the least grave to the gravest. */
const graver = environments.toReversed();
const arrayOf = (words: readonly string[]): string => `array[${words.map((word) => `'${word}'`).join(', ')}]`;
const rankIn = (words: readonly string[], column: string): string =>
  `array_position(${arrayOf(words)}, ${column}) - 1`;
const wordIn = (words: readonly string[], column: string): string => `(${arrayOf(words)})[${column} + 1]`;

/** Parameters that a kind does not need have their types all the same. */
const usesAllParameters = `and ($6::integer is null or true) and ($7::bigint is null or true)
     and ($8::timestamptz is null or true) and ($9::text is null or true)`;

/** A composition is what a group holds or is in; everything else is what an account holds. */
const heldColumns = (design: CampaignDesign): string =>
  design.kind === 'composition'
    ? `gh.key as account_key, gh.name as account_name, 'group'::text as account_kind, null::text as account_ref, null::text as person,
       null::text as person_name, null::bigint as used_sort, 0 as score, true as owned, false as account_privileged`
    : `a.key as account_key, i.name as account_name, i.kind as account_kind, i.ref as account_ref, i.person_ref as person,
       pi.name as person_name, i.used_sort, i.score, i.owned, i.privileged as account_privileged`;

const heldJoins = (design: CampaignDesign): string =>
  design.kind === 'composition'
    ? `join estate.groups gh on gh.source_no = h.source_no and gh.key_hash = h.subject_hash and gh.valid_to_read is null`
    : `join estate.accounts a on a.source_no = h.source_no and a.key_hash = h.subject_hash and a.valid_to_read is null
    join query.identity i on i.entity = 'account' and i.source = s.id and i.key = a.key and i.lane in (${design.lane === 'people' ? '1, 3' : '2'})
    left join query.identity pi on pi.ref = i.person_ref`;

function kindSql({ kind }: CampaignDesign): string {
  switch (kind) {
    case 'privileged':
      return '(h.privileged or h.account_privileged or h.tier >= 2)';
    case 'unowned':
      return 'h.owned is false';
    case 'dormant':
      return 'h.used_sort < $7::bigint';
    case 'changed':
      return `exists (select from sources.read r where r.number = h.valid_from_read and r.finished_at > $8::timestamptz)`;
    case 'manager':
    case 'resource_owner':
    case 'application':
    case 'composition':
    case 'duties':
    case 'escalation':
    case 'continuous':
      return 'true';
  }
}

function seatSql(seat: SeatRole | undefined): string {
  switch (seat) {
    case 'manager':
      return 'w.manager';
    case 'resource_owner':
      return 'o.reviewer';
    case 'named':
      return '$6::integer';
    case 'owner':
      return 'ro.no';
    case 'sponsor':
      return 'case when rs.no is distinct from ro.no then rs.no end';
    case 'independent':
    case 'pool':
    case undefined:
      return 'null::integer';
  }
}

/** Nobody is asked about what is theirs. */
const aside = (column: string, isThere: boolean): string =>
  isThere ? `case when c.${column} is distinct from me.no then c.${column} end` : 'null::integer';
