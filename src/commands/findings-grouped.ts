import { groupFindings, type FindingGroup, type GroupedFindings, type Grouping } from '../detection/index.ts';
import { done, type Result } from '../model/index.ts';
import { filterOf, type FindingsWanted } from './findings.ts';
import type { System } from './system.ts';
import { countedAtMost } from './total.ts';

const mostGroups = 200;

/** Findings put together by what concluded them, whose they are or where they were read, with how many there are of each. */
export async function groupsOfFindings(
  system: System,
  asked: FindingsWanted & { readonly by: Grouping },
): Promise<Result<GroupedFindings>> {
  const request = { filter: filterOf(asked), by: asked.by, now: system.clock.now() };
  return done(await groupFindings(system.database, { ...request, most: countedAtMost, limit: mostGroups }));
}

export interface FindingFacets {
  readonly total: number;
  /** There are more; the first `total` by rank are counted. */
  readonly atLeast: boolean;
  readonly counts: Readonly<Record<'severity' | 'rule' | 'source', readonly Counted[]>>;
}
interface Counted {
  readonly value: string;
  readonly count: number;
}

/** How many findings there are of each severity, rule and source under these filters. */
export async function facetsOfFindings(
  system: System,
  asked: FindingsWanted,
): Promise<Result<FindingFacets>> {
  const request = {
    filter: filterOf(asked),
    now: system.clock.now(),
    most: countedAtMost,
    limit: mostGroups,
  };
  const of = (by: Grouping) => groupFindings(system.database, { ...request, by });
  const [severity, rule, source] = [await of('severity'), await of('rule'), await of('source')];
  return done({
    total: severity.counted,
    atLeast: severity.isLeast,
    counts: {
      severity: counted(severity.groups),
      rule: counted(rule.groups),
      source: counted(source.groups),
    },
  });
}

const counted = (groups: readonly FindingGroup[]): readonly Counted[] =>
  groups.map(({ key, count }) => ({ value: key, count }));
