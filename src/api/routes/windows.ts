import { z } from 'zod';
import { refuse, windowEnds } from '../../model/index.ts';
import { proposalIdSchema, subjectIdSchema } from '../../platform/wire/proposal.ts';
import { personOfCaller } from '../caller.ts';
import { route } from '../route.ts';
import { entryIdSchema, instantSchema, limit, text } from './shared.ts';

const tag = 'windows';

const window = z
  .strictObject({
    execution: entryIdSchema,
    plan: entryIdSchema,
    proposal: proposalIdSchema,
    title: z.string(),
    source: z.string(),
    accountKey: z.string(),
    is: z.enum(['watched', 'deleting', 'deleted', 'returning', 'back']),
    since: instantSchema,
    until: instantSchema,
    seenUntil: instantSchema
      .nullable()
      .meta({ description: 'How far what would show its use was read; null: nothing that would is read.' }),
    closedAt: instantSchema.nullable(),
    how: z.enum(windowEnds).nullable().meta({ description: 'How the watch ended; null: it has not.' }),
    because: z.string().nullable(),
    logs: z.array(z.string()),
  })
  .meta({ id: 'WatchWindow', description: 'What is suspended and watched before it is deleted.' });

const lease = z
  .strictObject({
    lease: entryIdSchema,
    execution: entryIdSchema,
    proposal: proposalIdSchema,
    title: z.string(),
    source: z.string(),
    right: z.string(),
    madeAt: instantSchema,
    until: instantSchema,
    takenAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    is: z.enum(['ready', 'taken', 'over']),
  })
  .meta({ id: 'Lease', description: 'A right that a secret store leases until a moment.' });

export const windows = {
  list: route({
    name: 'windows.list',
    method: 'GET',
    path: '/v1/windows',
    tag,
    summary: 'What is suspended and watched before it is deleted; what ends first on top.',
    permission: 'view',
    codes: [],
    query: z.strictObject({
      all: z.boolean().default(false).meta({ description: 'Also those that are over.' }),
      limit: limit(500, 100),
    }),
    output: z.strictObject({ items: z.array(window), truncated: z.boolean() }),
    run: ({ app }, input) => app.windows.list(input),
  }),
  leases: route({
    name: 'windows.leases',
    method: 'GET',
    path: '/v1/leases',
    tag,
    summary: 'Rights that a secret store leases; what ends first on top. What opens them is in no list.',
    permission: 'view',
    codes: [],
    query: z.strictObject({
      all: z.boolean().default(false).meta({ description: 'Also those that are over.' }),
      limit: limit(500, 100),
    }),
    output: z.strictObject({ items: z.array(lease), truncated: z.boolean() }),
    run: ({ app }, input) => app.windows.leases(input),
  }),
  take: route({
    name: 'windows.take',
    method: 'POST',
    path: '/v1/leases/taken',
    tag,
    summary: 'Take what unwraps a lease: once, and only whom it is for.',
    description:
      'Only in a session of whose account gets it, or who answers for the machine that does; not over the socket, where nobody knows who asks. The answer opens nothing by itself: `vault unwrap` gives the token inside, once, within 15 minutes of its making.',
    tellsOnce: true,
    permission: 'manage_own',
    codes: ['not_found', 'already_done', 'not_permitted'],
    body: z.strictObject({ lease: entryIdSchema }),
    output: z.strictObject({ wrap: z.string(), source: z.string(), right: z.string(), until: instantSchema }),
    run: async ({ app, caller }, { lease: asked }) => {
      const by = personOfCaller(caller);
      return by === undefined
        ? refuse('not_permitted', 'Only a person who is signed in takes a lease.', 'Open it in the console.')
        : app.windows.takeLease({ lease: asked, by });
    },
  }),
  giveBack: route({
    name: 'windows.return',
    method: 'POST',
    path: '/v1/windows/returns',
    tag,
    summary: 'Have what is suspended and watched put back at once.',
    description:
      'By the person of the session, who has to answer for it or have signed its deletion; over the socket `as` says who. Exactly what was before is put back, as the signatures over the deletion cover.',
    permission: 'operate',
    codes: ['not_found', 'already_done', 'not_permitted', 'not_reversible'],
    body: z.strictObject({ execution: entryIdSchema, reason: text, as: subjectIdSchema.exactOptional() }),
    output: z.strictObject({ entry: entryIdSchema, plan: entryIdSchema }),
    run: async ({ app, caller }, { execution, reason, as }) => {
      const by = personOfCaller(caller) ?? (caller.kind === 'socket' ? as : undefined);
      return by === undefined
        ? refuse(
            'not_permitted',
            'Only a person has it put back.',
            'Sign in, or say `as` who over the socket.',
          )
        : app.windows.returnEarly({ execution, reason, by });
    },
  }),
};
