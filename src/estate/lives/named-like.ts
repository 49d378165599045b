import type { Queryable } from '../../platform/store/index.ts';

/** A person of a source, by their key there. */
export interface PersonRef {
  readonly source: string;
  readonly key: string;
}

/**
 * The people after whom an account that is not there yet is named: what stands before the `@` of their address, with `.` or with
 * `_`, or their employee number, is the last part of its key. Of one source, or of all; more than 50 are nobody.
 */
export async function peopleNamedLike(
  on: Queryable,
  accountKey: string,
  source?: string,
): Promise<readonly PersonRef[]> {
  const name = lastPart(accountKey);
  if (name === undefined || name === '') return [];
  const people = await on.query<PersonRef>(
    `select s.id as source, p.key from estate.persons p join sources.source s on s.no = p.source_no
      where s.state <> 'removed' and p.valid_to_read is null and ($1::text is null or s.id = $1)
        and (p.local_fold = $2 or replace(p.local_fold, '.', '_') = $2 or lower(p.employee_number) = $2)
      order by s.id, p.key limit 51`,
    [source ?? null, name],
  );
  return people.length > 50 ? [] : people;
}

/** The last part of an account's key, as the account is called at its source. */
function lastPart(key: string): string | undefined {
  try {
    return decodeURIComponent(key.slice(key.lastIndexOf('/') + 1)).toLowerCase();
  } catch {
    return undefined; // no key that a reader writes
  }
}
