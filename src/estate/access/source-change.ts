import type { AccessVersion } from './graph.ts';
import type { Where } from './graph-rows.ts';

/** What happened to one source between two versions: rows that are there now and were not, and the other way round. */
export interface SourceChange {
  readonly no: number;
  readonly began: Where;
  readonly ended: Where;
}

/** By source number; undefined when the later version does not follow from the earlier one. */
export function changesBetween(
  before: AccessVersion,
  after: AccessVersion,
): ReadonlyMap<number, SourceChange> | undefined {
  if (before.reads.length !== after.reads.length) return undefined;
  const changes = new Map<number, SourceChange>();
  for (const [at, { sourceNo, read }] of after.reads.entries()) {
    const earlier = before.reads[at];
    if (earlier?.sourceNo !== sourceNo || earlier.read > read) return undefined;
    if (earlier.read === read) continue;
    changes.set(sourceNo, { no: sourceNo, ...changeBetween(sourceNo, earlier.read, read) });
  }
  return changes;
}

/** Rows of one source that are there at the later read and were not at the earlier one, and the other way round. */
export function changeBetween(sourceNo: number, before: number, after: number): Omit<SourceChange, 'no'> {
  const of = `source_no = ${sourceNo} and`;
  const fresh = `valid_from_read > ${before} and valid_from_read <= ${after}`;
  return {
    began: `${of} ((valid_to_read is null and ${fresh}) or (valid_to_read > ${after} and ${fresh}))`,
    ended: `${of} valid_to_read > ${before} and valid_to_read <= ${after} and valid_from_read <= ${before}`,
  };
}
