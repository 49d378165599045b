import type { EstateRef } from '../../model/index.ts';
import { identityRefOf } from '../../query/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** People of the same department, and how many of them hold a thing directly. */
export interface Peers {
  readonly department: string;
  readonly people: number;
  readonly holding: number;
  /** Of the same department and title; absent: the source tells no title of this person. */
  readonly sameTitle?: { readonly title: string; readonly people: number; readonly holding: number };
}

/** More colleagues than this are not compared. */
const mostPeers = 5000;

interface Thing {
  readonly source: string;
  readonly entity: 'group' | 'entitlement';
  readonly key: string;
}

interface Colleague {
  readonly source: string;
  readonly key: string;
  readonly department: string;
  readonly title: string | null;
  readonly isSameTitle: boolean;
}

/** What peers of a person have. Undefined: the source tells no department of theirs. */
export async function peersHolding(
  db: Queryable,
  person: Pick<EstateRef, 'source' | 'key'>,
  thing: Thing,
): Promise<Peers | undefined> {
  const colleagues = await colleaguesOf(db, person);
  const [first] = colleagues;
  if (first === undefined) return undefined;
  const rows = await db.query<{ person: string }>(
    `select distinct i.person_ref as person from query.identity i
      where i.source = $1 and i.person_ref is not null and i.key in (${holders(thing)})`,
    [thing.source, thing.key],
  );
  const holding = new Set(rows.map((row) => row.person));
  const has = ({ source, key }: Colleague): boolean => holding.has(identityRefOf('person', source, key));
  const same = colleagues.filter(({ isSameTitle }) => isSameTitle);
  return {
    department: first.department,
    people: colleagues.length,
    holding: colleagues.filter(has).length,
    ...(first.title === null
      ? {}
      : { sameTitle: { title: first.title, people: same.length, holding: same.filter(has).length } }),
  };
}

const holders = ({ entity }: Thing): string =>
  entity === 'group'
    ? `select m.member_key from estate.memberships m join sources.source s on s.no = m.source_no
        where s.id = $1 and m.group_key = $2 and m.valid_to_read is null`
    : `select a.key from estate.grants g join sources.source s on s.no = g.source_no
         join estate.entitlements e on e.source_no = g.source_no and e.key_hash = g.entitlement_hash and e.valid_to_read is null
         join estate.accounts a on a.source_no = g.source_no and a.key_hash = g.subject_hash and a.valid_to_read is null
        where s.id = $1 and e.key = $2 and g.effect = 'allow' and g.valid_to_read is null`;

const colleaguesOf = (
  db: Queryable,
  person: Pick<EstateRef, 'source' | 'key'>,
): Promise<readonly Colleague[]> =>
  db.query<Colleague>(
    `select s.id as source, p.key, me.department, me.title, coalesce(p.title = me.title, false) as "isSameTitle"
       from estate.persons me join sources.source s on s.no = me.source_no and s.id = $1
       join estate.persons p on p.source_no = me.source_no and p.department = me.department and p.valid_to_read is null
        and p.state <> 'left' and p.key <> me.key
      where me.key = $2 and me.valid_to_read is null order by p.key limit $3`,
    [person.source, person.key, mostPeers],
  );

/** A group that colleagues are in and this person is not. */
export interface PeerGroup {
  readonly source: string;
  readonly key: string;
  readonly holding: number;
  readonly people: number;
}

/** Groups that most colleagues of the same title (else of the department) are in, and none of these accounts is. */
export async function groupsOfPeers(
  db: Queryable,
  person: Pick<EstateRef, 'source' | 'key'>,
  own: readonly Pick<EstateRef, 'source' | 'key'>[],
  limit: number,
): Promise<readonly PeerGroup[]> {
  const colleagues = await colleaguesOf(db, person);
  const same = colleagues.filter(({ isSameTitle }) => isSameTitle);
  const peers = same.length >= 3 ? same : colleagues;
  if (peers.length === 0) return [];
  const rows = await db.query<{ source: string; key: string; holding: number }>(
    `select s.id as source, m.group_key as key, count(distinct i.person_ref)::int as holding
       from query.identity i
       join sources.source s on s.id = i.source
       join estate.memberships m on m.source_no = s.no and m.member_key = i.key and m.valid_to_read is null
      where i.person_ref = any($1)
        and not exists (select from estate.memberships mine where mine.source_no = m.source_no
          and mine.group_hash = m.group_hash and mine.valid_to_read is null and s.id || ' ' || mine.member_key = any($2))
      group by s.id, m.group_key order by holding desc, s.id, m.group_key limit $3`,
    [
      peers.map(({ source, key }) => identityRefOf('person', source, key)),
      own.map(({ source, key }) => `${source} ${key}`),
      limit,
    ],
  );
  return rows.map((row) => ({ ...row, people: peers.length }));
}
