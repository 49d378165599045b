import type { PersonView } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { personColumns, personOf, type PersonSql } from './correlate/load-people.ts';
import { int8Text, loadHashers, type Hasher } from './tables/keyed-hash.ts';
import { viewOf } from './views/account-view.ts';

/** Who a person reports to, by the source that tells of them. Only `found` lets anybody act as their manager. */
export type ManagerFound =
  | { readonly is: 'found'; readonly person: PersonView }
  /** The source says of nobody that they are the manager. */
  | { readonly is: 'none stated' }
  | { readonly is: 'unknown'; readonly why: string };

/** A chart is not deeper; a longer line is a mistake in it. */
const deepest = 64;

/**
 * The manager of somebody: the first up the line who has not left. Unknown, and then nobody, where the line comes back to
 * the person it starts from, names somebody who is not there or whom two people could be, or ends among leavers.
 */
export async function managerOf(
  db: Queryable,
  person: { readonly source: string; readonly key: string },
): Promise<ManagerFound> {
  const { key: hash } = await loadHashers(db);
  const [start] = await rowsOf(db, hash, person.source, person.key, 'key');
  if (start === undefined || start.manager_key === null) return { is: 'none stated' };
  const seen = new Set([start.key]);
  let found: PersonView | undefined;
  let at: Row = start;
  for (let step = 0; step < deepest; step++) {
    if (at.manager_key === null)
      return found === undefined
        ? { is: 'unknown', why: 'everybody up the line has left' }
        : { is: 'found', person: found };
    const [up, other] = await rowsOf(db, hash, person.source, at.manager_key, 'any');
    if (up === undefined || other !== undefined)
      return found === undefined
        ? {
            is: 'unknown',
            why: `\`${at.key}\` reports to \`${at.manager_key}\`, ${up === undefined ? 'who is not there' : 'who could be two people'}`,
          }
        : { is: 'found', person: found };
    if (up.key === start.key)
      return { is: 'unknown', why: `the line of \`${start.key}\` comes back to them` };
    // a loop further up is not this person's, and ends the line
    if (seen.has(up.key))
      return found === undefined
        ? { is: 'unknown', why: `the line of \`${start.key}\` runs in a loop` }
        : { is: 'found', person: found };
    seen.add(up.key);
    if (found === undefined && up.state !== 'left')
      found = viewOf(personOf(up), `the manager of ${start.name}, as ${person.source} says`);
    at = up;
  }
  return { is: 'unknown', why: `the line of \`${start.key}\` is longer than ${deepest} people` };
}

interface Row extends PersonSql {
  readonly manager_key: string | null;
}

/** People of one source by key; or by what a manager may be named by: key, employee number or e-mail. At most two. */
async function rowsOf(
  db: Queryable,
  hash: Hasher,
  source: string,
  named: string,
  by: 'key' | 'any',
): Promise<readonly Row[]> {
  const byKey = await db.query<Row>(
    `select ${personColumns}, p.manager_key
       from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and s.id = $1 and p.key_hash = $2::bigint and p.key = $3 limit 2`,
    [source, int8Text(hash(named)), named],
  );
  if (byKey.length > 0 || by === 'key') return byKey;
  return db.query<Row>(
    `select ${personColumns}, p.manager_key
       from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and s.id = $1 and (p.employee_number = $2 or p.email_fold = $3)
      order by p.key limit 2`,
    [source, named, named.toLowerCase()],
  );
}
