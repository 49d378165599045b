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
