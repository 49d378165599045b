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
  // one range of the index per page: a condition that may not apply would be no range, and each page would sort all that is left
  for (let [after, digest]: [string, string] = [from, '']; ;) {
    const rows = await db.query<KeptInput & { readonly at: string }>(
      `select digest, input, kept_at::text as at from policy.verdict_input
       where (kept_at, digest) > ($1::timestamptz, $2) and kept_at < $3 order by kept_at, digest limit ${pageSize}`,
      [after, digest, until],
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
