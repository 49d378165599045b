import { z } from 'zod';
import { families } from '../../commands/event-families.ts';
import type { Told } from '../../commands/events.ts';
import { entryTypes } from '../../model/index.ts';
import { streamRoute, type StreamEvent } from '../route.ts';
import { proposalIdSchema } from '../../platform/wire/proposal.ts';
import { entryIdSchema, instantSchema } from './shared.ts';

const seq = z.int().meta({ description: 'The entry’s number in the ledger, and the event’s id.' });

const told = z
  .discriminatedUnion('is', [
    z.strictObject({
      is: z.literal('changed'),
      seq,
      at: instantSchema,
      type: z.enum([...entryTypes.server, ...entryTypes.enforcer, ...entryTypes.sequencer]),
      changed: z
        .array(z.enum(families))
        .meta({ description: 'Families of routes that may answer otherwise now.' }),
      entry: entryIdSchema,
      proposal: proposalIdSchema.exactOptional(),
      source: z.string().exactOptional(),
      plan: entryIdSchema.exactOptional(),
      outcome: z.string().exactOptional(),
      opened: z.int().exactOptional(),
      closed: z.int().exactOptional(),
    }),
    z.strictObject({
      is: z.literal('checkpoint'),
      seq,
      size: z.int().meta({ description: 'Everything before it is under a signed checkpoint.' }),
    }),
    z.strictObject({ is: z.literal('reset'), seq }),
  ])
  .meta({
    id: 'LedgerEvent',
    description:
      'What became of the ledger. `reset`: more was missed than is told; ask for everything again.',
  });

export const events = {
  follow: streamRoute({
    name: 'events.follow',
    path: '/v1/events',
    tag: 'events',
    summary: 'What happens, as it is proven in the ledger.',
    description:
      'Server-sent events named `changed`, `checkpoint` and `reset`, their id the entry’s number. After a break send the last id as `Last-Event-ID` (browsers do) or `after`: nothing in between is lost. Ends with `problem` when the caller may not listen any more.',
    permission: 'view',
    query: z.strictObject({ after: z.int().min(0).exactOptional() }),
    output: told,
    run: async ({ app, signal }, { after }) => {
      const followed = await app.events.follow(after, signal);
      return followed.ok ? { ok: true, value: asEvents(followed.value) } : followed;
    },
  }),
};

async function* asEvents(changes: AsyncIterable<Told>): AsyncIterable<StreamEvent<Told>> {
  for await (const change of changes) yield { event: change.is, id: String(change.seq), data: change };
}
