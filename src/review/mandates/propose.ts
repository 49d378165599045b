import {
  done,
  isMandateId,
  must,
  refuse,
  refuseTerms,
  type MandateId,
  type MandateTerms,
  type Result,
} from '../../model/index.ts';
import { canonicalJson } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import type { ReviewBench } from '../bench.ts';

/**
 * Keeps the terms of a mandate for people to sign. It has no authority: anybody, also a program, may propose one, and what
 * counts begins with the first signature, whose entry holds the terms whole. Refuses what nobody could sign.
 */
export async function proposeMandate(
  bench: Pick<ReviewBench, 'database' | 'clock'>,
  terms: MandateTerms,
  by: string,
): Promise<Result<{ readonly mandate: MandateId }>> {
  const now = bench.clock.now();
  const unfit = refuseTerms(terms);
  if (unfit !== undefined) return unfit;
  if (terms.until <= now)
    return refuse('input_invalid', `It would have ended already, at ${terms.until}.`, 'Say a later `until`.');
  const mandate = must(isMandateId, newId('mnd'));
  await bench.database.query(
    `insert into review.mandate (id, kind, title, terms, proposed_by, proposed_at, from_at, until_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [mandate, terms.kind, terms.title, canonicalJson(terms), by, now, terms.from, terms.until],
  );
  return done({ mandate });
}
