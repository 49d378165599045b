import { isSourceId, must, type PersonView } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { int8Text, loadHashers } from './tables/keyed-hash.ts';

/**
 * People whom any source states as owners of a resource, by person key, employee number or e-mail. A reference that fits
 * two people is nobody: choosing would be a guess.
 */
export async function ownersOfResource(db: Queryable, resourceKey: string): Promise<readonly PersonView[]> {
  const { key } = await loadHashers(db);
  const rows = await db.query<{
    ref: string;
    source: string;
    key: string;
    name: string;
    state: PersonView['state'];
  }>(
    `select distinct o.owner_ref as ref, s.id as source, p.key, p.name, p.state
       from estate.ownerships o
       join estate.persons p on p.valid_to_read is null
        and (p.key = o.owner_ref or p.employee_number = o.owner_ref or p.email_fold = lower(o.owner_ref))
       join sources.source s on s.no = p.source_no
      where o.subject_hash = $1 and o.subject_key = $2 and o.valid_to_read is null
      order by o.owner_ref, s.id, p.key`,
    [int8Text(key(resourceKey)), resourceKey],
  );
  const byReference = Map.groupBy(rows, (row) => row.ref);
  return [...byReference.values()].flatMap(([person, another]) =>
    person === undefined || another !== undefined
      ? []
      : [
          {
            ref: {
              entity: 'person',
              source: must(isSourceId, person.source),
              key: person.key,
              name: person.name,
            },
            state: person.state,
            because: `a source names ${person.ref} as owner of ${resourceKey}`,
          } satisfies PersonView,
        ],
  );
}
