import { z } from 'zod';
import { route } from '../route.ts';
import { identityRefSchema } from './identity-schemas.ts';
import { estateRef, instantSchema, limit, name, sourceIdSchema } from './shared.ts';

const tag = 'changed';

const anomaly = z
  .strictObject({
    kind: z.enum([
      'sensitive-first',
      'new-actions',
      'new-targets',
      'new-network',
      'new-client',
      'new-credential',
      'new-principal',
      'denied',
      'privilege-spike',
      'combination',
      'rate',
      'schedule',
      'clock',
    ]),
    what: z.string(),
    bits: z.number().meta({ description: 'Halvings of chance: 10 is about one such window in a thousand.' }),
    since: instantSchema.nullable(),
    ordinary: z.string().meta({ description: 'What would make it ordinary.' }),
    restsOn: z.array(z.strictObject({ aspect: z.string(), name: z.string() })),
  })
  .meta({ id: 'Anomaly', description: 'One way in which the last days are unlike what came before.' });
const cannotTell = z.strictObject({ is: z.literal('cannot tell'), why: z.string() });
export const cadence = z
  .union([
    z.strictObject({
      is: z.literal('told'),
      verdict: z.enum(['suffices', 'too slow', 'event-driven']),
      neededDays: z.int().nullable(),
      cycleDays: z.int(),
      perCycle: z.number(),
      aDay: z.strictObject({ actions: z.number(), targets: z.number(), provenance: z.number() }),
      overDays: z.number(),
      why: z.string(),
    }),
    cannotTell,
  ])
  .meta({
    id: 'Cadence',
    description: 'Whether a review in each cycle can follow what the identity changes in what it does.',
  });
const item = z
  .strictObject({
    account: estateRef,
    ref: identityRefSchema,
    kind: z.string(),
    changes: z.union([
      z.strictObject({
        is: z.literal('told'),
        anomalies: z.array(anomaly),
        bits: z.number(),
        untold: z.array(z.string()),
      }),
      cannotTell,
    ]),
    cadence,
    recentDays: z.int(),
  })
  .meta({ id: 'ChangedAccount' });

const sleeper = z.strictObject({
  account: estateRef,
  ref: identityRefSchema,
  lastUsed: instantSchema.nullable().meta({ description: 'Null: never.' }),
  saidBy: z.array(z.string()),
  owner: z.string().nullable(),
  createdBy: z.string().nullable(),
  hasPrivilege: z.boolean(),
  rights: z.int(),
  dependents: z.array(estateRef),
  canBeAssumed: z.boolean(),
});
const cluster = z
  .strictObject({
    key: z.string(),
    system: z.string(),
    owner: z.string().nullable(),
    createdBy: z.string().nullable(),
    from: instantSchema.nullable(),
    until: instantSchema.nullable(),
    members: z
      .array(z.strictObject({ sleeper, harm: z.number(), why: z.array(z.string()) }))
      .meta({ description: 'In the order in which to switch off: least harm first.' }),
    harm: z.number(),
    says: z.string(),
  })
  .meta({ id: 'DormantCluster' });

export const changed = {
  list: route({
    name: 'changed.list',
    method: 'GET',
    path: '/v1/changes',
    tag,
    summary:
      'How accounts changed what they do, those that changed most first; of one identity, or of all that acted.',
    description:
      'It ranks for people: nothing follows by itself. Where too little came before it says that it cannot tell.',
    permission: 'view',
    isDear: true,
    codes: ['not_found', 'usage'],
    query: z.strictObject({ identity: name.exactOptional(), limit: limit(500, 50) }),
    output: z.strictObject({
      items: z.array(item),
      looked: z.int(),
      worth: z.int().meta({ description: 'How many are at `worthFrom` bits or above.' }),
      cannotTell: z.int(),
      worthFrom: z.number(),
      isPart: z.boolean().meta({ description: 'More acted than are compared with each other.' }),
    }),
    run: ({ app }, input) => app.changed.list(input),
  }),
  dormant: route({
    name: 'changed.dormant',
    method: 'GET',
    path: '/v1/dormant',
    tag,
    summary:
      'Identities of programs that nobody uses, put together as they can be revalidated, least harm first.',
    permission: 'view',
    isDear: true,
    codes: ['usage'],
    query: z.strictObject({ source: sourceIdSchema.exactOptional(), limit: limit(1000, 100) }),
    output: z.strictObject({
      clusters: z.array(cluster),
      total: z.int(),
      identities: z.int(),
      dormantDays: z.int(),
      cannotTell: z.int().meta({ description: 'Of so many nobody says when they were used last.' }),
      cannotTellOf: z.array(z.strictObject({ source: z.string(), count: z.int() })),
    }),
    run: ({ app }, input) => app.changed.dormant(input),
  }),
};
