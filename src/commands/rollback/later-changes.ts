import type { EntryId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/**
 * Of each execution, those of decisions begun after it that changed one of the same things and were not put back or ended
 * since. For showing: the enforcer asks the same by itself before it puts anything back.
 */
export async function laterChanges(
  on: Queryable,
  executions: readonly EntryId[],
): Promise<ReadonlyMap<EntryId, readonly EntryId[]>> {
  const rows = await on.query<{ earlier: EntryId; later: EntryId }>(
    `select distinct earlier.entry as earlier, later.entry as later, later.no
       from enforcement.execution earlier
       join enforcement.step own on own.execution = earlier.entry
       join enforcement.step s on s.thing = own.thing and s.undone_entry is null
         and s.resolution is distinct from 'failed'
       join enforcement.execution later on later.entry = s.execution and later.no > earlier.no
         and later.kind not in ('restore', 'expiry', 'return')
      where earlier.entry = any ($1) and not exists (select from enforcement.execution back
        where back.outcome = 'done'
          and (back.kind, back.once) in (('restore', later.entry), ('return', later.entry), ('expiry', later.entry || '#' || s.step)))
      order by later.no`,
    [executions],
  );
  const found = new Map<EntryId, EntryId[]>();
  for (const { earlier, later } of rows) {
    const so = found.get(earlier);
    if (so === undefined) found.set(earlier, [later]);
    else so.push(later);
  }
  return found;
}
