import {
  done,
  millisecondsOf,
  refuse,
  tiers,
  type CampaignDesign,
  type Result,
  type SubjectId,
  type Watermark,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { refreshLists } from '../identities.ts';
import type { System } from '../system.ts';
import { pickedFor } from './picked.ts';
import { keepReviewersSql, populationOf, setBySet, type Picked } from './population.ts';
import { watermarksOf } from './prepare.ts';
import { reviewerNumber, reviewersNamed } from './reviewers.ts';

/** How many items one reviewer would get in one seat; `reviewer` null: the pool. */
export interface Share {
  readonly seat: number;
  readonly reviewer: {
    readonly name: string;
    readonly person: SubjectId | null;
    readonly source: string;
    readonly key: string;
    /** A key of theirs is in force, so that they can sign what they answer. */
    readonly canSign: boolean;
  } | null;
  readonly items: number;
}

/** Something about the data that a campaign would rest on. `stops`: a launch would say nothing. */
export interface QualityGate {
  readonly gate:
    | 'nothing_in_scope'
    | 'source_never_read'
    | 'source_stale'
    | 'source_paused'
    | 'reviewer_unknown'
    | 'reviewer_cannot_sign'
    | 'tier_unknown'
    | 'machines_unowned'
    | 'one_reviewer_has_most';
  readonly level: 'stops' | 'warns';
  readonly count: number;
  readonly says: string;
}

export interface Preview {
  readonly design: CampaignDesign;
  readonly items: number;
  readonly accounts: number;
  readonly byTier: Readonly<Record<'low' | 'medium' | 'high' | 'unknown', number>>;
  readonly bySource: readonly { readonly source: string; readonly items: number }[];
  readonly shares: readonly Share[];
  readonly moreShares: number;
  readonly gates: readonly QualityGate[];
  readonly sources: readonly Watermark[];
}

const mostShares = 500;
const staleDays = 7;

/** What a campaign would be: its scope, who would get how much, and what about the data speaks against it. Keeps nothing. */
export async function previewCampaign(system: System, design: CampaignDesign): Promise<Result<Preview>> {
  const picked = await pickedFor(system, design);
  if (!picked.ok) return picked;
  await refreshLists(system);
  return system.database.transaction(async (tx) => {
    await setBySet(tx);
    await tx.query(keepReviewersSql, [null, null]);
    return previewWithin(system, tx, design, picked.value);
  });
}

async function previewWithin(
  system: System,
  database: Queryable,
  design: CampaignDesign,
  picked: readonly Picked[] | null,
): Promise<Result<Preview>> {
  const named = design.named === null ? null : await reviewerNumber(database, design.named);
  if (design.named !== null && named === null)
    return refuse(
      'not_found',
      `\`${design.named}\` is no person that a source knows.`,
      'Name a person of the estate: SOURCE/KEY.',
    );
  const now = system.clock.now();
  const population = populationOf(design, { picked, named, nowMs: millisecondsOf(now) });
  const rows = await database.query<{
    source: string;
    tier: number;
    owned: boolean | null;
    seats: number;
    r1: number | null;
    r2: number | null;
    r3: number | null;
    items: number;
  }>(
    `${population.sql}
     select source, tier, owned, r1, r2, r3, count(*) as items from population group by 1, 2, 3, 4, 5, 6`,
    population.values,
  );
  const [{ accounts } = { accounts: 0 }] = await database.query<{ accounts: number }>(
    `${population.sql} select count(distinct (source_no, subject_hash)) as accounts from population`,
    population.values,
  );
  const items = sum(rows.map((row) => row.items));
  const byTier = { low: 0, medium: 0, high: 0, unknown: 0 };
  const bySource = new Map<string, number>();
  for (const row of rows) {
    byTier[tiers[row.tier] ?? 'unknown'] += row.items;
    bySource.set(row.source, (bySource.get(row.source) ?? 0) + row.items);
  }
  const { shares, moreShares } = await sharesOf(
    { signers: system.signers, clock: system.clock, database },
    design,
    rows,
  );
  const sources = await watermarksOf(database, design);
  return done({
    design,
    items,
    accounts,
    byTier,
    bySource: [...bySource]
      .map(([source, many]) => ({ source, items: many }))
      .toSorted((a, b) => b.items - a.items || (a.source < b.source ? -1 : 1)),
    shares,
    moreShares,
    gates: [
      ...(items === 0 ? [nothing] : []),
      ...(await sourceGates(database, design, now)),
      ...shareGates(shares, items),
      ...count(
        byTier.unknown,
        'tier_unknown',
        'items are on things whose tier nobody stated; they count as high',
      ),
      ...(design.lane === 'machines'
        ? count(
            sum(rows.filter(({ owned }) => owned === false).map((row) => row.items)),
            'machines_unowned',
            'items are of machines that nobody answers for; they go to the pool and stay open until somebody does',
          )
        : []),
    ],
    sources,
  });
}

const nothing: QualityGate = {
  gate: 'nothing_in_scope',
  level: 'stops',
  count: 0,
  says: 'Nothing is in scope. A campaign of no items proves only that there was nothing to ask about.',
};

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const count = (n: number, gate: QualityGate['gate'], says: string): readonly QualityGate[] =>
  n === 0 ? [] : [{ gate, level: 'warns', count: n, says: `${n} ${says}.` }];

type Telling = Pick<System, 'signers' | 'clock'> & { readonly database: Queryable };

interface Row {
  readonly tier: number;
  readonly r1: number | null;
  readonly r2: number | null;
  readonly r3: number | null;
  readonly items: number;
}

async function sharesOf(
  system: Telling,
  design: CampaignDesign,
  rows: readonly Row[],
): Promise<Pick<Preview, 'shares' | 'moreShares'>> {
  const bySeat = new Map<string, { seat: number; reviewer: number | null; items: number }>();
  for (const row of rows)
    for (const [seat, role] of (design.stages[0]?.seats ?? []).entries()) {
      if (role === 'independent' && row.tier < 2) continue;
      const reviewer = [row.r1, row.r2, row.r3][seat] ?? null;
      const key = `${seat} ${reviewer}`;
      const share = bySeat.get(key) ?? { seat, reviewer, items: 0 };
      share.items += row.items;
      bySeat.set(key, share);
    }
  return tellShares(system, [...bySeat.values()]);
}

/** Shares with the people they are of, the largest first. */
export async function tellShares(
  system: Telling,
  shares: readonly { readonly seat: number; readonly reviewer: number | null; readonly items: number }[],
): Promise<Pick<Preview, 'shares' | 'moreShares'>> {
  const largest = shares.toSorted((a, b) => b.items - a.items || (a.reviewer ?? 0) - (b.reviewer ?? 0));
  const told = largest.slice(0, mostShares);
  const named = await reviewersNamed(
    system.database,
    told.flatMap(({ reviewer }) => reviewer ?? []),
  );
  const signing = new Set((await system.signers.inForce(system.clock.now())).map(({ person }) => person));
  return {
    shares: told.map(({ seat, reviewer, items }): Share => {
      const who = reviewer === null ? undefined : named.get(reviewer);
      return {
        seat,
        items,
        reviewer:
          who === undefined
            ? null
            : {
                name: who.name,
                person: who.person,
                source: who.source,
                key: who.key,
                canSign: who.person !== null && signing.has(who.person),
              },
      };
    }),
    moreShares: largest.length - told.length,
  };
}

function shareGates(shares: readonly Share[], items: number): readonly QualityGate[] {
  const unknown = sum(shares.filter(({ reviewer }) => reviewer === null).map((share) => share.items));
  const unable = shares.filter(({ reviewer }) => reviewer?.canSign === false);
  const [most] = shares.filter(({ reviewer }) => reviewer !== null);
  return [
    ...count(
      unknown,
      'reviewer_unknown',
      'times nobody is known to ask; these go to the pool and stay open until somebody answers',
    ),
    ...count(
      sum(unable.map((share) => share.items)),
      'reviewer_cannot_sign',
      `items are asked of ${unable.length} people who have no key enrolled; nothing they answer counts until they have one`,
    ),
    ...(most !== undefined && most.items > 200 && most.items * 2 > items
      ? count(
          most.items,
          'one_reviewer_has_most',
          `items are asked of one person, ${most.reviewer?.name ?? ''}`,
        )
      : []),
  ];
}

async function sourceGates(
  on: Queryable,
  { sources }: CampaignDesign,
  now: string,
): Promise<readonly QualityGate[]> {
  const rows = await on.query<{ id: string; state: string; at: string | null }>(
    `select s.id, s.state, (select max(started_at) from sources.read r where r.source_no = s.no and r.complete) as at
       from sources.source s where s.state <> 'removed' and (cardinality($1::text[]) = 0 or s.id = any($1::text[])) order by s.id`,
    [sources],
  );
  const missing = sources.filter((source) => !rows.some(({ id }) => id === source));
  const named = (found: readonly { readonly id: string }[]): string => found.map(({ id }) => id).join(', ');
  const never = rows.filter(({ at }) => at === null);
  const stale = rows.filter(
    ({ at }) => at !== null && Date.parse(now) - Date.parse(at) > staleDays * 86_400_000,
  );
  const paused = rows.filter(({ state }) => state === 'paused');
  const gate = (
    found: readonly { readonly id: string }[],
    name: QualityGate['gate'],
    says: string,
  ): readonly QualityGate[] =>
    found.length === 0
      ? []
      : [{ gate: name, level: 'warns', count: found.length, says: `${named(found)}: ${says}` }];
  return [
    ...gate(
      [...never, ...missing.map((id) => ({ id }))],
      'source_never_read',
      'never read whole, so nothing of it is in scope.',
    ),
    ...gate(
      stale,
      'source_stale',
      `last read whole more than ${staleDays} days ago; what changed since is not in scope.`,
    ),
    ...gate(paused, 'source_paused', 'paused; what is in scope is as it was before.'),
  ];
}
