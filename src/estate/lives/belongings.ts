import type { AccountState, IdentityKind, Instant, SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { correlate, indexPeople, resolveReference, type PersonRow } from '../correlate/rules.ts';
import { personColumns, personOf, type PersonSql } from '../correlate/load-people.ts';
import { localPart } from '../tables/encode.ts';
import { int8Text, loadHashers } from '../tables/keyed-hash.ts';
import { sourceIdOf } from './people-of-feed.ts';

/** Somebody as a feed told of them, perhaps not any more. */
export interface PersonTold {
  readonly key: string;
  readonly name: string;
  readonly email?: string;
  readonly employeeNumber?: string;
  readonly state: 'active' | 'left' | 'unknown';
  readonly leftAt?: Instant;
}

export interface Belongings {
  /** Accounts that are theirs by the rules of correlation, laid beside everybody else who is told of now. */
  readonly accounts: readonly {
    readonly source: SourceId;
    readonly key: string;
    readonly name: string;
    readonly kind: IdentityKind | 'unknown';
    readonly state: AccountState;
    readonly because: string;
  }[];
  /** What those accounts hold themselves, not through something else; what everybody has is left out. */
  readonly held: readonly {
    readonly is: 'group' | 'entitlement';
    readonly source: SourceId;
    readonly account: string;
    readonly key: string;
  }[];
  /** Accounts of no person for which they are said, or were decided, to answer. */
  readonly answersFor: readonly {
    readonly source: SourceId;
    readonly key: string;
    readonly name: string;
    readonly role: 'owner' | 'sponsor';
  }[];
}

/**
 * What belongs to one person of a feed, by what was last told of them: also of one whom the feed has dropped, whom nothing in
 * the estate refers to any more.
 */
export async function belongingsOf(db: Queryable, feed: SourceId, told: PersonTold): Promise<Belongings> {
  const others = await othersLike(db, feed, told);
  const person: PersonRow = {
    ref: { entity: 'person', source: feed, key: told.key, name: told.name },
    state: told.state,
    ...(told.email === undefined ? {} : { email: told.email }),
    ...(told.employeeNumber === undefined ? {} : { employeeNumber: told.employeeNumber }),
    ...(told.leftAt === undefined ? {} : { leftAt: told.leftAt }),
  };
  const people = indexPeople([person, ...others]);
  const isThey = (found: ReturnType<typeof correlate>): string | undefined =>
    found.is === 'resolved' &&
    [found.person, ...(found.alsoKnownAs ?? [])].some(
      ({ ref }) => ref.source === feed && ref.key === told.key,
    )
      ? found.because
      : undefined;

  const owned = await ownedBy(db, told);
  const stated = Map.groupBy(owned, (row) => `${row.source}\n${row.key}`);
  const candidates = await candidatesFor(
    db,
    told,
    owned.map(({ source, key }) => ({ source, key })),
  );
  const accounts = candidates.flatMap((row) => {
    const because = isThey(
      correlate(
        {
          source: row.source,
          name: row.name,
          kind: row.kind,
          ...(row.email === null ? {} : { email: row.email }),
          ...(row.employee_number === null ? {} : { employeeNumber: row.employee_number }),
          statedOwners: row.owners,
        },
        people,
      ),
    );
    return because === undefined
      ? []
      : [
          {
            source: sourceIdOf(row.source),
            key: row.key,
            name: row.name,
            kind: row.kind,
            state: row.state,
            because,
          },
        ];
  });
  const own = new Set(accounts.map(({ source, key }) => `${source}\n${key}`));
  const said = [...stated].flatMap(([name, rows]) =>
    own.has(name)
      ? []
      : rows.filter(
          (row) =>
            row.kind !== 'person' &&
            row.decided === null &&
            isThey(resolveReference(row.owner_ref, people)) !== undefined,
        ),
  );
  const decided = await decidedFor(db, feed, told.key);
  const answersFor = new Map(
    [...said, ...decided].map(({ source, key, name, role }) => [
      JSON.stringify([source, key, role]),
      { source: sourceIdOf(source), key, name, role },
    ]),
  );
  return {
    accounts,
    held: await heldBy(db, accounts),
    answersFor: [...answersFor.values()].toSorted((a, b) =>
      `${a.source}/${a.key}` < `${b.source}/${b.key}` ? -1 : 1,
    ),
  };
}

/** Whoever else could be meant by the same address, number, login or key: then it is not certain who is meant. */
async function othersLike(db: Queryable, feed: SourceId, told: PersonTold): Promise<readonly PersonRow[]> {
  const email = told.email?.toLowerCase() ?? null;
  const rows = await db.query<PersonSql>(
    `select ${personColumns} from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and not (s.id = $1 and p.key = $2)
        and (p.employee_number = $3 or p.email_fold = $4 or p.local_fold = $5)
      order by s.id, p.key limit 50`,
    [feed, told.key, told.employeeNumber ?? null, email, email === null ? null : localPart(email)],
  );
  return rows.map(personOf);
}

interface CandidateSql {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly state: AccountState;
  readonly email: string | null;
  readonly employee_number: string | null;
  readonly owners: readonly string[];
}

async function candidatesFor(
  db: Queryable,
  told: PersonTold,
  named: readonly { readonly source: string; readonly key: string }[],
): Promise<readonly CandidateSql[]> {
  const email = told.email?.toLowerCase();
  const logins = email === undefined ? [] : [email, localPart(email)];
  return db.query<CandidateSql>(
    `select s.id as source, a.key, a.name, a.kind, a.state, a.email, a.employee_number,
            coalesce((select jsonb_agg(o.owner_ref) from estate.ownerships o
              where o.source_no = a.source_no and o.subject_hash = a.key_hash and o.role = 'owner' and o.valid_to_read is null),
              '[]'::jsonb) as owners
       from estate.accounts a join sources.source s on s.no = a.source_no
      where a.valid_to_read is null and a.kind in ('person', 'unknown')
        and (a.employee_number = $1 or lower(a.email) = $2 or lower(a.name) = any($3::text[])
          or (s.id, a.key) in (select * from unnest($4::text[], $5::text[])))
      order by s.id, a.key`,
    [
      told.employeeNumber ?? null,
      email ?? null,
      logins,
      named.map(({ source }) => source),
      named.map(({ key }) => key),
    ],
  );
}

interface OwnedSql {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly role: 'owner' | 'sponsor';
  readonly owner_ref: string;
  /** Somebody whom a decision named for it instead. */
  readonly decided: string | null;
}

const ownedBy = (db: Queryable, told: PersonTold): Promise<readonly OwnedSql[]> =>
  db.query<OwnedSql>(
    `select s.id as source, a.key, a.name, a.kind, o.role, o.owner_ref, d.person_key as decided
       from estate.ownerships o join sources.source s on s.no = o.source_no
       join estate.accounts a on a.source_no = o.source_no and a.key_hash = o.subject_hash and a.valid_to_read is null
       left join estate.assertion d on d.account_source = s.id and d.account_key = a.key and d.role = o.role
      where o.valid_to_read is null and (o.owner_ref = any($1::text[]) or lower(o.owner_ref) = $2)
      order by s.id, a.key, o.role`,
    [
      [told.key, ...(told.employeeNumber === undefined ? [] : [told.employeeNumber])],
      told.email?.toLowerCase() ?? null,
    ],
  );

const decidedFor = (
  db: Queryable,
  feed: SourceId,
  key: string,
): Promise<readonly Omit<OwnedSql, 'owner_ref' | 'decided' | 'kind'>[]> =>
  db.query(
    `select s.id as source, a.key, a.name, d.role from estate.assertion d
       join sources.source s on s.id = d.account_source
       join estate.accounts a on a.source_no = s.no and a.key = d.account_key and a.valid_to_read is null
      where d.person_source = $1 and d.person_key = $2 order by s.id, a.key`,
    [feed, key],
  );

async function heldBy(
  db: Queryable,
  accounts: readonly { readonly source: SourceId; readonly key: string }[],
): Promise<Belongings['held']> {
  if (accounts.length === 0) return [];
  const { key: hash } = await loadHashers(db);
  const own = [
    accounts.map(({ source }) => source),
    accounts.map(({ key }) => int8Text(hash(key))),
    accounts.map(({ key }) => key),
  ];
  const rows = await db.query<{ is: 'group' | 'entitlement'; source: string; account: string; key: string }>(
    `with own as (select s.no, s.id, w.hash, w.key from unnest($1::text[], $2::bigint[], $3::text[]) w (source, hash, key)
        join sources.source s on s.id = w.source)
     select 'group' as is, own.id as source, own.key as account, m.group_key as key from own
       join estate.memberships m on m.source_no = own.no and m.member_hash = own.hash and m.valid_to_read is null
       left join estate.groups g on g.source_no = m.source_no and g.key_hash = m.group_hash and g.valid_to_read is null
      where m.via in ('member', 'set_role', 'inherit') and g.attributes->>'standsFor' is null
     union
     select 'entitlement', own.id, own.key, e.key from own
       join estate.grants g on g.source_no = own.no and g.subject_hash = own.hash and g.valid_to_read is null and g.effect = 'allow'
       join estate.entitlements e on e.source_no = own.no and e.key_hash = g.entitlement_hash and e.valid_to_read is null
     order by 2, 3, 1, 4`,
    own,
  );
  return rows.map((row) => ({ ...row, source: sourceIdOf(row.source) }));
}
