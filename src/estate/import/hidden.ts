import { refuse, type GapObserved, type Refusal, type SourceId } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';
import { entityTables } from '../tables/list.ts';
import type { KnownRows } from './known-rows.ts';

/** `some`: a part is not shown that the last read had, so nothing is taken for gone this once. `all`: a person has to look. */
export type Hidden =
  | { readonly is: 'none' | 'some' }
  | { readonly is: 'all'; readonly refusal: Refusal; readonly because: string };

/**
 * The other circuit breaker: rows that a complete read does not show while something is newly refused to it. A permission
 * that was lost looks like a company without administrators, and may be fewer rows than would count as shrinking.
 */
export function hidden(source: SourceId, known: readonly KnownRows[], gaps: readonly GapObserved[]): Hidden {
  const missing = entityTables.flatMap((table, at) => {
    const rows = known[at];
    if (rows === undefined || table.type === 'gap' || rows.live <= rows.seenLive) return [];
    return [{ type: table.type, before: rows.live, after: rows.seenLive + rows.added }];
  });
  if (gaps.length === 0 || missing.length === 0) return { is: 'none' };
  const lost = gaps.filter(({ hides }) => hides === 'all');
  const [first] = lost;
  if (first === undefined) return { is: 'some' };
  const others = lost.length > 1 ? ` and ${lost.length - 1} more` : '';
  const what = `${inert(first.what.slice(0, 200))} (${inert(first.why.slice(0, 200))})${others}`;
  const counts = missing.map(({ type, before, after }) => `${type} ${before} → ${after}`).join(', ');
  const because = `it no longer shows what the last read had: ${what}; taken for gone it would be ${counts}`;
  return {
    is: 'all',
    because,
    refusal: refuse(
      'source_paused',
      `Source \`${source}\` is paused: ${because}. Nothing of this read was applied.`,
      `Give the permission or the part of the export back and run \`countersign source resume ${source}\`; resumed as it is, the next read takes them for gone.`,
      { fallen: missing },
    ),
  };
}
