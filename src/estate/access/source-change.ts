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
    const of = `source_no = ${sourceNo} and`;
    const fresh = `valid_from_read > ${earlier.read} and valid_from_read <= ${read}`;
    changes.set(sourceNo, {
      no: sourceNo,
      began: `${of} ((valid_to_read is null and ${fresh}) or (valid_to_read > ${read} and ${fresh}))`,
      ended: `${of} valid_to_read > ${earlier.read} and valid_to_read <= ${read} and valid_from_read <= ${earlier.read}`,
    });
  }
  return changes;
}
