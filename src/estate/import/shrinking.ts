import { refuse, type Refusal, type SourceId } from '../../model/index.ts';
import { entityTables } from '../tables/list.ts';
import type { KnownRows } from './known-rows.ts';

const leastRows = 20;

/**
 * The circuit breaker: a complete read in which some type's live rows would fall by half or more (and by 20 rows or
 * more) is likelier a broken export or a lost permission than a company that shrank overnight.
 */
export function shrinking(
  source: SourceId,
  known: readonly KnownRows[],
): { readonly refusal: Refusal; readonly because: string } | undefined {
  const fallen = entityTables.flatMap((table, at) => {
    const rows = known[at];
    if (rows === undefined || table.type === 'gap') return [];
    const after = rows.seenLive + rows.added;
    return rows.live - after >= leastRows && after * 2 <= rows.live
      ? [{ type: table.type, before: rows.live, after }]
      : [];
  });
  if (fallen.length === 0) return undefined;
  const counts = fallen.map(({ type, before, after }) => `${type} ${before} → ${after}`).join(', ');
  const because = `the read would have removed half or more: ${counts}`;
  return {
    because,
    refusal: refuse(
      'source_paused',
      `Source \`${source}\` is paused: ${because}. Nothing of this read was applied.`,
      `If the source really shrank, run \`countersign source resume ${source}\` and read it again; otherwise repair the export or its permissions first.`,
      { fallen },
    ),
  };
}
