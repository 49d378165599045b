import { z } from 'zod';
import { personOfCaller, type Caller } from '../caller.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import { estateRef, instantSchema, limit, name, sourceIdSchema } from './shared.ts';

const tag = 'activity';

const logName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes, up to 40');
const params = z.strictObject({ name: logName });

const log = z
  .strictObject({
    no: z.int(),
    name: z.string(),
    path: z.string(),
    sources: z.array(z.string()).meta({ description: 'The sources whose accounts it tells of.' }),
    addedAt: instantSchema,
    lookedAt: instantSchema.nullable(),
    failure: z
      .strictObject({ at: instantSchema, code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'Why its files could not be looked at, the last time.' }),
    version: z.int(),
    told: z.strictObject({
      files: z.int(),
      events: z.int(),
      begun: z.int().meta({ description: 'Entries that only say that a call began; its end is counted.' }),
      undated: z.int(),
      byNobody: z.int().meta({ description: 'Events that do not say who did it.' }),
      byOthers: z.int().meta({ description: 'Events of identities beyond those that are told apart.' }),
      firstMs: z.int().nullable(),
      lastMs: z.int().nullable(),
      formats: z.array(z.strictObject({ format: z.string(), events: z.int() })),
      refused: z.array(z.strictObject({ format: z.string().nullable(), why: z.string(), count: z.int() })),
    }),
  })
  .meta({ id: 'Log', description: 'Files of events that are read, and what they held.' });

const seenOf = z.strictObject({ count: z.int(), exact: z.boolean() });
const profile = z
  .strictObject({
    events: z.int(),
    undated: z.int(),
    first: instantSchema.nullable(),
    last: instantSchema.nullable(),
    outcomes: z.strictObject({ success: z.int(), failure: z.int(), other: z.int(), unknown: z.int() }),
    untold: z
      .strictObject({ targets: z.int(), networks: z.int(), clients: z.int(), credentials: z.int() })
      .meta({ description: 'How many events did not tell it.' }),
    hoursOfWeek: z.array(z.int()).meta({ description: 'From Monday’s first hour on, in UTC.' }),
    minutesOfHour: z.array(z.int()),
    aspects: z.record(
      z.string(),
      z.strictObject({
        distinct: seenOf.meta({ description: '`exact` false: an estimate; the names are a sample then.' }),
        total: z.int(),
        names: z.array(
          z.strictObject({
            name: z.string(),
            count: z.int(),
            first: instantSchema.nullable(),
            last: instantSchema.nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({
    id: 'Profile',
    description: 'What an identity did, counted; the most frequent names of each aspect.',
  });

const behaviour = z
  .strictObject({
    account: estateRef,
    actors: z.array(z.string()),
    whole: profile,
    recent: profile,
    before: profile,
    recentDays: z.int(),
    from: instantSchema,
    until: instantSchema,
    logs: z.array(
      z.strictObject({
        name: z.string(),
        format: z.string(),
        from: instantSchema.nullable(),
        until: instantSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'BehaviourSeen', description: 'What logs say of one account, as much as was read of them.' });

/** Only the socket is the data folder's owner; everybody else is somebody else than the server's OS user. */
const askedFrom = ({ kind }: Caller): 'owner' | 'network' => (kind === 'socket' ? 'owner' : 'network');

export const activity = {
  logs: route({
    name: 'activity.logs',
    method: 'GET',
    path: '/v1/logs',
    tag,
    summary: 'Logs that are read: what they cover, and what could not be read.',
    permission: 'view',
    query: z.strictObject({ ...pageQuery({ sorts: ['name'], most: 200, usual: 100 }) }),
    output: pageOf(
      z
        .strictObject({
          log,
          unread: z.array(
            z.strictObject({
              path: z.string(),
              code: z.string(),
              why: z.string(),
              next: z.string().nullable(),
            }),
          ),
          unreadFiles: z.int(),
          noted: z.array(z.strictObject({ path: z.string(), note: z.string() })),
          actors: z.strictObject({ joined: z.int(), unknown: z.int() }),
          reading: z.int().nullable().meta({ description: 'Events read so far, while it is being read.' }),
        })
        .meta({ id: 'LogShown' }),
      { total },
    ),
    run: ({ app }, input) =>
      paged(z.string().max(40), input, (after) => app.logs.list({ limit: input.limit, ...after })),
  }),
  add: route({
    name: 'activity.add',
    method: 'POST',
    path: '/v1/logs',
    tag,
    summary: 'Add a log of what accounts of some sources did.',
    description:
      'The server begins to read it by itself, and reads what is new every minute. Over the network its path is named in the folder of imports.',
    permission: 'manage_sources',
    codes: [
      'usage',
      'already_done',
      'not_found',
      'not_permitted',
      'source_unreachable',
      'input_too_large',
      'rate_limited',
    ],
    body: z.strictObject({ name: logName, path: name, sources: z.array(sourceIdSchema).min(1).max(50) }),
    output: log,
    run: ({ app, caller }, input) =>
      app.logs.add({ ...input, from: askedFrom(caller), by: personOfCaller(caller) }),
  }),
  read: route({
    name: 'activity.read',
    method: 'POST',
    path: '/v1/logs/:name/read',
    tag,
    summary: 'Read what is new in a log, and run the rules.',
    description:
      'Files that could not be read are tried again. What was read so far stays when the caller goes away.',
    permission: 'operate',
    isWork: true,
    codes: ['not_found', 'in_progress', 'source_unreachable', 'input_too_large', 'interrupted'],
    params,
    output: z
      .strictObject({
        files: z.int(),
        grown: z.int().meta({ description: 'Of these: read on from where they ended.' }),
        events: z.int(),
        unread: z.int(),
        rewritten: z.int().meta({ description: 'Files that are not what was read, and are not read again.' }),
      })
      .meta({ id: 'LogRead' }),
    run: ({ app, report, signal }, input) =>
      app.logs.read(input.name, (what, count) => report({ what, count }), signal),
  }),
  remove: route({
    name: 'activity.remove',
    method: 'DELETE',
    path: '/v1/logs/:name',
    tag,
    summary: 'Remove a log, and all that came of it.',
    description: 'Its files stay where they are.',
    permission: 'manage_sources',
    codes: ['not_found'],
    params,
    output: log,
    run: ({ app, caller }, input) => app.logs.remove(input.name, { by: personOfCaller(caller) }),
  }),
  unknown: route({
    name: 'activity.unknown',
    method: 'GET',
    path: '/v1/unknown-actors',
    tag,
    summary: 'Who acted, and stands in no source that was read.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['events'], most: 200, usual: 50 }),
      log: logName.exactOptional(),
    }),
    output: pageOf(
      z
        .strictObject({
          name: z.string(),
          kind: z.string(),
          key: z.string(),
          account: z.string().nullable(),
          log: z.string(),
          sources: z.array(z.string()),
          events: z.int(),
          first: instantSchema.nullable(),
          last: instantSchema.nullable(),
          why: z.string(),
        })
        .meta({ id: 'UnknownActor' }),
      { total },
    ),
    run: ({ app }, input) =>
      paged(z.string().max(700), input, (after) => {
        const { limit: most, log: of } = input;
        return app.logs.unknown({ limit: most, ...(of === undefined ? {} : { log: of }), ...after });
      }),
  }),
  profile: route({
    name: 'activity.profile',
    method: 'GET',
    path: '/v1/profiles',
    tag,
    summary: 'What an account, or each account of a person, did.',
    description: 'As far as logs were read that would show it; `seen` is null where none was.',
    permission: 'view',
    codes: ['not_found', 'usage'],
    query: z.strictObject({
      identity: name.meta({ description: 'A name, key, e-mail address or `idn_…`.' }),
      names: limit(1024, 20).meta({ description: 'At most so many names of each aspect.' }),
    }),
    output: z
      .strictObject({
        identity: estateRef,
        accounts: z.array(
          z.strictObject({
            account: estateRef,
            seen: behaviour.nullable(),
            joined: z.array(
              z.strictObject({
                log: z.string(),
                actor: z.string(),
                kind: z.string(),
                because: z.string(),
                events: z.int(),
              }),
            ),
          }),
        ),
      })
      .meta({ id: 'ProfilesOf' }),
    run: ({ app }, input) => app.logs.profile(input),
  }),
};
