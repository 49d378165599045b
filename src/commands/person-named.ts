import { refOfSubject } from '../estate/index.ts';
import type { SubjectId } from '../model/index.ts';
import type { System } from './system.ts';

/** What a person of the ledger is called in the estate; undefined when they are linked to nobody there. */
export async function personNamed(
  system: Pick<System, 'database'>,
  id: SubjectId,
): Promise<string | undefined> {
  const ref = await refOfSubject(system.database, id);
  if (ref?.entity !== 'person') return undefined;
  const [row] = await system.database.query<{ name: string }>(
    `select p.name from estate.persons p join sources.source s on s.no = p.source_no
      where s.id = $1 and p.key = $2 order by p.valid_to_read nulls first limit 1`,
    [ref.source, ref.key],
  );
  return row?.name;
}
