import type { PersonView } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { personColumns, personOf, type PersonSql } from '../correlate/load-people.ts';
import { viewOf } from './account-view.ts';

const pageSize = 2000;

/** Everyone the sources know now, in batches, ordered by source and key. */
export async function* personViews(db: Queryable): AsyncGenerator<readonly PersonView[]> {
  let after: readonly [string, string] = ['', ''];
  for (;;) {
    const rows = await db.query<PersonSql>(
      `select ${personColumns}
         from estate.persons p join sources.source s on s.no = p.source_no
        where p.valid_to_read is null and (s.id, p.key) > ($1, $2) order by s.id, p.key limit $3`,
      [...after, pageSize],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => viewOf(personOf(row), 'as its source knows them'));
    after = [last.source, last.key];
  }
}
