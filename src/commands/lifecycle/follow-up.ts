import { readsNow } from '../../estate/index.ts';
import {
  eventsKept,
  followedBy,
  followsOf,
  keepFollowed,
  keepFollows,
  knownPeople,
  noteFollow,
  setEventState,
  whatFollows,
  type FeedRule,
  type Follow,
  type Known,
  type KeptEvent,
  type KeptFollow,
  type RuleBook,
} from '../../lifecycle/index.ts';
import { isProposalId, isSourceId, type ProposalId, type SourceId } from '../../model/index.ts';
import { digestOfValue } from '../../platform/canonical.ts';
import { onlyReduces, says, type StoredMandate } from '../../review/index.ts';
import { proposeByRule } from '../proposals.ts';
import type { System } from '../system.ts';
import { bundlesNow } from './bundles.ts';
import { entryOfRead } from './look.ts';
import { situationOf, type Bundles } from './situation-of.ts';
import { carryByMandate, lifecycleMandates } from './under-mandate.ts';

/** So many events are worked through at a time; the next sweep goes on. */
const mostAtOnce = 500;

/**
 * Works out what follows from every open event as the estate and the rules are now, and files what is due and only takes
 * away. An event of which nothing is left to do is settled. Worked out anew only where the estate or the rules are others,
 * or something has happened or come due.
 */
export async function followUp(system: System): Promise<void> {
  const { book, digest } = await system.lives();
  if (!book.ok) return;
  for (const feed of book.value.feeds) {
    const { source } = feed;
    if (!isSourceId(source)) continue;
    const version = digestOfValue('countersign/lifecycle/followed/v1', {
      reads: await readsNow(system.database),
      rules: digest,
      owners: await assertionsMark(system),
      mandates: (await lifecycleMandates(system)).map(({ id }) => id),
    });
    const isNew = (await followedBy(system.database, source)) !== version;
    if (!isNew && !(await somethingIsDue(system, source))) continue;
    const open = await eventsKept(system.database, { source, state: ['open'], limit: mostAtOnce });
    const known = await knownPeople(system.database, source);
    const bundles = await bundlesNow(system.database);
    const mandates = await lifecycleMandates(system);
    for (const event of open.toReversed())
      await followOne(system, { event, feed, source, book: book.value, known, bundles, mandates, isNew });
    await keepFollowed(system.database, source, version);
  }
}

/** Owners that decisions assign do not come by a read. */
async function assertionsMark({ database }: Pick<System, 'database'>): Promise<string> {
  const [row] = await database.query<{ mark: string }>(
    "select coalesce(md5(string_agg(a::text, ' ' order by a::text)), '') as mark from estate.assertion a",
  );
  return row?.mark ?? '';
}

async function somethingIsDue(
  { database, clock }: Pick<System, 'database' | 'clock'>,
  source: SourceId,
): Promise<boolean> {
  const rows = await database.query(
    `select 1 from lifecycle.follow f join lifecycle.event e on e.id = f.event
      where e.source = $1 and e.state = 'open' and f.state = 'waiting' and f.kind = 'take' and f.note is null and f.due_at <= $2 limit 1`,
    [source, clock.now()],
  );
  return rows.length > 0;
}

interface Working {
  readonly event: KeptEvent;
  readonly feed: FeedRule;
  readonly source: SourceId;
  readonly book: RuleBook;
  readonly known: ReadonlyMap<string, Known>;
  readonly bundles: Bundles;
  readonly mandates: readonly StoredMandate[];
  /** The estate or the rules are others than when it was last worked out. */
  readonly isNew: boolean;
}

async function followOne(system: System, of: Working): Promise<void> {
  const { event, known, bundles, source } = of;
  const { database } = system;
  const { person, standing } = event.now;
  const follows = whatFollows({
    event: event.event,
    person,
    standing,
    book: of.book,
    feed: of.feed,
    situation: await situationOf(database, source, person, { known, bundles }),
    now: system.clock.now(),
  });
  await keepFollows(database, event.id, follows.map(named));
  await carryDue(system, of);
  const kept = await followsOf(database, [event.id]);
  for (const due of dueTogether(kept, of.isNew, system.clock.now())) await fileDue(system, event, due);
  if (follows.length === 0) await setEventState(database, [event.id], 'settled');
}

/** What a mandate that people signed covers goes by itself; the enforcer works out again whether it does. */
async function carryDue(system: System, { event, mandates, source, isNew }: Working): Promise<void> {
  if (mandates.length === 0) return;
  const now = system.clock.now();
  const [read] = await entryOfRead(system, event.read);
  for (const follow of await followsOf(system.database, [event.id])) {
    const { kind, change, state, dueAt, note } = follow;
    if (
      kind === 'decide' ||
      change === null ||
      state !== 'waiting' ||
      dueAt > now ||
      (!isNew && note !== null)
    )
      continue;
    const carried = await carryByMandate(system, mandates, {
      change,
      read,
      feed: source,
      person: event.event.person.key,
    });
    if (carried.is === 'announced')
      await noteFollow(system.database, follow, {
        state: 'proposed',
        proposal: carried.proposal,
        note: null,
      });
    else if (carried.because !== null && kind !== 'take')
      await noteFollow(system.database, follow, {
        state: 'waiting',
        proposal: null,
        note: `No mandate did it: ${carried.because}`.slice(0, 1000),
      });
  }
}

const named = (follow: Follow): Pick<KeptFollow, 'name' | 'kind' | 'change' | 'dueAt' | 'rule' | 'why'> => ({
  name: nameOf(follow),
  kind: follow.kind,
  change: follow.change ?? null,
  dueAt: follow.dueAt,
  rule: follow.rule,
  why: follow.why,
});

/** What is given is the same whatever its end, which moves with the rules. */
export const nameOf = ({ kind, change, rule, why }: Follow): string => {
  if (change === undefined)
    return digestOfValue('countersign/lifecycle/follow/v1', { kind, rule, why }).slice(0, 32);
  const { until: _, validUntil: __, ...thing }: Record<string, unknown> = { ...change };
  return digestOfValue('countersign/lifecycle/follow/v1', { kind, rule, thing }).slice(0, 32);
};

/** What is due and only takes away, source by source: one that cannot be reached keeps nothing else. */
function dueTogether(
  kept: readonly KeptFollow[],
  again: boolean,
  now: string,
): readonly (readonly KeptFollow[])[] {
  const due = kept.filter(
    ({ kind, state, change, dueAt, note }) =>
      kind === 'take' &&
      state === 'waiting' &&
      change !== null &&
      onlyReduces(change) &&
      dueAt <= now &&
      (again || note === null),
  );
  return [...Map.groupBy(due, ({ change }) => change?.source ?? '').values()];
}

const happened: Readonly<Record<KeptEvent['event']['kind'], string>> = {
  expected: 'is expected',
  joined: 'joined',
  moved: 'moved',
  leave_began: 'went on leave',
  returned: 'came back from leave',
  left: 'left',
  rehired: 'came back',
  unclear: 'is told of twice',
};

/** A sentence of what happened, for people. */
export const eventSays = ({ event }: Pick<KeptEvent, 'event'>): string =>
  `${event.person.name} ${happened[event.kind]}`;

async function fileDue(system: System, event: KeptEvent, due: readonly KeptFollow[]): Promise<void> {
  const changes = due.flatMap(({ change }) => change ?? []);
  const [first] = due;
  if (first === undefined) return;
  const filed = await proposeByRule(system, {
    origin: 'lifecycle',
    draftedBy: `lifecycle/${first.rule}`,
    title: `${eventSays(event)}: ${changes.map(says).join('; ')}`.slice(0, 500),
    reason:
      `${eventSays(event)} on ${event.event.at.slice(0, 10)}: ${event.event.because}. ${[...new Set(due.map(({ why }) => why))].join(' ')}`.slice(
        0,
        2000,
      ),
    changes,
    findings: [],
    endsAt: null,
    causedBy: await entryOfRead(system, event.read),
  });
  const open = filed.ok ? filed.value.proposal : openedBefore(filed.details);
  for (const follow of due)
    await noteFollow(
      system.database,
      follow,
      open === undefined
        ? { state: 'waiting', proposal: null, note: filed.ok ? null : filed.message.slice(0, 1000) }
        : { state: 'proposed', proposal: open, note: null },
    );
}

const openedBefore = (details: Readonly<Record<string, unknown>> | undefined): ProposalId | undefined => {
  const open = details?.['proposal'];
  return typeof open === 'string' && isProposalId(open) ? open : undefined;
};
