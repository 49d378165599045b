import { peopleOfFeed, readName } from '../../estate/index.ts';
import {
  feedLooked,
  holdFeed,
  keepEvents,
  keepFeed,
  keepFollowed,
  keepHold,
  keepKnown,
  knownPeople,
  lookAgain,
  tooMany,
  type FeedRule,
  type LifeEvent,
  type TooMany,
} from '../../lifecycle/index.ts';
import { isSourceId, type EntryId } from '../../model/index.ts';
import { digestOfValue } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Transaction } from '../../platform/store/index.ts';
import type { System } from '../system.ts';

export interface LookedAt {
  readonly source: string;
  readonly events: number;
  readonly held: number;
}

/**
 * Looks at every feed of the rules whose last complete read is another one, or of which the clock has brought something
 * about. What happened is kept with what was known in one transaction; what is too much at once is held, and the ledger
 * says so. Nothing follows here.
 */
export async function lookAtLives(system: System): Promise<readonly LookedAt[]> {
  const { book } = await system.lives();
  if (!book.ok) return [];
  const looked: LookedAt[] = [];
  for (const feed of book.value.feeds) {
    const told = await lookAtFeed(system, feed);
    if (told !== undefined) looked.push(told);
  }
  return looked;
}

async function lookAtFeed(system: System, feed: FeedRule): Promise<LookedAt | undefined> {
  const { source } = feed;
  if (!isSourceId(source)) return undefined;
  const now = system.clock.now();
  return system.database.transaction(async (tx) => {
    await holdFeed(tx, source);
    const before = await feedLooked(tx, source);
    const told = await peopleOfFeed(tx, source);
    if (told === undefined) return undefined;
    if (before !== undefined && before.read === told.read && (before.nextAt === null || before.nextAt > now))
      return undefined;
    const known = await knownPeople(tx, source);
    const here = [...known.values()].filter(
      ({ standing }) => standing === 'here' || standing === 'on_leave',
    ).length;
    const { events, changed, nextAt } = lookAgain({ feed, known, listed: told.people, now });
    const many = tooMany(events, here, feed.hold);
    const kinds = new Set(many.map(({ kind }) => kind));
    const held = events.filter(({ kind }) => kinds.has(kind));
    await keepFeed(tx, source, { read: told.read, lookedAt: now, nextAt: nextAt ?? null });
    if (events.length > 0) await keepFollowed(tx, source, null);
    await keepKnown(tx, source, changed);
    const hold = held.length === 0 ? null : await holdThem(system, tx, { feed, read: told.read, held, many });
    await keepEvents(
      tx,
      { source, read: told.read, now },
      events.map((event) => ({ id: newId('evt'), event, hold: kinds.has(event.kind) ? hold : null })),
    );
    return { source, events: events.length, held: held.length };
  });
}

async function holdThem(
  system: System,
  tx: Transaction,
  of: {
    readonly feed: FeedRule;
    readonly read: number;
    readonly held: readonly LifeEvent[];
    readonly many: readonly TooMany[];
  },
): Promise<string> {
  const id = newId('hld');
  const now = system.clock.now();
  const digest = digestOfValue(
    'countersign/lifecycle/held/v1',
    of.held.map(({ kind, person, human, at }) => ({ kind, key: person.key, human, at })),
  );
  const entry = await system.recorder.record(
    tx,
    entryDraft({
      type: 'lifecycle.held',
      at: now,
      actor: system.self,
      causedBy: await entryOfRead(system, of.read),
      correlation: id,
      basis: { events: digest },
      body: {
        hold: id,
        source: of.feed.source,
        read: of.read,
        events: of.held.length,
        kinds: of.many.map(({ kind, count, here }) => ({ kind, count, here })),
      },
    }),
  );
  await keepHold(tx, {
    id,
    source: of.feed.source,
    at: now,
    because: of.many.map(({ kind, because }) => `${kind.replaceAll('_', ' ')}: ${because}`).join('; '),
    events: of.held.length,
    digest,
    entry,
  });
  return id;
}

/** The entry that told of a read, once it is numbered. */
export async function entryOfRead(
  { ledger }: Pick<System, 'ledger'>,
  read: number,
): Promise<readonly EntryId[]> {
  const leaves = await ledger.correlated(readName(read));
  return leaves.flatMap(({ entry }) => (entry.type === 'source.read' ? [entry.id] : []));
}
