import { z } from 'zod';
import { route } from '../route.ts';
import { control, gap, id, instantSchema, sourceIdSchema } from './shared.ts';

const tag = 'replay';

const bound = z.enum(['miss', 'partial', 'hit']);
const verdict = z.enum(['hit', 'partial', 'miss', 'cannot_tell']).meta({
  description:
    '`hit`: all needed steps by connected things. `partial`: at least half of them. `cannot_tell`: what is unknown decides between `least` and `most`.',
});
const about = {
  id,
  name: z.string(),
  is: z.enum(['incident', 'pattern', 'demonstration']),
  when: z.string(),
  who: z.string(),
};
const frame = {
  at: instantSchema,
  version: z.strictObject({
    reads: z.array(z.strictObject({ source: sourceIdSchema, sourceNo: z.int(), read: z.int() })),
  }),
  notRead: z.array(gap),
};
const entity = z.enum([
  'identity',
  'credential',
  'exposure',
  'grant',
  'store',
  'pipeline',
  'app',
  'agent',
  'tool',
  'trustEdge',
  'vendor',
]);
const link = z.strictObject({
  is: z.enum(['identity', 'credential', 'store', 'application', 'pipeline', 'vendor', 'agent', 'role']),
  key: z.string(),
});
const path = z
  .strictObject({
    spots: z.array(
      z.strictObject({
        step: z.int(),
        entity,
        thing: z.strictObject({ source: sourceIdSchema, key: z.string(), name: z.string() }),
        unknown: z.array(z.string()),
      }),
    ),
    joints: z.array(z.strictObject({ a: z.int(), b: z.int(), by: link })),
  })
  .meta({
    id: 'ReplayPath',
    description:
      'Things that meet the steps, and what two of them have in common; `a` and `b` are places in `spots`.',
  });
const step = z
  .strictObject({
    says: z.string(),
    select: entity,
    optional: z.boolean(),
    state: z.enum(['met', 'unmet', 'cannot_tell']),
    isOnPath: z.boolean(),
    sure: z.int(),
    open: z.int(),
    needs: z.array(z.strictObject({ what: z.string(), things: z.int(), toldBy: z.string() })),
  })
  .meta({
    id: 'ReplayStep',
    description: 'How many things surely meet it, and of how many it cannot be told.',
  });

export const replay = {
  list: route({
    name: 'replay.list',
    method: 'GET',
    path: '/v1/replay',
    tag,
    summary: 'Breaches of others, tried on what is here.',
    permission: 'view',
    isDear: true,
    query: z.strictObject({}),
    output: z.strictObject({
      ...frame,
      cases: z.array(
        z
          .strictObject({
            ...about,
            verdict,
            least: bound,
            most: bound,
            needed: z.int(),
            connected: z.int(),
            open: z.int(),
          })
          .meta({ id: 'ReplayCase' }),
      ),
    }),
    run: ({ app }) => app.replay.list(),
  }),
  show: route({
    name: 'replay.show',
    method: 'GET',
    path: '/v1/replay/:id',
    tag,
    summary:
      'One breach on what is here: the connected path, what would have to be known, and what breaks the chain.',
    permission: 'view',
    isDear: true,
    codes: ['not_found'],
    params: z.strictObject({ id }),
    output: z.strictObject({
      ...frame,
      ...about,
      facts: z.array(z.string()),
      weaknesses: z.array(z.string()),
      asks: z.array(control),
      mended: z.array(z.string()),
      sources: z.array(z.string()).meta({ description: 'Pages that were read. None: told from memory.' }),
      verdict,
      least: bound,
      most: bound,
      steps: z.array(step),
      path: path.nullable(),
      couldBe: path.nullable(),
      breakers: z.array(
        z.strictObject({
          control: z.string(),
          title: z.string(),
          breaks: z.array(z.int()),
          state: z.enum(['met', 'unmet', 'cannot_tell', 'not_seen']),
        }),
      ),
    }),
    run: ({ app }, input) => app.replay.show(input),
  }),
};
