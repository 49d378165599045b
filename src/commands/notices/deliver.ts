import {
  done,
  Fault,
  isEntryId,
  refuse,
  type EntryId,
  type Instant,
  type Result,
} from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Transaction } from '../../platform/store/index.ts';
import {
  claimDelivery,
  dueDeliveries,
  isGivenUp,
  noteFailure,
  noteGoing,
  pauseSeconds,
  readEndpoint,
  send,
  settleDelivery,
  type Channel,
  type Delivery,
  type Message,
} from '../../notify/index.ts';
import type { System } from '../system.ts';
import { contactsOf } from './receivers.ts';

/** How many of each channel one round tries; the next follows at once while there are more. */
const ofEach = 50;
/** How long a channel may take for one message. */
const withinMs = 10_000;

/** The name of a channel's sealed address in the store of credentials. */
export const endpointName = (channel: string): string => `notify/${channel}`;

/**
 * Tries every message whose moment has come: channels beside each other, the messages of one after each other, so that one that
 * is slow or down keeps no other waiting. What fails is tried again with growing pauses.
 */
export async function deliverDue(
  system: System,
  channels: readonly Channel[],
  now: Instant,
  stop: AbortSignal,
): Promise<void> {
  const due = Map.groupBy(await dueDeliveries(system.database, now, ofEach), ({ channel }) => channel);
  await Promise.all(
    [...due].map(async ([no, deliveries]) => {
      const channel = channels.find((one) => one.no === no);
      for (const delivery of deliveries) {
        if (stop.aborted) return;
        const outcome = await deliverOne(system, channel, delivery, stop);
        // what is down for one is down for the rest: they are tried after a pause, not one time limit after another
        if (outcome === 'not now') return;
      }
    }),
  );
}

/**
 * Tries one message. Before it leaves an entry says that it does; another says what came of it. The text is in neither: who it
 * is for is a commitment that can be opened and erased.
 */
export async function deliverOne(
  system: System,
  channel: Channel | undefined,
  delivery: Delivery,
  stop: AbortSignal,
): Promise<'settled' | 'not now'> {
  const now = system.clock.now();
  const message = await system.database.transaction((tx) =>
    claimDelivery(tx, delivery, now, pauseSeconds(delivery.tries + 1)),
  );
  if (message === undefined) return 'settled';
  if (channel === undefined) {
    await settle(system, delivery, { state: 'dropped', because: 'Its channel was taken out.' });
    return 'settled';
  }
  const to = await receiverOf(system, delivery, channel, now);
  if (!to.ok) {
    await settle(system, delivery, { state: 'dropped', because: to.message });
    return 'settled';
  }
  try {
    await system.database.transaction((tx) =>
      recordGoing(system, tx, { channel, delivery, to: to.value.email, now }),
    );
    const sent = await hand(system, { channel, message, to: to.value.email, now, stop });
    await settle(
      system,
      delivery,
      sent.ok ? { state: 'sent', because: null } : { state: 'failed', because: sent.message },
    );
    return 'settled';
  } catch (error) {
    if (!(error instanceof Fault) || stop.aborted) throw error;
    if (isGivenUp(delivery.createdAt, now)) {
      const because = `Given up after ${delivery.tries + 1} tries: ${error.message}`;
      await settle(system, delivery, { state: 'failed', because });
      return 'settled';
    }
    await noteFailure(system.database, delivery.id, error.message);
    return 'not now';
  }
}

async function receiverOf(
  system: System,
  { person }: Delivery,
  channel: Channel,
  now: Instant,
): Promise<Result<{ readonly email: string | null }>> {
  if (person === null) return done({ email: null });
  const contact = (await contactsOf(system, [person], now)).get(person);
  if (contact?.is !== 'here') return refuse('not_found', contact?.because ?? 'Nobody is known by this id.');
  if (channel.kind === 'smtp' && contact.email === null)
    return refuse('not_found', 'Their source of people tells no address of theirs.');
  return done({ email: channel.kind === 'smtp' ? contact.email : null });
}

async function hand(
  system: System,
  going: {
    readonly channel: Channel;
    readonly message: Message;
    readonly to: string | null;
    readonly now: Instant;
    readonly stop: AbortSignal;
  },
): Promise<Result<true>> {
  const { channel, message, to, now, stop } = going;
  const endpoint = readEndpoint(await system.secret(`stored:${endpointName(channel.name)}`));
  return send(channel.kind, {
    endpoint,
    message,
    to: to ?? undefined,
    reach: channel.reach,
    source: system.ledgerName,
    now,
    withinMs,
    signal: stop,
  });
}

/** Durable before anything leaves; once, however often it is tried. */
async function recordGoing(
  { recorder, self }: System,
  tx: Transaction,
  going: {
    readonly channel: Channel;
    readonly delivery: Delivery;
    readonly to: string | null;
    readonly now: Instant;
  },
): Promise<void> {
  const { channel, delivery, to, now } = going;
  if (delivery.goingEntry !== null) return;
  const receiver = JSON.stringify({ channel: channel.name, person: delivery.person, to: to ?? channel.host });
  const entry = await recorder.record(
    tx,
    entryDraft({
      type: 'notification.sent',
      at: now,
      actor: self,
      subjects: delivery.person === null ? [] : [delivery.person],
      causedBy: [channel.entry],
      correlation: delivery.id,
      blobs: [await recorder.keep(tx, 'receiver', receiver)],
      body: {
        delivery: delivery.id,
        is: 'going',
        channel: channel.name,
        by: channel.kind,
        kinds: delivery.kinds,
        authority: delivery.authority,
        notices: delivery.notices,
      },
    }),
  );
  await noteGoing(tx, delivery.id, entry);
}

async function settle(
  { database, recorder, self, clock }: System,
  { id, goingEntry }: Delivery,
  settled: { readonly state: 'sent' | 'failed' | 'dropped'; readonly because: string | null },
): Promise<void> {
  const now = clock.now();
  await database.transaction(async (tx) => {
    const [kept] = await tx.query<{ going: string | null; tries: number }>(
      `select going_entry as going, tries from notify.delivery where id = $1 and state = 'waiting' for update`,
      [id],
    );
    if (kept === undefined) return;
    const going = kept.going ?? goingEntry;
    // what never left needs no entry
    const entry: EntryId | null =
      going === null || !isEntryId(going)
        ? null
        : await recorder.record(
            tx,
            entryDraft({
              type: 'notification.sent',
              at: now,
              actor: self,
              causedBy: [going],
              correlation: id,
              body: { delivery: id, is: settled.state, tries: kept.tries },
            }),
          );
    await settleDelivery(tx, { id, ...settled, entry, at: now });
  });
}
