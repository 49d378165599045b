import { countProposals } from '../review/index.ts';
import { done, severities, type Instant, type Leaf, type Result, type Severity } from '../model/index.ts';
import { kindsAtAGlance, type KindAtAGlance } from '../query/index.ts';
import type { System } from './system.ts';
import { countedAtMost, type Total } from './total.ts';

/** How many findings were open after the rules were run, of each severity: as that entry of the ledger says. */
export interface RiskPoint {
  readonly at: Instant;
  readonly seq: number;
  readonly open: Readonly<Record<Severity, number>>;
}

export interface Overview {
  /** Cases that wait for an answer. */
  readonly waiting: Total;
  readonly kinds: readonly KindAtAGlance[];
  /** Rights and memberships that sources tell of, and how many of them were approved here and stand. */
  readonly grants: { readonly total: number; readonly approved: number };
  /** Oldest first. */
  readonly risk: readonly RiskPoint[];
}

/** The whole at a glance. Every number is counted or read from the ledger; none is estimated. */
export async function overview(system: System): Promise<Result<Overview>> {
  return done({
    waiting: await countProposals(system.database, { state: ['open'] }, countedAtMost),
    kinds: await kindsAtAGlance(system.database),
    grants: await grantsAccountedFor(system),
    risk: await riskOverTime(system),
  });
}

/** What the last read of each source counted, and what executions here gave that nothing has taken back since. */
async function grantsAccountedFor({ database }: System): Promise<Overview['grants']> {
  const [row] = await database.query<{ total: number; approved: number }>(
    `select
       (select coalesce(sum((r.counts -> 'grant' ->> 'live')::bigint + (r.counts -> 'membership' ->> 'live')::bigint), 0)::bigint
          from sources.source s cross join lateral (
            select counts from sources.read where source_no = s.no order by number desc limit 1) r
         where s.state <> 'removed') as total,
       (select count(*) from enforcement.step st
          join enforcement.execution e on e.entry = st.execution and e.kind = 'decision' and e.outcome = 'done'
          join review.plan p on p.entry = e.plan
          join review.proposal pr on pr.id = p.proposal
         where st.resolution = 'applied' and st.undone_entry is null
           and pr.content::jsonb -> 'changes' -> st.step -> 'change' ->> 'type' in ('grant.add', 'membership.add')
           and not exists (select from enforcement.execution back
             where back.kind = 'restore' and back.once = e.entry and back.outcome = 'done')
           and not exists (select from review.ending en
             where en.plan = p.entry and en.step = st.step and en.settled in ('taken back', 'put back'))) as approved`,
  );
  const total = row?.total ?? 0;
  return { total, approved: Math.min(total, row?.approved ?? 0) };
}

/** How many entries are looked at, and how many points are told: beyond that the last of each day. */
const mostEntries = 1000;
const mostPoints = 60;

async function riskOverTime({ ledger }: System): Promise<readonly RiskPoint[]> {
  const { items } = await ledger.page({ types: ['findings.evaluated'], sort: 'newest', limit: mostEntries });
  const points = items.flatMap((leaf) => pointOf(leaf) ?? []).toReversed();
  if (points.length <= mostPoints) return points;
  const ofDay = new Map(points.map((point) => [point.at.slice(0, 10), point]));
  return ofDay.size < 2 ? points.slice(-mostPoints) : [...ofDay.values()].slice(-366);
}

/** Entries of before this was told say nothing, and nothing is made up for them. */
function pointOf({ entry, seq }: Leaf): RiskPoint | undefined {
  const { open } = entry.body;
  if (typeof open !== 'object' || open === null || Array.isArray(open)) return undefined;
  const counts = new Map(Object.entries(open));
  const of = (severity: Severity): number => Number(counts.get(severity) ?? Number.NaN);
  const told = {
    critical: of('critical'),
    high: of('high'),
    medium: of('medium'),
    low: of('low'),
    info: of('info'),
  };
  return severities.every((each) => Number.isSafeInteger(told[each]))
    ? { at: entry.at, seq, open: told }
    : undefined;
}
