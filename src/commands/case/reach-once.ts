import { reachOf, type Reach } from '../../estate/index.ts';
import type { SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** What one subject holds, directly and through groups. */
export type ReachOf = (source: SourceId, subjectKey: string) => Promise<Reach>;

/** Asks the estate once for each subject, however many parts of a case want to know. For one look at one case. */
export function reachOnce(on: Queryable): ReachOf {
  const asked = new Map<string, Promise<Reach>>();
  return (source, subjectKey) => {
    const name = `${source}/${subjectKey}`;
    const known = asked.get(name) ?? reachOf(on, source, subjectKey);
    asked.set(name, known);
    return known;
  };
}
