import { done, isSubjectId, must, type Result, type SubjectId } from '../model/index.ts';
import type { System } from './system.ts';

/** What people of the ledger are called in the estate; null: they are linked to nobody there. */
export async function namesOfPeople(
  system: Pick<System, 'database'>,
  ids: readonly SubjectId[],
): Promise<Result<{ readonly items: readonly { readonly id: SubjectId; readonly name: string | null }[] }>> {
  const rows = await system.database.query<{ id: string; name: string }>(
    `select distinct on (l.subject_id) l.subject_id as id, p.name
       from estate.subject l join sources.source s on s.id = l.source
       join estate.persons p on p.source_no = s.no and p.key = l.key
      where l.entity = 'person' and l.subject_id = any($1)
      order by l.subject_id, p.valid_to_read desc nulls first`,
    [ids],
  );
  const names = new Map(rows.map(({ id, name }) => [must(isSubjectId, id), name]));
  return done({ items: [...new Set(ids)].map((id) => ({ id, name: names.get(id) ?? null })) });
}
