import { isSubjectId, must, type SubjectId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { refOfSubject } from './subjects.ts';
import { int8Text, loadHashers } from './tables/keyed-hash.ts';

/**
 * Ids under which the ledger may know the same human from other sources: people there with the same employee number or the
 * same e-mail. Either is enough, for it is asked to keep somebody from approving for themselves, never to let them.
 */
export async function otherNamesOf(db: Queryable, person: SubjectId): Promise<readonly SubjectId[]> {
  const ref = await refOfSubject(db, person);
  if (ref?.entity !== 'person') return [];
  const { key } = await loadHashers(db);
  const rows = await db.query<{ id: string }>(
    `select distinct j.subject_id as id
       from estate.persons p
       join sources.source s on s.no = p.source_no and s.id = $1
       join estate.persons o on o.valid_to_read is null and o.source_no <> p.source_no
        and (o.email_fold = p.email_fold or o.employee_number = p.employee_number)
       join sources.source t on t.no = o.source_no
       join estate.subject j on j.entity = 'person' and j.source = t.id and j.key = o.key
      where p.key_hash = $2 and p.key = $3 and p.valid_to_read is null order by 1`,
    [ref.source, int8Text(key(ref.key)), ref.key],
  );
  return rows.map(({ id }) => must(isSubjectId, id));
}
