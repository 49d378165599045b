import type { Change, Instant, ProposalId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { LifeEvent, LifeEventKind } from './events.ts';
import type { PersonTold, Standing } from './person.ts';

export const eventStates = ['held', 'open', 'settled', 'discarded'] as const;
export type EventState = (typeof eventStates)[number];

/** An event as it is kept. */
export interface KeptEvent {
  readonly id: string;
  readonly n: number;
  readonly source: string;
  readonly event: LifeEvent;
  readonly seenAt: Instant;
  readonly read: number;
  readonly hold: string | null;
  readonly state: EventState;
  /** As the person is told of now, and where they stand. */
  readonly now: { readonly person: PersonTold; readonly standing: Standing };
}

export type FollowState = 'waiting' | 'proposed' | 'settled';
export interface KeptFollow {
  readonly event: string;
  /** Says what it is, so that the same is not kept twice. */
  readonly name: string;
  readonly kind: 'give' | 'take' | 'transfer' | 'decide';
  readonly change: Change | null;
  readonly dueAt: Instant;
  readonly rule: string;
  readonly why: string;
  readonly state: FollowState;
  readonly proposal: ProposalId | null;
  /** Why it could not be filed the last time it was tried. */
  readonly note: string | null;
}

export async function keepEvents(
  on: Queryable,
  of: { readonly source: string; readonly read: number; readonly now: Instant },
  events: readonly { readonly id: string; readonly event: LifeEvent; readonly hold: string | null }[],
): Promise<void> {
  if (events.length === 0) return;
  await on.query(
    `insert into lifecycle.event (id, source, key, human, name, kind, at, seen_at, read, because, told, before, changed, hold, state)
     select id, $1, key, human, name, kind, at, $2, $3, because, told, before, changed, hold, case when hold is null then 'open' else 'held' end
       from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[], $11::jsonb[], $12::jsonb[], $13::jsonb[], $14::text[])
         with ordinality as w (id, key, human, name, kind, at, because, told, before, changed, hold, n) order by n`,
    [
      of.source,
      of.now,
      of.read,
      events.map(({ id }) => id),
      events.map(({ event }) => event.person.key),
      events.map(({ event }) => event.human),
      events.map(({ event }) => event.person.name),
      events.map(({ event }) => event.kind),
      events.map(({ event }) => event.at),
      events.map(({ event }) => event.because),
      events.map(({ event }) => JSON.stringify(event.person)),
      events.map(({ event }) => (event.before === undefined ? null : JSON.stringify(event.before))),
      events.map(({ event }) => JSON.stringify(event.changed)),
      events.map(({ hold }) => hold),
    ],
  );
}

interface EventSql {
  readonly id: string;
  readonly n: number;
  readonly source: string;
  readonly human: string;
  readonly kind: LifeEventKind;
  readonly at: Instant;
  readonly seen_at: Instant;
  readonly read: number;
  readonly because: string;
  readonly told: PersonTold;
  readonly before: PersonTold | null;
  readonly changed: LifeEvent['changed'];
  readonly hold: string | null;
  readonly state: EventState;
  readonly told_now: PersonTold | null;
  readonly standing: Standing | null;
}

export interface EventsAsked {
  readonly source?: string;
  readonly key?: string;
  readonly hold?: string;
  readonly state?: readonly EventState[];
  readonly kind?: readonly LifeEventKind[];
  readonly id?: string;
  /** Older than this one. */
  readonly before?: number;
  readonly limit: number;
}

/** Newest first. */
export async function eventsKept(on: Queryable, asked: EventsAsked): Promise<readonly KeptEvent[]> {
  const rows = await on.query<EventSql>(
    `select e.id, e.n::integer as n, e.source, e.human, e.kind, e.at, e.seen_at, e.read, e.because, e.told, e.before, e.changed, e.hold, e.state,
            p.told as told_now, p.standing
       from lifecycle.event e left join lifecycle.person p on p.source = e.source and p.key = e.key
      where ($1::text is null or e.source = $1) and ($2::text is null or e.key = $2) and ($3::text is null or e.hold = $3)
        and ($4::text[] is null or e.state = any($4)) and ($5::text[] is null or e.kind = any($5))
        and ($6::text is null or e.id = $6) and ($7::bigint is null or e.n < $7)
      order by e.n desc limit $8`,
    [
      asked.source ?? null,
      asked.key ?? null,
      asked.hold ?? null,
      asked.state ?? null,
      asked.kind ?? null,
      asked.id ?? null,
      asked.before ?? null,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    id: row.id,
    n: row.n,
    source: row.source,
    event: {
      kind: row.kind,
      person: row.told,
      human: row.human,
      at: row.at,
      changed: row.changed,
      ...(row.before === null ? {} : { before: row.before }),
      because: row.because,
    },
    seenAt: row.seen_at,
    read: row.read,
    hold: row.hold,
    state: row.state,
    now: { person: row.told_now ?? row.told, standing: row.standing ?? 'unknown' },
  }));
}

/** How many events are in each state. */
export async function countEvents(on: Queryable): Promise<Readonly<Record<EventState, number>>> {
  const rows = await on.query<{ state: EventState; count: number }>(
    'select state, count(*)::integer as count from lifecycle.event group by state',
  );
  const of = (state: EventState): number => rows.find((row) => row.state === state)?.count ?? 0;
  return { held: of('held'), open: of('open'), settled: of('settled'), discarded: of('discarded') };
}

export async function followsOf(on: Queryable, events: readonly string[]): Promise<readonly KeptFollow[]> {
  return on.query<KeptFollow>(
    `select event, name, kind, change, due_at as "dueAt", rule, why, state, proposal, note from lifecycle.follow
      where event = any($1::text[]) order by event, due_at, kind, name`,
    [events],
  );
}

/** Keeps what follows from an event now: what is new is added, what waited and does not follow any more is settled. */
export async function keepFollows(
  on: Queryable,
  event: string,
  follows: readonly Pick<KeptFollow, 'name' | 'kind' | 'change' | 'dueAt' | 'rule' | 'why'>[],
): Promise<void> {
  await on.query(
    `insert into lifecycle.follow (event, name, kind, change, due_at, rule, why, state)
     select $1, name, kind, change, due_at, rule, why, 'waiting'
       from unnest($2::text[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::text[], $7::text[]) as w (name, kind, change, due_at, rule, why)
     on conflict (event, name) do update set state = 'waiting', note = null where lifecycle.follow.state = 'settled'`,
    [
      event,
      follows.map(({ name }) => name),
      follows.map(({ kind }) => kind),
      follows.map(({ change }) => (change === null ? null : JSON.stringify(change))),
      follows.map(({ dueAt }) => dueAt),
      follows.map(({ rule }) => rule),
      follows.map(({ why }) => why),
    ],
  );
  await on.query(
    `update lifecycle.follow set state = 'settled' where event = $1 and state <> 'settled' and not name = any($2::text[])`,
    [event, follows.map(({ name }) => name)],
  );
}

export async function noteFollow(
  on: Queryable,
  of: Pick<KeptFollow, 'event' | 'name'>,
  to: { readonly state: FollowState; readonly proposal: ProposalId | null; readonly note: string | null },
): Promise<void> {
  await on.query(
    'update lifecycle.follow set state = $3, proposal = coalesce($4, proposal), note = $5 where event = $1 and name = $2',
    [of.event, of.name, to.state, to.proposal, to.note],
  );
}

export async function setEventState(on: Queryable, ids: readonly string[], state: EventState): Promise<void> {
  await on.query('update lifecycle.event set state = $2 where id = any($1::text[])', [ids, state]);
}
