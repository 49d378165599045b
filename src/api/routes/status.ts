import { z } from 'zod';
import { done } from '../../model/index.ts';
import { route } from '../route.ts';
import { ending, instantSchema, sourceIdSchema } from './shared.ts';

const tag = 'status';

export const status = {
  health: route({
    name: 'health.show',
    method: 'GET',
    path: '/v1/health',
    tag,
    summary: 'The server listens.',
    description: 'For whoever watches that the process is there. Asks nothing of the database.',
    permission: 'public',
    output: z.strictObject({ ok: z.literal(true) }),
    run: () => Promise.resolve(done({ ok: true } as const)),
  }),
  show: route({
    name: 'status.show',
    method: 'GET',
    path: '/v1/status',
    tag,
    summary: 'How things stand.',
    permission: 'view',
    output: z
      .strictObject({
        ledger: z.string().meta({ description: 'The ledger’s name.' }),
        url: z
          .string()
          .nullable()
          .meta({ description: 'Where the console and the API are, on the machine it runs on.' }),
        demo: z.boolean(),
        bootstrapped: z.boolean().meta({ description: 'False until the first signer is enrolled.' }),
        observeOnly: z.boolean().meta({ description: 'No source can be changed.' }),
        now: instantSchema,
        sources: z.array(
          z.strictObject({
            id: sourceIdSchema,
            connector: z.string(),
            state: z.enum(['active', 'paused']),
            lastRead: instantSchema.nullable(),
            writable: z.boolean(),
          }),
        ),
        estate: z.strictObject({ accounts: z.int(), people: z.int() }),
        openFindings: z.int(),
        ledgerSize: z.int(),
        findingPaths: z
          .strictObject({ source: sourceIdSchema, done: z.int(), sources: z.int(), steps: z.int() })
          .nullable()
          .meta({
            description:
              'How far it is with what identities could become: the source that is gone through, how many were, and the steps found in them; null: it is not at it.',
          }),
        lateEnds: z
          .strictObject({ count: z.int(), first: z.array(ending) })
          .meta({ description: 'What was to be taken back by now and could not be yet.' }),
      })
      .meta({ id: 'Status' }),
    run: ({ app }) => app.status(),
  }),
};
