import {
  countEvents,
  eventsKept,
  feedLooked,
  followsOf,
  holdsKept,
  type EventsAsked,
  type EventState,
  type Hold,
  type KeptEvent,
  type KeptFollow,
  type LifeEventKind,
} from '../../lifecycle/index.ts';
import {
  done,
  isSourceId,
  refuse,
  type Change,
  type Instant,
  type ProposalId,
  type Result,
} from '../../model/index.ts';
import { onlyReduces, says } from '../../review/index.ts';
import type { System } from '../system.ts';
import { eventSays } from './follow-up.ts';

/** How it stands with what follows: `waiting` for its day, `asks` for a person to ask or decide, `proposed`, `refused`, `settled`. */
export type FollowStands = 'waiting' | 'asks' | 'proposed' | 'refused' | 'settled';

export interface FollowShown {
  readonly name: string;
  readonly kind: KeptFollow['kind'];
  /** What would change, in words; null: nothing that a program could do. */
  readonly says: string | null;
  readonly change: Change | null;
  readonly dueAt: Instant;
  readonly rule: string;
  readonly why: string;
  readonly stands: FollowStands;
  readonly proposal: { readonly id: ProposalId; readonly state: string } | null;
  readonly note: string | null;
}

export interface EventShown {
  readonly id: string;
  readonly source: string;
  readonly person: {
    readonly key: string;
    readonly name: string;
    readonly department: string | null;
    readonly title: string | null;
  };
  readonly human: string;
  readonly kind: LifeEventKind;
  readonly says: string;
  readonly at: Instant;
  readonly seenAt: Instant;
  readonly because: string;
  readonly changed: readonly {
    readonly attribute: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly state: EventState;
  readonly hold: string | null;
  readonly follows: readonly FollowShown[];
}

export type HoldShown = Omit<Hold, 'digest'>;

export interface FeedShown {
  readonly source: string;
  readonly absent: 'left' | 'unknown';
  readonly timeZone: string;
  /** Null: it was never read whole, or is no source here. */
  readonly lookedAt: Instant | null;
  readonly nextAt: Instant | null;
}

export interface TimelineShown {
  readonly items: readonly EventShown[];
  readonly next: { readonly n: number } | null;
  readonly counts: Readonly<Record<EventState, number>>;
  readonly holds: readonly HoldShown[];
  readonly feeds: readonly FeedShown[];
  /** Why the rules cannot be read; null: they can. */
  readonly rulesUnreadable: string | null;
}

export interface TimelineAsked extends Pick<EventsAsked, 'source' | 'key' | 'state' | 'kind' | 'limit'> {
  /** The last of the page before. */
  readonly after?: { readonly n: number };
}

/** What happened in people's lives, newest first, what followed, and what waits for whom. */
export async function lifeTimeline(
  system: System,
  { after, ...asked }: TimelineAsked,
): Promise<Result<TimelineShown>> {
  const rows = await eventsKept(system.database, {
    ...asked,
    limit: asked.limit + 1,
    ...(after === undefined ? {} : { before: after.n }),
  });
  const page = rows.slice(0, asked.limit);
  const { book } = await system.lives();
  const feeds: FeedShown[] = [];
  for (const feed of book.ok ? book.value.feeds : []) {
    const looked = isSourceId(feed.source) ? await feedLooked(system.database, feed.source) : undefined;
    const { source, absent, timeZone } = feed;
    feeds.push({
      source,
      absent,
      timeZone,
      lookedAt: looked?.lookedAt ?? null,
      nextAt: looked?.nextAt ?? null,
    });
  }
  const last = page.at(-1);
  return done({
    items: await shown(system, page),
    next: rows.length > page.length && last !== undefined ? { n: last.n } : null,
    counts: await countEvents(system.database),
    holds: (await holdsKept(system.database)).map(holdShown),
    feeds,
    rulesUnreadable: book.ok ? null : book.message,
  });
}

/** One event with everything that follows from it. */
export async function lifeEvent(system: System, id: string): Promise<Result<EventShown>> {
  const [found] = await eventsKept(system.database, { id, limit: 1 });
  const [told] = found === undefined ? [] : await shown(system, [found]);
  return told === undefined
    ? refuse(
        'not_found',
        `There is no event \`${id.slice(0, 60)}\`.`,
        'List them with `countersign lifecycle list`.',
      )
    : done(told);
}

const holdShown = (hold: Hold): HoldShown => {
  const { id, source, at, because, events, entry, state, settledAt, settledBy, reason } = hold;
  return { id, source, at, because, events, entry, state, settledAt, settledBy, reason };
};

async function shown(
  system: Pick<System, 'database' | 'clock'>,
  events: readonly KeptEvent[],
): Promise<readonly EventShown[]> {
  const follows = await followsOf(
    system.database,
    events.map(({ id }) => id),
  );
  const states = await statesOf(
    system,
    follows.flatMap(({ proposal }) => proposal ?? []),
  );
  const byEvent = Map.groupBy(follows, ({ event }) => event);
  const now = system.clock.now();
  return events.map((each) => {
    const { event } = each;
    const { key, name, department, title } = event.person;
    return {
      id: each.id,
      source: each.source,
      person: { key, name, department: department ?? null, title: title ?? null },
      human: event.human,
      kind: event.kind,
      says: eventSays(each),
      at: event.at,
      seenAt: each.seenAt,
      because: event.because,
      changed: event.changed.map(({ attribute, from, to }) => ({
        attribute,
        from: from ?? null,
        to: to ?? null,
      })),
      state: each.state,
      hold: each.hold,
      follows: (byEvent.get(each.id) ?? []).map((follow) => followShown(follow, states, now)),
    };
  });
}

function followShown(follow: KeptFollow, states: ReadonlyMap<string, string>, now: Instant): FollowShown {
  const { name, kind, change, dueAt, rule, why, proposal, note } = follow;
  const state = proposal === null ? undefined : states.get(proposal);
  return {
    name,
    kind,
    says: change === null ? null : says(change),
    change,
    dueAt,
    rule,
    why,
    stands: standsOf(follow, now),
    proposal: proposal === null ? null : { id: proposal, state: state ?? 'unknown' },
    note,
  };
}

function standsOf({ state, kind, change, dueAt, note }: KeptFollow, now: Instant): FollowStands {
  if (state !== 'waiting') return state;
  if (note !== null && kind === 'take') return 'refused';
  if (dueAt > now) return 'waiting';
  return kind === 'take' && change !== null && onlyReduces(change) ? 'waiting' : 'asks';
}

async function statesOf(
  { database }: Pick<System, 'database'>,
  proposals: readonly ProposalId[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query<{ id: string; state: string }>(
    'select id, state from review.proposal where id = any($1::text[])',
    [proposals],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}
