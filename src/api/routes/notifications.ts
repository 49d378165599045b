import { z } from 'zod';
import {
  channelKinds,
  deliveryStates,
  kindNames,
  reaches,
  authorities,
} from '../../commands/notices/words.ts';
import { campaignIdSchema } from '../../commands/campaigns/wire.ts';
import { done, refuse } from '../../model/index.ts';
import { personOfCaller, type Caller } from '../caller.ts';
import { paged, pageOf, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { entryIdSchema, instantSchema, subjectIdSchema, text } from './shared.ts';

const tag = 'notifications';

const channelName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and `-`, beginning with a letter');
const minute = z.int().min(0).max(1439).meta({ description: 'Minutes since midnight, on clocks of `zone`.' });
const kind = z.enum(kindNames);
const authority = z.enum(authorities).meta({
  description:
    '`advice` decided and changed nothing; `decision`: a person signed; `effect`: something at a target was changed, or failed to be.',
});
const deliveryState = z.enum(deliveryStates);

const preference = z.strictObject({
  channel: channelName
    .nullable()
    .meta({ description: 'By which channel; null: by the first that reaches one.' }),
  digestAt: minute.nullable().meta({ description: 'When the daily digest comes; null: there is none.' }),
  quiet: z
    .strictObject({ from: minute, until: minute })
    .nullable()
    .meta({ description: 'When nothing comes that can wait; what is urgent comes all the same.' }),
  zone: z
    .string()
    .min(1)
    .max(64)
    .meta({ examples: ['Europe/Berlin'] }),
});

const kindTold = { kind, words: z.string(), authority, timing: z.enum(['at once', 'soon', 'digest']) };

const preferenceShown = z
  .strictObject({
    person: subjectIdSchema,
    preference,
    isChosen: z.boolean(),
    by: z.string().nullable().meta({ description: 'By what they are told as it stands; null: by nothing.' }),
    channels: z.array(z.strictObject({ name: z.string(), kind: z.enum(channelKinds) })),
    email: z.string().nullable().meta({ description: 'As their source of people tells it.' }),
    kinds: z.array(z.strictObject(kindTold)),
  })
  .meta({ id: 'NotificationPreference' });

const counts = z.strictObject({ waiting: z.int(), sent: z.int(), failed: z.int(), dropped: z.int() });

const channel = z
  .strictObject({
    name: z.string(),
    kind: z.enum(channelKinds),
    reaches: z.enum(reaches),
    person: subjectIdSchema.nullable(),
    kinds: z.array(kind),
    detail: z.enum(['brief', 'full']),
    privateNetwork: z.boolean(),
    host: z.string().meta({ description: 'The host alone: the rest of its address may be a secret.' }),
    console: z.string().nullable(),
    entry: entryIdSchema,
    addedAt: instantSchema,
    counts,
    because: z
      .string()
      .nullable()
      .meta({ description: 'Why the last message that waits or failed was not taken.' }),
  })
  .meta({ id: 'NotificationChannel' });

const delivery = z
  .strictObject({
    id: z.string(),
    channel: z.string(),
    person: subjectIdSchema.nullable().meta({ description: 'Null: a room.' }),
    kinds: z.array(kind),
    authority,
    notices: z.int(),
    createdAt: instantSchema,
    state: deliveryState,
    tries: z.int(),
    nextAt: instantSchema.nullable().meta({ description: 'When it is tried again; null: not any more.' }),
    because: z.string().nullable(),
    settledAt: instantSchema.nullable(),
  })
  .meta({ id: 'NotificationDelivery', description: 'One message, without what it said.' });

const whose = subjectIdSchema.exactOptional().meta({
  description: 'On the socket: whose. In a session it is one’s own.',
});

/** Whose preferences are meant: one's own in a session; on the socket anybody's, whose owner all this is. */
function meant(caller: Caller, person: z.infer<typeof subjectIdSchema> | undefined) {
  const own = personOfCaller(caller);
  const of = own ?? (caller.kind === 'socket' ? person : undefined);
  if (of === undefined || !of.startsWith('psn_'))
    return refuse(
      'usage',
      'Nobody is named whose notifications they are.',
      'Say whose: `--person PERSON`, or sign in.',
    );
  return own !== undefined && person !== undefined && person !== own
    ? refuse('not_permitted', 'These are somebody else’s.', 'Everybody chooses for themselves.')
    : done(of);
}

/** By what people are told of things, and what each chose for themselves. No address and no secret goes in or out here. */
export const notifications = {
  preferences: route({
    name: 'notifications.preferences',
    method: 'GET',
    path: '/v1/notifications/preferences',
    tag,
    summary: 'By which channel and when one is told of things.',
    permission: 'manage_own',
    codes: ['usage', 'not_permitted'],
    query: z.strictObject({ person: whose }),
    output: preferenceShown,
    run: async ({ app, caller }, { person }) => {
      const of = meant(caller, person);
      return of.ok ? app.notifications.preference(of.value) : of;
    },
  }),
  choose: route({
    name: 'notifications.choose',
    method: 'POST',
    path: '/v1/notifications/preferences',
    tag,
    summary: 'Choose by which channel and when one is told of things.',
    permission: 'manage_own',
    codes: ['usage', 'not_permitted', 'not_found'],
    body: z.strictObject({ ...preference.shape, person: whose }),
    output: preferenceShown,
    run: async ({ app, caller }, { person, ...asked }) => {
      const of = meant(caller, person);
      return of.ok ? app.notifications.choose(of.value, asked) : of;
    },
  }),
  channels: route({
    name: 'notifications.channels',
    method: 'GET',
    path: '/v1/notifications/channels',
    tag,
    summary: 'Every channel in use with how it goes, and every kind of notice.',
    permission: 'administer',
    output: z
      .strictObject({
        items: z.array(channel),
        kinds: z.array(z.strictObject({ ...kindTold, isForRooms: z.boolean() })),
        withoutAddress: z.int().meta({ description: 'How many who have a key have no address of mail.' }),
      })
      .meta({ id: 'NotificationChannels' }),
    run: async ({ app }) => {
      const shown = await app.notifications.channels();
      if (!shown.ok) return shown;
      const { items, ...rest } = shown.value;
      return done({
        ...rest,
        items: items.map(({ no: _no, reach, removedAt: _at, removedBecause: _because, ...one }) => ({
          ...one,
          privateNetwork: reach === 'private too',
        })),
      });
    },
  }),
  addChannel: route({
    name: 'notifications.add-channel',
    method: 'POST',
    path: '/v1/notifications/channels',
    tag,
    summary: 'Add a channel whose address was sealed on the machine where the server runs.',
    description:
      'The address and its credential never come with this call: `countersign notifications add` seals them first, as one, so that no credential can be sent to another host. Where links lead and whether it may reach a private network are said there too, by the owner of the data folder.',
    permission: 'local',
    codes: ['secret_unavailable', 'already_done'],
    body: z.strictObject({
      name: channelName,
      kind: z.enum(channelKinds),
      reaches: z.enum(reaches),
      person: subjectIdSchema.nullable().default(null),
      kinds: z.array(kind).max(kindNames.length).default([]),
      detail: z.enum(['brief', 'full']).default('brief'),
      privateNetwork: z.boolean().default(false),
      console: z.string().max(300).nullable().default(null),
    }),
    output: z
      .strictObject({ entry: entryIdSchema, host: z.string() })
      .meta({ id: 'NotificationChannelAdded' }),
    run: ({ app }, input) => app.notifications.addChannel(input, undefined),
  }),
  removeChannel: route({
    name: 'notifications.remove-channel',
    method: 'POST',
    path: '/v1/notifications/channels/:name/removal',
    tag,
    summary: 'Take a channel out: nothing goes by it any more.',
    permission: 'administer',
    codes: ['not_found'],
    params: z.strictObject({ name: channelName }),
    body: z.strictObject({ reason: text }),
    output: z.strictObject({ entry: entryIdSchema }).meta({ id: 'NotificationChannelRemoved' }),
    run: ({ app, caller }, input) => app.notifications.removeChannel(input, personOfCaller(caller)),
  }),
  testChannel: route({
    name: 'notifications.test',
    method: 'POST',
    path: '/v1/notifications/channels/:name/test',
    tag,
    summary: 'Send a message that says it is a test, now.',
    permission: 'administer',
    codes: ['not_found'],
    params: z.strictObject({ name: channelName }),
    body: z.strictObject({
      to: subjectIdSchema
        .exactOptional()
        .meta({ description: 'Of mail: who gets it. In a session it is oneself.' }),
    }),
    output: z
      .strictObject({ delivery: z.string(), is: deliveryState, because: z.string().nullable() })
      .meta({ id: 'NotificationTested' }),
    run: ({ app, caller }, { name, to }) => {
      const person = personOfCaller(caller) ?? to;
      return app.notifications.testChannel({ name, ...(person === undefined ? {} : { to: person }) });
    },
  }),
  remindCampaign: route({
    name: 'notifications.remind-campaign',
    method: 'POST',
    path: '/v1/notifications/campaigns/:campaign/reminder',
    tag,
    summary: 'Remind everybody who still has items of a campaign open.',
    description:
      'By whoever launched it, an administrator, a governor or security; nobody is told twice within an hour.',
    permission: 'operate',
    codes: ['not_found', 'already_done', 'not_permitted'],
    params: z.strictObject({ campaign: campaignIdSchema }),
    output: z
      .strictObject({
        told: z.int(),
        alreadyTold: z.int().meta({ description: 'Who was told within the hour, and is not told again.' }),
        unreachable: z.array(subjectIdSchema).meta({ description: 'Whom no channel reaches.' }),
      })
      .meta({ id: 'CampaignReminded' }),
    run: ({ app, caller }, { campaign }) =>
      app.notifications.remindCampaign({ campaign, by: personOfCaller(caller) }),
  }),
  deliveries: route({
    name: 'notifications.deliveries',
    method: 'GET',
    path: '/v1/notifications/deliveries',
    tag,
    summary: 'Who was sent what kind of thing by what, newest first, and why one was not taken.',
    permission: 'administer',
    codes: ['input_invalid', 'not_found'],
    query: z.strictObject({
      ...pageQuery({ sorts: ['newest'], most: 500, usual: 50 }),
      channel: channelName.exactOptional(),
      state: deliveryState.exactOptional(),
      person: subjectIdSchema.exactOptional(),
    }),
    output: pageOf(delivery, {}),
    run: async ({ app }, input) => {
      const { cursor: _cursor, sort: _sort, ...asked } = input;
      const listed = await paged(
        z.strictObject({ value: instantSchema, id: z.string().max(40) }),
        input,
        (after) => app.notifications.deliveries({ ...asked, ...after }),
      );
      if (!listed.ok) return listed;
      return done({
        ...listed.value,
        items: listed.value.items.map(({ channelName: by, goingEntry: _going, nextAt, ...one }) => ({
          ...one,
          channel: by,
          nextAt: one.state === 'waiting' ? nextAt : null,
        })),
      });
    },
  }),
};
