import type { EstateRef } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { personColumns, personOf, type PersonSql } from '../correlate/load-people.ts';
import { oneHumanOf } from '../correlate/rules.ts';

const most = 6;

/**
 * Whom a text names, by name, key, e-mail or `SOURCE/KEY`: at most six. A human whom several sources know is one, as the source
 * knows them whose word counts.
 */
export async function peopleCalled(db: Queryable, called: string): Promise<readonly EstateRef[]> {
  const rows = await db.query<PersonSql>(
    `select ${personColumns}
       from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and (p.key = $1 or p.name = $1 or p.email_fold = lower($1) or s.id || '/' || p.key = $1)
      order by s.id, p.key limit ${most}`,
    [called],
  );
  const people = rows.map(personOf);
  const one = people.length < most ? oneHumanOf(people) : undefined;
  return one === undefined ? people.map(({ ref }) => ref) : [one.ref];
}
