import type { Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { KeptInput } from './past.ts';

/** Which verdicts are replayed: those made from one moment until before another. */
export interface Window {
  readonly from: Instant;
  readonly until: Instant;
}

const pageSize = 2000;

/** The inputs of all verdicts of that time, oldest first, in pages. */
export async function* keptInputs(
  db: Queryable,
  { from, until }: Window,
): AsyncGenerator<readonly KeptInput[]> {
  for (let [after, digest] = ['', '']; ;) {
    const rows = await db.query<KeptInput & { readonly at: string }>(
      `select digest, input, kept_at::text as at from policy.verdict_input
       where kept_at >= $1 and kept_at < $2 and ($3 = '' or (kept_at, digest) > (nullif($3, '')::timestamptz, $4))
       order by kept_at, digest limit ${pageSize}`,
      [from, until, after, digest],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    [after, digest] = [last.at, last.digest];
  }
}

/** The cases in which these inputs were judged, newest first. */
export async function casesOfInputs(
  db: Queryable,
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ input: string; proposal: string }>(
    'select input, proposal from policy.judged_case where input = any ($1)',
    [[...digests]],
  );
  return new Map(rows.map(({ input, proposal }) => [input, proposal]));
}
