import { historyOf, type PathEdge, type PastState } from '../estate/index.ts';
import type { Basis, EstateRef, Instant } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** An edge with why its row is there, as far as decisions here tell it. */
export type BasedEdge = PathEdge & { readonly basis: Basis };

/** A way to a right: `inherited` when it comes through a membership, else what its one row is. */
export interface Based {
  readonly path: readonly BasedEdge[];
  readonly basis: Basis;
}

/**
 * Why each of these paths is there. A row is `approved` when the last thing that was carried out about it here was a
 * decision that gives it, and the source showed it from the first complete read after that on without a break; whatever
 * was there before, or went and came back by other hands, is `unaccounted`. Nothing here gives access by mandate, so
 * `mandated` is not told by this version.
 */
export async function basesOf(
  database: Queryable,
  paths: readonly { readonly subject: EstateRef; readonly path: readonly PathEdge[] }[],
  at: Instant,
): Promise<readonly Based[]> {
  const rows = new Map<string, Row>();
  for (const { subject, path } of paths)
    for (const [n, edge] of path.entries())
      if (edge.how !== 'power') {
        const row = rowOf(path[n - 1]?.to ?? subject, edge);
        rows.set(nameOf(row), row);
      }
  const approved = await approvedAmong(database, [...rows.values()], at);
  return paths.map(({ subject, path }) => {
    const based = path.map((edge, n): BasedEdge => {
      const isApproved =
        edge.how !== 'power' && approved.has(nameOf(rowOf(path[n - 1]?.to ?? subject, edge)));
      return { ...edge, basis: isApproved ? 'approved' : 'unaccounted' };
    });
    return { path: based, basis: based.length > 1 ? 'inherited' : (based[0]?.basis ?? 'unaccounted') };
  });
}

/** A grant or membership: who holds what, and the key under which its source lists that. */
interface Row {
  readonly entity: 'grant' | 'membership';
  readonly source: string;
  readonly subject: string;
  readonly target: string;
  readonly key: string;
}

const rowOf = (subject: EstateRef, { how, because, to }: PathEdge): Row => ({
  entity: how === 'membership' ? 'membership' : 'grant',
  source: because.source,
  subject: subject.key,
  target: to.key,
  key: because.key,
});
const nameOf = ({ entity, source, subject, target }: Omit<Row, 'key'>): string =>
  JSON.stringify([entity, source, subject, target]);

/** Names of those rows that a decision gave and nothing has taken since. */
async function approvedAmong(
  database: Queryable,
  rows: readonly Row[],
  at: Instant,
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const acts = await database.query<{
    entity: 'grant' | 'membership';
    source: string;
    subject: string;
    target: string;
    gives: boolean;
    started: Instant;
    finished: Instant;
  }>(
    `with act as (
       select case when c.change->>'type' like 'grant.%' then 'grant' else 'membership' end as entity,
              c.change->>'source' as source,
              coalesce(c.change->>'subjectKey', c.change->>'memberKey') as subject,
              coalesce(c.change->>'entitlementKey', c.change->>'groupKey') as target,
              p.kind = 'decision' and c.change->>'type' like '%.add' as gives,
              e.started_at as started, e.finished_at as finished, e.entry
         from enforcement.execution e
         join review.plan p on p.entry = e.plan
         join review.proposal r on r.id = p.proposal
         cross join lateral (select step->'change' as change, n
           from jsonb_array_elements(r.content::jsonb->'changes') with ordinality as x (step, n)) c
        where e.outcome = 'done' and e.finished_at <= $4 and (p.step is null or c.n = p.step + 1)
          and c.change->>'type' in ('grant.add', 'grant.remove', 'membership.add', 'membership.remove'))
     select distinct on (entity, source, subject, target) entity, source, subject, target, gives, started, finished
       from act where (source, subject, target) in (select * from unnest($1::text[], $2::text[], $3::text[]))
      order by entity, source, subject, target, finished desc, entry desc`,
    [
      rows.map(({ source }) => source),
      rows.map(({ subject }) => subject),
      rows.map(({ target }) => target),
      at,
    ],
  );
  const given = new Map(acts.filter(({ gives }) => gives).map((act) => [nameOf(act), act]));
  const approved = new Set<string>();
  for (const row of rows) {
    const act = given.get(nameOf(row));
    if (act === undefined) continue;
    const since = sinceWhen(await historyOf(database, row), at);
    if (since === undefined || since < act.started) continue;
    const missed = await database.query(
      `select 1 from sources.read r join sources.source s on s.no = r.source_no
        where s.id = $1 and r.complete and r.started_at >= $2 and r.started_at < $3 limit 1`,
      [row.source, act.finished, since],
    );
    if (missed.length === 0) approved.add(nameOf(row));
  }
  return approved;
}

/** Since which read's beginning the row has been there without a break; undefined: it was not there then. */
function sinceWhen(history: readonly PastState[], at: Instant): Instant | undefined {
  let place = history.findLastIndex(({ from, to }) => from <= at && (to === undefined || to > at));
  let state = history[place];
  while (state !== undefined) {
    const before = history[place - 1];
    if (before === undefined || before.toRead !== state.fromRead) return state.from;
    state = before;
    place--;
  }
  return undefined;
}
