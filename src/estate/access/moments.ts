import { instantOf, readInstant, type Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/**
 * The moments at which answers about access may become others without any read, in order: those that policies in force now name
 * beside a condition on the time. More of them than there are is harmless, fewer is not: whatever looks like a moment counts.
 */
export async function momentsNamed(db: Queryable): Promise<readonly Instant[]> {
  const rows = await db.query<{ text: string }>(
    `with whole as (
       select string_agg(piece, '' order by n) as text
         from estate.policies p cross join lateral jsonb_array_elements_text(
           case jsonb_typeof(p.document) when 'array' then p.document else jsonb_build_array(p.document::text) end)
           with ordinality as each (piece, n)
        where p.valid_to_read is null group by p.source_no, p.key_hash)
     select distinct found[1] as text
       from whole, regexp_matches(text, '"(\\d{4}-\\d{2}-\\d{2}[T0-9:.Z+-]*|\\d{9,13})"', 'g') as found
      where text ~* 'aws:(CurrentTime|EpochTime)' limit 10000`,
  );
  const moments = rows.flatMap(({ text }) => momentOf(text) ?? []);
  return [...new Set(moments)].toSorted();
}

/** A date as policies write it, or seconds since 1970. */
function momentOf(text: string): Instant | undefined {
  if (!/^\d+$/.test(text)) return readInstant(text);
  return instantOf(Number(text.slice(0, 10)) * 1000);
}

/** How many of these have passed: while it is the same, the clock alone makes no answer another one. */
export const passedBy = (moments: readonly Instant[], now: Instant): number =>
  moments.filter((each) => each <= now).length;
