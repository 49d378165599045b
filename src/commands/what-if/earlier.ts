import { entitlementOf, reachOf } from '../../estate/index.ts';
import {
  isProposalId,
  isSourceId,
  must,
  type AccountView,
  type Change,
  type Instant,
  type SourceId,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { conflictText } from '../case/evidence.ts';
import { listOf } from './differences.ts';
import type { World } from './world.ts';

type Earlier = EstateWhatIf['earlier']['told'][number];
type Blocked = EstateWhatIf['blocked']['told'][number];

/** More things that were asked for in one time are not tried again, and that is said. */
const mostTried = 1000;

/** Requests and decisions since then about the very things that would change. */
export async function earlierAbout(
  on: Queryable,
  changes: readonly Change[],
  from: Instant,
): Promise<EstateWhatIf['earlier']> {
  const found = new Map<string, Earlier>();
  for (const change of changes) {
    const thing = thingOf(change);
    if (thing === undefined) continue;
    const rows = await on.query<{ id: string; title: string; state: string; at: Instant; refused: boolean }>(
      `select p.id, p.title, p.state, p.created_at as at,
              exists (select from review.decision d where d.proposal = p.id and d.answer = 'reject') as refused
         from review.asked a join review.proposal p on p.id = a.proposal
        where a.source = $1 and a.subject = $2 and a.thing = $3 and (p.created_at >= $4 or p.state = 'open')
        order by p.created_at desc, p.id limit 50`,
      [thing.source, thing.subject, thing.of, from],
    );
    for (const { id, title, state, at, refused } of rows)
      found.set(id, {
        proposal: must(isProposalId, id),
        title,
        state,
        at,
        is: state === 'open' ? 'open about the same' : refused ? 'refused the same' : 'asked for the same',
      });
  }
  return listOf(
    [...found.values()].toSorted((a, b) =>
      a.at > b.at ? -1 : a.at < b.at ? 1 : a.proposal < b.proposal ? -1 : 1,
    ),
  );
}

function thingOf(
  change: Change,
): { readonly source: SourceId; readonly subject: string; readonly of: string } | undefined {
  if (change.type === 'grant.add' || change.type === 'grant.remove')
    return { source: change.source, subject: change.subjectKey, of: change.entitlementKey };
  if (change.type === 'membership.add' || change.type === 'membership.remove')
    return { source: change.source, subject: change.memberKey, of: change.groupKey };
  return undefined;
}

interface Asked {
  readonly proposal: string;
  readonly title: string;
  readonly state: string;
  readonly source: string;
  readonly subject: string;
  readonly thing: string;
}

/**
 * Requests since then that kept duties apart and would not have, had it been so: the same check that each of them went through,
 * tried in both worlds. `subjects`: only those of these accounts.
 */
export async function blockedBetween(
  [before, after]: readonly [World, World],
  asked: {
    readonly from: Instant;
    readonly subjects?: readonly { readonly source: string; readonly key: string }[];
  },
): Promise<Pick<EstateWhatIf, 'blocked' | 'notSupposed'>> {
  const { subjects } = asked;
  const rows = await before.database.query<Asked>(
    `select a.proposal, p.title, p.state, a.source, a.subject, a.thing
       from review.asked a join review.proposal p on p.id = a.proposal
      where p.created_at >= $1 and ($2::text[] is null or a.source || ' ' || a.subject = any($2))
      order by p.created_at desc, a.proposal, a.step limit ${mostTried + 1}`,
    [asked.from, subjects === undefined ? null : subjects.map(({ source, key }) => `${source} ${key}`)],
  );
  const blocked = new Map<string, Blocked>();
  for (const row of rows.slice(0, mostTried)) {
    if (blocked.has(row.proposal)) continue;
    const now = await wouldConflict(after, row);
    if (now === undefined || (await wouldConflict(before, row)) !== undefined) continue;
    blocked.set(row.proposal, {
      proposal: must(isProposalId, row.proposal),
      title: row.title,
      state: row.state,
      because: now,
    });
  }
  return {
    blocked: listOf([...blocked.values()]),
    notSupposed:
      rows.length > mostTried
        ? [
            {
              says: `what was asked for before the newest ${mostTried} things`,
              because: 'no more are tried again at once; a shorter time leaves out less',
            },
          ]
        : [],
  };
}

async function wouldConflict(world: World, { source, subject, thing }: Asked): Promise<string | undefined> {
  if (!isSourceId(source)) return undefined;
  const account = await viewOf(world, { source, key: subject });
  if (account === undefined) return undefined;
  const gained = await gainsOf(world, source, thing);
  if (gained.length === 0) return undefined;
  const found = await world.duties.wouldBe({
    account,
    gained: gained.map((key) => ({ source, key })),
    endsAt: null,
    now: world.clock.now(),
  });
  return found.is === 'conflicts' ? found.conflicts.map(conflictText).join('; ') : undefined;
}

/** What was asked for was a group or a right: all that comes with the group, or that right. */
async function gainsOf({ database }: World, source: SourceId, thing: string): Promise<readonly string[]> {
  if ((await entitlementOf(database, source, thing)) !== undefined) return [thing];
  const { rights } = await reachOf(database, source, thing);
  return rights.flatMap(({ effect, entitlementKey }) => (effect === 'allow' ? [entitlementKey] : []));
}

async function viewOf(
  { views }: World,
  account: { readonly source: string; readonly key: string },
): Promise<AccountView | undefined> {
  for await (const page of views.views({ is: 'accounts', accounts: [account] }))
    for (const view of page) return view;
  return undefined;
}
