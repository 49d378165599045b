import type { SeatRole } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** An item that goes on to other seats, and the roles they have. */
export interface Routed {
  readonly n: number;
  readonly roles: readonly SeatRole[];
}

/**
 * Whom the seats of a later stage are asked of, as sources name them now: for each item up to three reviewers, null where
 * nobody is known, who left, or would be asked about what is theirs.
 */
export async function reviewersFor(
  on: Queryable,
  campaign: number,
  routed: readonly Routed[],
  named: number | null,
): Promise<ReadonlyMap<number, readonly (number | null)[]>> {
  if (routed.length === 0) return new Map();
  const rows = await on.query<{
    n: number;
    own: number | null;
    manager: number | null;
    resource_owner: number | null;
    owner: number | null;
    sponsor: number | null;
  }>(
    `with item as (
       select n, content::jsonb->'account'->>'person' as person, content::jsonb->'account'->>'ref' as account,
              content::jsonb->'object'->>'resource' as resource
         from review.campaign_item where campaign = $1 and n = any($2::integer[]))
     select i.n, me.no as own,
       (select c.no from query.identity w join sources.source s on s.id = w.source
          join estate.persons p on p.source_no = s.no and p.key = w.key and p.valid_to_read is null
          join query.identity b on b.entity = 'person' and b.source = w.source and b.key = p.manager_key and b.state <> 'left'
          join review.campaign_reviewer c on c.ref = coalesce(b.person_ref, b.ref)
         where w.ref = i.person limit 1) as manager,
       (select case when count(distinct c.no) = 1 then max(c.no) end from estate.ownerships o
          join estate.persons p on p.valid_to_read is null and p.state <> 'left'
           and (p.key = o.owner_ref or p.employee_number = o.owner_ref or p.email_fold = lower(o.owner_ref))
          join sources.source s on s.no = p.source_no
          join query.identity x on x.entity = 'person' and x.source = s.id and x.key = p.key
          join review.campaign_reviewer c on c.ref = coalesce(x.person_ref, x.ref)
         where o.subject_key = i.resource and o.valid_to_read is null) as resource_owner,
       (select c.no from query.identity d join review.campaign_reviewer c on c.ref = d.owner->>'ref'
         where d.ref = i.account and d.owner->>'state' is distinct from 'left') as owner,
       (select c.no from query.identity d join review.campaign_reviewer c on c.ref = d.sponsor->>'ref'
         where d.ref = i.account and d.sponsor->>'state' is distinct from 'left') as sponsor
       from item i left join review.campaign_reviewer me on me.ref = i.person`,
    [campaign, routed.map(({ n }) => n)],
  );
  const found = new Map(rows.map((row) => [row.n, row]));
  return new Map(
    routed.map(({ n, roles }) => {
      const row = found.get(n);
      const taken = new Set<number>();
      return [
        n,
        roles.map((role) => {
          const reviewer = row === undefined ? null : reviewerIn(row, role, named);
          if (reviewer === null || reviewer === row?.own || taken.has(reviewer)) return null;
          taken.add(reviewer);
          return reviewer;
        }),
      ];
    }),
  );
}

function reviewerIn(
  row: Readonly<Record<'manager' | 'resource_owner' | 'owner' | 'sponsor', number | null>>,
  role: SeatRole,
  named: number | null,
): number | null {
  switch (role) {
    case 'named':
      return named;
    case 'independent':
    case 'pool':
      return null;
    case 'manager':
    case 'resource_owner':
    case 'owner':
    case 'sponsor':
      return row[role];
  }
}
