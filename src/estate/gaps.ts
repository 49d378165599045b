import type { Instant, SourceId } from '../model/index.ts';
import { isSourceId, must } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { AccessVersion } from './access/graph.ts';

/** Something the estate does not know of a source, and why. */
export interface Gap {
  readonly source: SourceId;
  readonly what: string;
  readonly why: string;
  /** It could deny what is listed, so every answer of this source depends on it. */
  readonly mayDeny?: boolean;
}

/**
 * What was not read, for all sources or one: gaps the source's reader told of, references to things it did not show,
 * and reads that never completed, were paused or never happened. Answers carry these as `notRead`. `version`: as those reads
 * left it, absent: now.
 */
export async function gapsOf(
  db: Queryable,
  of: { readonly source?: SourceId; readonly version?: AccessVersion } = {},
): Promise<readonly Gap[]> {
  const asked = [of.source ?? null, ...readsOf(of.version)];
  const told = await db.query<{ source: string; what: string; why: string; may_deny: boolean | null }>(
    `select s.id as source, g.what, g.why, g.may_deny from estate.gaps g join sources.source s on s.no = g.source_no
      left join ${readsAsked} on v.no = s.no
      where ${isThere('g')} and ($1::text is null or s.id = $1) order by s.id, g.key limit 10000`,
    asked,
  );
  const reads = await db.query<ReadState>(
    `select s.id as source, s.state, s.paused_because, r.complete, r.started_at, r.dangling
       from sources.source s left join ${readsAsked} on v.no = s.no left join lateral (
         select complete, started_at, dangling from sources.read r
          where r.source_no = s.no and ($2::int[] is null or r.number = v.read) order by number desc limit 1) r on true
      where ($1::text is null or s.id = $1) and (s.state <> 'removed'
         or exists (select from sources.read later where later.source_no = s.no and later.number > v.read)) order by s.id`,
    asked,
  );
  return [
    ...told.map(({ source, what, why, may_deny: mayDeny }) => ({
      source: must(isSourceId, source),
      what,
      why,
      ...(mayDeny === true ? { mayDeny } : {}),
    })),
    ...reads.flatMap(gapsOfRead),
  ];
}

/** Policies that limit what rights say, where an answer is made of rights alone and they were not laid against it. */
export async function limitsOf(
  db: Queryable,
  version?: AccessVersion,
): Promise<readonly { readonly source: SourceId; readonly what: string }[]> {
  const rows = await db.query<{ source: string; use: string }>(
    `select distinct s.id as source, p.use from estate.policies p join sources.source s on s.no = p.source_no
      left join ${readsAsked} on v.no = s.no
      where ${isThere('p')} and p.use in ('scp', 'rcp', 'resource') and $1::text is null order by 1, 2`,
    [null, ...readsOf(version)],
  );
  return rows.map(({ source, use }) => ({
    source: must(isSourceId, source),
    what: `${limits.get(use) ?? use}: the question is too wide for them to be evaluated`,
  }));
}

const readsAsked = 'unnest($2::int[], $3::bigint[]) v (no, read)';
const isThere = (row: string): string =>
  `case when $2::int[] is null then ${row}.valid_to_read is null
     else ${row}.valid_from_read <= v.read and (${row}.valid_to_read is null or ${row}.valid_to_read > v.read) end`;
const readsOf = (version: AccessVersion | undefined): readonly (readonly number[] | null)[] => [
  version?.reads.map(({ sourceNo }) => sourceNo) ?? null,
  version?.reads.map(({ read }) => read) ?? null,
];

const limits: ReadonlyMap<string, string> = new Map([
  ['scp', 'service control policies of the organisation'],
  ['rcp', 'resource control policies of the organisation'],
  ['resource', 'policies on resources'],
]);

interface ReadState {
  readonly source: string;
  readonly state: string;
  readonly paused_because: string | null;
  readonly complete: boolean | null;
  readonly started_at: Instant | null;
  readonly dangling:
    | readonly { readonly what: string; readonly rows: number; readonly examples: readonly string[] }[]
    | null;
}

function gapsOfRead(read: ReadState): readonly Gap[] {
  const source = must(isSourceId, read.source);
  const gaps: Gap[] = [];
  if (read.complete === null)
    gaps.push({ source, what: 'everything', why: 'the source was never read to an end' });
  if (read.complete === false)
    gaps.push({
      source,
      what: 'what may have been removed',
      why: `the last read, of ${read.started_at ?? ''}, was partial and closed nothing`,
    });
  if (read.state === 'paused')
    gaps.push({
      source,
      what: 'changes since the last read',
      why: `the source is paused: ${read.paused_because ?? ''}`,
    });
  for (const { what, rows, examples } of read.dangling ?? [])
    gaps.push({ source, what, why: `${rows} found by the last read, such as \`${examples[0] ?? ''}\`` });
  return gaps;
}
