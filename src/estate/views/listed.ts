import type { EstateRef } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { personColumns, personOf, type PersonSql } from '../correlate/load-people.ts';
import { indexPeople, oneHumanOf, type PersonRow } from '../correlate/rules.ts';
import { int8Text, loadHashers } from '../tables/keyed-hash.ts';

type Named = Pick<EstateRef, 'source' | 'key'>;

/** A person as their source knows them, for lists. */
export interface PersonListed extends Named {
  readonly name: string;
  readonly email?: string;
  readonly state: 'active' | 'left' | 'unknown';
  /** The same human as the source knows them whose word counts, where that is another one. */
  readonly sameAs?: Named;
}

const pageSize = 2000;

/** Reads that lists have not taken in, oldest first. One that commits late under a lower number is among them then. */
export async function unlistedReads(db: Queryable): Promise<readonly number[]> {
  const rows = await db.query<{ number: number }>(
    'select number from sources.read where not listed order by number',
  );
  return rows.map(({ number }) => number);
}

/** Says that lists have taken in these reads. Call it in the transaction that keeps the lists. */
export async function settleListed(tx: Queryable, reads: readonly number[]): Promise<void> {
  await tx.query('update sources.read set listed = true where number = any($1::bigint[])', [reads]);
}

/**
 * Everyone the sources know now, or those whom a change after a read may have made another: their record began, or that of
 * somebody who has their number or e-mail began or ended. In pages ordered by source and key.
 */
export async function* peopleListed(db: Queryable, since?: number): AsyncGenerator<readonly PersonListed[]> {
  let after: readonly [number, string] = [-1, '-9223372036854775808'];
  for (;;) {
    const rows = await db.query<PersonSql & { readonly no: number; readonly hash: string }>(
      `with moved as materialized (
         select email_fold, employee_number from estate.persons where valid_from_read > $4 or valid_to_read > $4)
       select ${personColumns}, p.source_no as no, p.key_hash::text as hash
         from estate.persons p join sources.source s on s.no = p.source_no
        where p.valid_to_read is null and (p.source_no, p.key_hash) > ($1::smallint, $2::bigint)
          and ($4::integer is null or p.valid_from_read > $4
            or p.email_fold in (select email_fold from moved where email_fold is not null)
            or p.employee_number in (select employee_number from moved where employee_number is not null))
        order by p.source_no, p.key_hash limit $3`,
      [...after, pageSize, since ?? null],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    const people = rows.map(personOf);
    const others = await sharing(db, people);
    yield people.map((person) => {
      const { ref, state, email } = person;
      const one = oneHumanOf([person, ...others(person)]);
      return {
        source: ref.source,
        key: ref.key,
        name: ref.name,
        state,
        ...(email === undefined ? {} : { email }),
        ...(one === undefined || isSame(one.ref, ref)
          ? {}
          : { sameAs: { source: one.ref.source, key: one.ref.key } }),
      };
    });
    if (rows.length < pageSize) return;
    after = [last.no, last.hash];
  }
}

/** Of each of these people, whoever else has their number or e-mail. */
async function sharing(
  db: Queryable,
  people: readonly PersonRow[],
): Promise<(person: PersonRow) => readonly PersonRow[]> {
  const rows = await db.query<PersonSql>(
    `select ${personColumns} from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and (p.employee_number = any($1::text[]) or p.email_fold = any($2::text[]))
      order by s.id, p.key`,
    [
      people.flatMap(({ employeeNumber }) => employeeNumber ?? []),
      people.flatMap(({ email }) => email?.toLowerCase() ?? []),
    ],
  );
  const index = indexPeople(rows.map(personOf));
  return ({ ref, employeeNumber, email }) =>
    [
      ...new Set([
        ...(employeeNumber === undefined ? [] : index.byEmployeeNumber(employeeNumber)),
        ...(email === undefined ? [] : index.byEmail(email.toLowerCase())),
      ]),
    ].filter((other) => !isSame(other.ref, ref));
}

const isSame = (one: Named, other: Named): boolean => one.source === other.source && one.key === other.key;

/** Accounts and people whose record ended after a read and of which none stands now. */
export const goneSince = (
  db: Queryable,
  since: number,
): Promise<readonly (Named & { readonly entity: 'account' | 'person' })[]> =>
  db.query(
    (['account', 'person'] as const)
      .map(
        (entity) => `select distinct '${entity}' as entity, s.id as source, t.key from estate.${entity}s t
           join sources.source s on s.no = t.source_no
          where t.valid_to_read > $1 and not exists (select from estate.${entity}s live
            where live.source_no = t.source_no and live.key_hash = t.key_hash and live.valid_to_read is null)`,
      )
      .join(' union all '),
    [since],
  );

/** Those among the named accounts that are not there now. */
export async function goneAmong(db: Queryable, named: readonly Named[]): Promise<readonly Named[]> {
  const { key } = await loadHashers(db);
  return db.query(
    `select w.source, w.key from unnest($1::text[], $2::text[], $3::bigint[]) w (source, key, hash)
       left join sources.source s on s.id = w.source
      where not exists (select from estate.accounts live
        where live.source_no = s.no and live.key_hash = w.hash and live.valid_to_read is null)`,
    [
      named.map((each) => each.source),
      named.map((each) => each.key),
      named.map((each) => int8Text(key(each.key))),
    ],
  );
}
