import { z } from 'zod';
import { bases } from '../../model/index.ts';
import { route } from '../route.ts';
import { cadence } from './changed.ts';
import { estateRef, instantSchema, name } from './shared.ts';

const tag = 'access';

const instant = instantSchema.nullable();
const act = z
  .strictObject({
    action: z.string(),
    target: z.string().nullable(),
    count: z.int(),
    last: instant,
  })
  .meta({ id: 'ActTold', description: 'Something that was done, in the words of its log, and how often.' });
const listed = { total: z.int(), told: z.array(act) };
const use = z
  .discriminatedUnion('is', [
    z.strictObject({
      is: z.literal('used'),
      count: z.int(),
      first: instant,
      last: instant,
      onlyReads: z.boolean(),
      acts: z.array(act),
      moreActs: z.int(),
    }),
    z.strictObject({ is: z.literal('unused'), days: z.int() }),
    z.strictObject({ is: z.literal('cannot_tell'), because: z.string() }),
  ])
  .meta({
    id: 'Use',
    description:
      'What logs say of one right. `unused` is said for the days that they cover, and only where use would be in them.',
  });
const edge = z.strictObject({
  how: z.enum(['membership', 'grant', 'power']),
  because: estateRef,
  to: estateRef,
  basis: z.enum(bases),
});
const grantShape = {
  entitlement: estateRef.nullable().meta({ description: 'Null: a right on everything of its source.' }),
  verdict: z.enum(['yes', 'depends']),
  path: z.array(edge),
  basis: z.enum(bases),
  use,
};
const tried = {
  acts: z.int(),
  count: z.int(),
  denied: z.strictObject({ acts: z.int(), count: z.int(), told: z.array(act) }),
};
const suffices = z
  .strictObject({
    language: z.enum(['iam', 'rbac', 'sql']),
    text: z.string(),
    generalised: z.array(z.string()),
    kept: z.array(z.string()),
    leftOut: z.array(z.string()),
    inWindow: z.strictObject(tried),
    heldOut: z
      .strictObject({ days: z.int(), ...tried })
      .nullable()
      .meta({ description: 'A policy from what was done before the last days, tried on these.' }),
  })
  .meta({
    id: 'Sufficing',
    description:
      'The policy that would have sufficed: a text for a person, never wider than what is granted.',
  });
const accountShape = {
  account: estateRef,
  platform: z
    .enum(['aws', 'kubernetes', 'postgres'])
    .nullable()
    .meta({ description: 'Null: logs of such a source are not laid against its rights.' }),
  covered: z
    .strictObject({ from: instantSchema, until: instantSchema, days: z.int(), logs: z.array(z.string()) })
    .nullable()
    .meta({ description: 'What logs cover; null: none was read that would show use.' }),
  counts: z.strictObject({ used: z.int(), unused: z.int(), cannot_tell: z.int() }),
  more: z.int(),
  unexplained: z
    .strictObject(listed)
    .meta({ description: 'What was done and no right that was read allows.' }),
  untranslated: z.strictObject({ ...listed, because: z.string().nullable() }),
  denied: z.strictObject(listed),
  suffices: suffices.nullable(),
};
const cited = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('row'), ref: estateRef }),
  z.strictObject({ is: z.literal('log'), logs: z.array(z.string()), what: z.string() }),
]);
const aspect = z.enum([
  'entitlement',
  'holder',
  'use',
  'change',
  'purpose',
  'context',
  'provenance',
  'exposure',
]);
const verdict = z.enum(['justified', 'not_justified', 'cannot_tell']);
const justification = z
  .strictObject({
    verdict,
    deciding: z.array(aspect),
    said: z.array(
      z.strictObject({
        aspect,
        says: z.enum(['for', 'against', 'unknown', 'none']),
        text: z.string(),
        rests: z.array(cited),
      }),
    ),
  })
  .meta({
    id: 'Justification',
    description:
      'Justified only if every aspect that comes into question speaks for the right; one against is enough for not justified.',
  });
const query = z.strictObject({ identity: name });
const description =
  '`identity` as for `/v1/what-can`. Logs are those that were added as activity; without one nothing counts as unused.';

export const privilege = {
  leastPrivilege: route({
    name: 'access.least-privilege',
    method: 'GET',
    path: '/v1/least-privilege',
    tag,
    summary: 'What this identity holds and what it used of it, and the policy that would have sufficed.',
    description,
    permission: 'view',
    codes: ['not_found', 'usage'],
    query,
    output: z.strictObject({
      identity: estateRef,
      accounts: z.array(z.strictObject({ ...accountShape, grants: z.array(z.strictObject(grantShape)) })),
    }),
    run: ({ app }, input) => app.access.leastPrivilege(input),
  }),
  consumers: route({
    name: 'access.consumers',
    method: 'GET',
    path: '/v1/consumers',
    tag,
    summary:
      'Who or what uses an identity’s accounts and secrets, by what that is known, and what is not known.',
    permission: 'view',
    codes: ['not_found', 'usage'],
    query,
    output: z.strictObject({
      identity: estateRef,
      accounts: z.array(
        z.strictObject({
          account: estateRef,
          consumers: z.array(
            z
              .strictObject({
                by: z.enum(['seen', 'holds', 'lies', 'may']),
                what: z.enum(['client', 'network', 'workload', 'identity', 'account', 'agent', 'place']),
                name: z.string(),
                ref: estateRef.exactOptional(),
                credential: z.string().exactOptional(),
                evidence: z.string(),
                last: instantSchema.nullable(),
              })
              .meta({ id: 'Consumer' }),
          ),
          unknown: z.array(z.string()),
        }),
      ),
    }),
    run: ({ app }, input) => app.access.consumers(input),
  }),
  justify: route({
    name: 'access.justify',
    method: 'GET',
    path: '/v1/justify',
    tag,
    summary: 'Whether what is known justifies each right of this identity, and why.',
    description,
    permission: 'view',
    codes: ['not_found', 'usage'],
    query,
    output: z.strictObject({
      identity: estateRef,
      accounts: z.array(
        z.strictObject({
          ...accountShape,
          grants: z.array(z.strictObject({ ...grantShape, justification })),
          cadence: cadence.nullable().meta({ description: 'Null: no log that would show it was read.' }),
          groups: z.array(z.strictObject({ verdict, deciding: z.array(aspect), count: z.int() })),
        }),
      ),
    }),
    run: ({ app }, input) => app.access.justify(input),
  }),
};
