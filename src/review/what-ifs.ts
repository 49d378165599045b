import type { Change, Digest, EntryId, Instant } from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import type { Queryable } from '../platform/store/index.ts';

/** A what-if that was kept for exactly these changes. */
export interface WhatIfKept {
  readonly entry: EntryId;
  readonly result: Digest;
  /** What it found, a line each: what signatures over a case with these changes rest on. */
  readonly lines: readonly string[];
  readonly days: number;
  readonly rests: string;
  readonly madeAt: Instant;
}

/** Names a set of changes, whoever asks for them. */
export const supposedDigest = (changes: readonly Change[]): Digest =>
  digestOfValue('countersign/what-if/changes/v1', changes);

export async function keepWhatIf(
  tx: Queryable,
  changes: readonly Change[],
  kept: WhatIfKept & { readonly found: string },
): Promise<void> {
  await tx.query(
    `insert into review.what_if (entry, changes, result, lines, found, days, rests, made_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)`,
    [
      kept.entry,
      supposedDigest(changes),
      kept.result,
      JSON.stringify(kept.lines),
      kept.found,
      kept.days,
      kept.rests,
      kept.madeAt,
    ],
  );
}

const columns = 'entry, result, lines, days, rests, made_at as "madeAt"';

/**
 * The last what-if of these changes. Of a case that was filed: only where there was one by then, since a case rests on what it
 * was filed with; a newer one that found something else makes it stale.
 */
export async function lastWhatIf(
  on: Queryable,
  changes: readonly Change[],
  filedAt?: Instant,
): Promise<WhatIfKept | undefined> {
  const [row] = await on.query<WhatIfKept>(
    `select ${columns} from review.what_if w where w.changes = $1 and ($2::timestamptz is null or exists (
       select from review.what_if first where first.changes = $1 and first.made_at <= $2))
     order by w.no desc limit 1`,
    [supposedDigest(changes), filedAt ?? null],
  );
  return row;
}

/** A kept what-if whole, by its entry, as it was written. */
export async function whatIfNamed(
  on: Queryable,
  entry: string,
): Promise<(WhatIfKept & { readonly found: string }) | undefined> {
  const [row] = await on.query<WhatIfKept & { readonly found: string }>(
    `select ${columns}, found from review.what_if where entry = $1`,
    [entry],
  );
  return row;
}

/** Whether any was ever kept. */
export async function anyWhatIf(on: Queryable): Promise<boolean> {
  return (await on.query('select 1 from review.what_if limit 1')).length > 0;
}
