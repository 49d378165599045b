import { z } from 'zod';
import { route } from '../route.ts';
import { estateRef, instantSchema, name } from './shared.ts';

const measure = z.strictObject({
  what: z.string(),
  value: z.string(),
  from: z.array(z.string()).meta({ description: 'Aspects of the profile that it is read from.' }),
});
const judged = z
  .strictObject({
    nature: z
      .enum(['stable', 'ephemeral', 'autonomous'])
      .nullable()
      .meta({ description: 'Null: a person, who has none, or it cannot be told; `because` says which.' }),
    worksLike: z.enum(['program', 'person', 'agent']).nullable(),
    because: z.string(),
    measures: z.array(measure),
  })
  .meta({ id: 'Nature', description: 'How an account works, judged from what it did.' });
const provenance = z
  .strictObject({
    seen: z.array(
      z.strictObject({
        kind: z.string(),
        name: z.string(),
        events: z.int(),
        first: instantSchema.nullable(),
        last: instantSchema.nullable(),
      }),
    ),
    changes: z.array(
      z.strictObject({
        kind: z.string(),
        before: z.array(z.string()),
        now: z.string(),
        since: instantSchema,
        events: z.int(),
        isBeside: z.boolean().meta({ description: 'What was there before goes on beside it.' }),
      }),
    ),
    elsewhere: z
      .array(
        z.strictObject({
          credential: z.string(),
          usual: z.array(z.string()),
          other: z.string(),
          since: instantSchema,
          usualEvents: z.int(),
          otherEvents: z.int(),
          client: z.string().nullable(),
        }),
      )
      .meta({ description: 'Credentials that are used from a second place while the usual one goes on.' }),
    open: z
      .strictObject({ changes: z.array(z.string()), elsewhere: z.array(z.string()) })
      .meta({ description: 'What could not be told, and why.' }),
  })
  .meta({ id: 'Provenance', description: 'Where an account comes from, as its logs tell.' });

export { judged as natureSchema, provenance as provenanceSchema };

export const nature = {
  show: route({
    name: 'identities.nature',
    method: 'GET',
    path: '/v1/nature',
    tag: 'identities',
    summary: 'How this identity works and where it comes from, by its logs.',
    description:
      'Of an account, or of each account of a person. What cannot be told is null, with the reason.',
    permission: 'view',
    codes: ['not_found', 'usage'],
    query: z.strictObject({
      identity: name.meta({ description: 'A name, key, e-mail address or `idn_…`.' }),
    }),
    output: z.strictObject({
      identity: estateRef,
      accounts: z.array(
        z.strictObject({
          account: estateRef,
          judged: z
            .strictObject({
              from: instantSchema,
              until: instantSchema,
              logs: z.array(z.string()),
              nature: judged,
              provenance,
            })
            .nullable()
            .meta({ description: 'Null: no log that would show it was read.' }),
        }),
      ),
    }),
    run: ({ app }, input) => app.identities.nature(input),
  }),
};
