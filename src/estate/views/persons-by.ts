import type { SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { personColumns, personOf, type PersonSql } from '../correlate/load-people.ts';
import type { PersonRow } from '../correlate/rules.ts';

export type PersonFound = Pick<PersonRow, 'ref' | 'state' | 'leftAt' | 'email'>;

/**
 * The people of one source, as it knows them now, whom a value fits: at most two, since two are no answer. An e-mail is
 * compared case-folded, everything else exactly.
 */
export async function personsBy(
  db: Queryable,
  asked: {
    readonly source: SourceId;
    readonly by: 'email' | 'employee_number' | 'key';
    readonly value: string;
  },
): Promise<readonly PersonFound[]> {
  const column = { email: 'p.email_fold', employee_number: 'p.employee_number', key: 'p.key' }[asked.by];
  const rows = await db.query<PersonSql>(
    `select ${personColumns}
       from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and s.id = $1 and s.state <> 'removed' and ${column} = $2 order by p.key limit 2`,
    [asked.source, asked.by === 'email' ? asked.value.toLowerCase() : asked.value],
  );
  return rows.map(personOf);
}
