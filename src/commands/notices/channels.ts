import {
  done,
  Fault,
  isSubjectId,
  refuse,
  type Actor,
  type EntryId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import {
  checkedEndpoint,
  closeChannel,
  compose,
  countsByChannel,
  keepChannel,
  keepDelivery,
  kindNames,
  listChannels,
  listDeliveries,
  noticeKinds,
  readEndpoint,
  refuseAddress,
  type Authority,
  type Channel,
  type ChannelKind,
  type Delivery,
  type DeliveryPlace,
  type DeliveryState,
  type NoticeKind,
  type Reach,
  type Reaches,
  type Timing,
} from '../../notify/index.ts';
import type { System } from '../system.ts';
import { deliverOne, endpointName } from './deliver.ts';
import { contactsOf } from './receivers.ts';

export interface ChannelAsked {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly reaches: Reaches;
  readonly person: SubjectId | null;
  /** Of a room; empty: what rooms are told of by themselves. */
  readonly kinds: readonly NoticeKind[];
  readonly detail: 'brief' | 'full';
  readonly privateNetwork: boolean;
  readonly console: string | null;
}

/**
 * Adds a channel whose address was sealed before, on the machine where the server runs: no address and no credential comes with
 * this call, so nobody who may make it can have one sent elsewhere. Who added it is recorded.
 */
export async function addChannel(
  system: System,
  asked: ChannelAsked,
  by: SubjectId | undefined,
): Promise<Result<{ readonly entry: EntryId; readonly host: string }>> {
  const unfit = unfitChannel(asked);
  if (unfit !== undefined) return unfit;
  const sealed = await sealedEndpoint(system, asked.name);
  if (!sealed.ok) return sealed;
  const endpoint = readEndpoint(sealed.value);
  const url = checkedEndpoint(asked.kind, endpoint);
  if (!url.ok) return url;
  const reach = asked.privateNetwork ? 'private too' : 'public';
  const kept = unreachable(url.value.hostname, reach);
  if (kept !== undefined) return kept;
  const now = system.clock.now();
  const kinds =
    asked.reaches === 'room' && asked.kinds.length === 0
      ? kindNames.filter((kind) => noticeKinds[kind].isForRooms)
      : asked.kinds;
  return system.database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('notify.channel ' || $1, 0))`, [
      asked.name,
    ]);
    if ((await listChannels(tx, 'in use')).some(({ name }) => name === asked.name))
      return refuse(
        'already_done',
        `There is a channel \`${asked.name}\` already.`,
        'Take it out first, or give this one another name.',
      );
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'notification.channel.added',
        at: now,
        actor: by === undefined ? system.self : personActor(by),
        subjects: asked.person === null ? [] : [asked.person],
        correlation: `channel:${asked.name}`,
        body: {
          channel: asked.name,
          by: asked.kind,
          host: url.value.host,
          reaches: asked.reaches,
          kinds,
          detail: asked.detail,
          privateNetwork: asked.privateNetwork,
        },
      }),
    );
    await keepChannel(tx, {
      ...asked,
      kinds,
      reach,
      host: url.value.host,
      entry,
      addedBy: by ?? null,
      addedAt: now,
    });
    return done({ entry, host: url.value.host });
  });
}

/** Refuses a host that is itself an address which this channel may not reach; a name is looked up when something goes there. */
function unreachable(host: string, reach: Reach): Result<never> | undefined {
  try {
    refuseAddress(host, reach);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return refuse(error.code, error.message, error.next);
  }
}

const personActor = (id: SubjectId): Actor => ({ kind: 'person', id, via: [] });

function unfitChannel({ kind, reaches, person, kinds, console }: ChannelAsked): Result<never> | undefined {
  if ((reaches === 'people') !== (kind === 'smtp'))
    return refuse(
      'input_invalid',
      'Mail reaches people by their own addresses, and what is posted to a webhook does not.',
      'Say whose webhook it is (`--for PERSON`), or that it is a room (`--room`).',
    );
  if ((reaches === 'person') !== (person !== null) || (person !== null && !person.startsWith('psn_')))
    return refuse('input_invalid', 'A channel of one person names that person (psn_…), and no other does.');
  if (reaches !== 'room' && kinds.length > 0)
    return refuse('input_invalid', 'Kinds are chosen for rooms alone: people are told what concerns them.');
  if (console !== null && !/^https?:\/\/[A-Za-z0-9.[\]:-]{1,260}$/.test(console))
    return refuse(
      'input_invalid',
      '`console` is no address of a console.',
      'Write it as `https://HOST` or `https://HOST:PORT`, with nothing after it.',
    );
  return undefined;
}

async function sealedEndpoint(system: System, name: string): Promise<Result<string>> {
  try {
    return done(await system.secret(`stored:${endpointName(name)}`));
  } catch {
    return refuse(
      'secret_unavailable',
      `No address is sealed for a channel \`${name}\`.`,
      'Add it on the machine where the server runs: `countersign notifications add`.',
    );
  }
}

/** Takes a channel out. What waits to go by it goes nowhere any more, and says so. */
export async function removeChannel(
  system: System,
  asked: { readonly name: string; readonly reason: string },
  by: SubjectId | undefined,
): Promise<Result<{ readonly entry: EntryId }>> {
  const now = system.clock.now();
  const before = (await listChannels(system.database, 'in use')).find(({ name }) => name === asked.name);
  if (before === undefined) return noSuchChannel(asked.name);
  return system.database.transaction(async (tx) => {
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'notification.channel.removed',
        at: now,
        actor: by === undefined ? system.self : personActor(by),
        causedBy: [before.entry],
        correlation: `channel:${asked.name}`,
        body: { channel: asked.name, because: asked.reason },
      }),
    );
    const no = await closeChannel(tx, { name: asked.name, entry, because: asked.reason, at: now });
    return no === undefined ? noSuchChannel(asked.name) : done({ entry });
  });
}

const noSuchChannel = (name: string): Result<never> =>
  refuse(
    'not_found',
    `There is no channel \`${name.slice(0, 40)}\` in use.`,
    'See `countersign notifications channels`.',
  );

/** Sends one message that says it is a test, now, and answers what came of it. */
export async function testChannel(
  system: System,
  asked: { readonly name: string; readonly to?: SubjectId },
): Promise<
  Result<{ readonly delivery: string; readonly is: DeliveryState; readonly because: string | null }>
> {
  const now = system.clock.now();
  const channel = (await listChannels(system.database, 'in use')).find(({ name }) => name === asked.name);
  if (channel === undefined) return noSuchChannel(asked.name);
  const person = channel.reaches === 'room' ? null : (channel.person ?? asked.to);
  if (person === undefined)
    return refuse(
      'input_invalid',
      'Mail needs somebody to go to.',
      'Say to whom: `--to PERSON`, or sign in as yourself.',
    );
  const message = compose({
    id: newId('dlv'),
    notices: [
      {
        kind: 'channel.test',
        about: channel.name,
        title: channel.name,
        why: 'Somebody who administers Countersign tries whether this arrives.',
        since: now,
        due: null,
        otherwise: null,
        path: '/inbox',
      },
    ],
    as: 'notice',
    detail: channel.detail,
    console: channel.console ?? system.url() ?? '',
    at: now,
  });
  await system.database.transaction((tx) =>
    keepDelivery(tx, { channel: channel.no, person, message, notices: 1 }, now),
  );
  const find = async (): Promise<Delivery | undefined> =>
    (await listDeliveries(system.database, { channel: channel.no, limit: 50 })).items.find(
      ({ id }) => id === message.id,
    );
  const kept = await find();
  if (kept !== undefined) await deliverOne(system, channel, kept, AbortSignal.timeout(30_000));
  const after = await find();
  return done({ delivery: message.id, is: after?.state ?? 'waiting', because: after?.because ?? null });
}

export interface ChannelShown extends Channel {
  readonly counts: Readonly<Record<DeliveryState, number>>;
  /** Why the last message that waits or failed was not taken. */
  readonly because: string | null;
}

/** Every channel in use, how it goes, and every kind of notice there is. */
export async function showChannels(system: System): Promise<
  Result<{
    readonly items: readonly ChannelShown[];
    readonly kinds: readonly {
      readonly kind: NoticeKind;
      readonly authority: Authority;
      readonly timing: Timing;
      readonly words: string;
      readonly isForRooms: boolean;
    }[];
    /** Who has a key and no address that mail could go to, by one of the channels. */
    readonly withoutAddress: number;
  }>
> {
  const counts = await countsByChannel(system.database);
  const channels = await listChannels(system.database, 'in use');
  const now = system.clock.now();
  const people = [...new Set((await system.signers.inForce(now)).map(({ person }) => person))];
  const contacts = await contactsOf(system, people, now);
  return done({
    items: channels.map((channel) => ({
      ...channel,
      counts: counts.get(channel.no)?.counts ?? { waiting: 0, sent: 0, failed: 0, dropped: 0 },
      because: counts.get(channel.no)?.because ?? null,
    })),
    kinds: kindNames.map((kind) => ({ kind, ...noticeKinds[kind] })),
    withoutAddress: [...contacts.values()].filter((one) => one.is === 'here' && one.email === null).length,
  });
}

export interface DeliveryShown extends Delivery {
  readonly channelName: string;
}

/** Messages, newest first: who was sent what kind of thing by what, and why one was not taken. Never what it said. */
export async function showDeliveries(
  system: System,
  asked: {
    readonly channel?: string;
    readonly state?: DeliveryState;
    readonly person?: string;
    readonly limit: number;
    readonly after?: DeliveryPlace;
  },
): Promise<Result<{ readonly items: readonly DeliveryShown[]; readonly next: DeliveryPlace | null }>> {
  const channels = await listChannels(system.database, 'all');
  const { channel, person, ...rest } = asked;
  const named = channel === undefined ? undefined : channels.find(({ name }) => name === channel);
  if (channel !== undefined && named === undefined) return noSuchChannel(channel);
  const listed = await listDeliveries(system.database, {
    ...rest,
    ...(named === undefined ? {} : { channel: named.no }),
    ...(person !== undefined && isSubjectId(person) ? { person } : {}),
  });
  return done({
    next: listed.next,
    items: listed.items.map((one) => ({
      ...one,
      channelName: channels.find(({ no }) => no === one.channel)?.name ?? String(one.channel),
    })),
  });
}
