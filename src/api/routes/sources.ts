import { z } from 'zod';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import { gap, id, instantSchema, name, sourceIdSchema } from './shared.ts';

const tag = 'sources';

const source = z
  .strictObject({
    id: sourceIdSchema,
    connector: z.string(),
    config: z.record(z.string(), z.unknown()).meta({
      description:
        'Free JSON of the connector. Secrets are only named: `env:NAME`, `file:PATH`, `stored:NAME`.',
    }),
    state: z.discriminatedUnion('is', [
      z.strictObject({ is: z.literal('active') }),
      z.strictObject({ is: z.literal('paused'), because: z.string() }),
      z.strictObject({ is: z.literal('removed') }),
    ]),
    addedAt: instantSchema,
    lastCompleteRead: z.strictObject({ number: z.int(), startedAt: instantSchema }).exactOptional(),
  })
  .meta({ id: 'Source' });

const counts = z
  .strictObject({
    added: z.int(),
    changed: z.int(),
    closed: z.int(),
    unchanged: z.int(),
    live: z.int().meta({ description: 'How many there are after it.' }),
  })
  .meta({ id: 'RecordCounts' });
const read = z
  .strictObject({
    source: sourceIdSchema,
    number: z.int(),
    startedAt: instantSchema,
    finishedAt: instantSchema,
    complete: z.boolean(),
    pages: z.int(),
    counts: z.strictObject({
      person: counts,
      account: counts,
      group: counts,
      membership: counts,
      credential: counts,
      resource: counts,
      entitlement: counts,
      grant: counts,
      ownership: counts,
      gap: counts,
    }),
    repeated: z.int().meta({ description: 'Records met twice with the same content; taken once.' }),
    itemsSkipped: z.int().meta({
      description:
        'Items of the source, such as lines of a table, that were as in the read before and not read anew.',
    }),
    inFuture: z.int().meta({ description: 'Records that tell of a time well after the read began.' }),
    dangling: z.array(z.strictObject({ what: z.string(), rows: z.int(), examples: z.array(z.string()) })),
  })
  .meta({ id: 'ReadSummary', description: 'What one read did to the estate.' });

const params = z.strictObject({ id: sourceIdSchema });

export const sources = {
  list: route({
    name: 'sources.list',
    method: 'GET',
    path: '/v1/sources',
    tag,
    summary: 'Sources, their state and what was not read.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['name'], most: 500, usual: 100 }),
      state: z
        .array(z.enum(['active', 'paused', 'removed']))
        .max(3)
        .exactOptional(),
    }),
    output: pageOf(z.strictObject({ source, gaps: z.array(gap), writable: z.boolean() }), { total }),
    run: ({ app }, input) =>
      paged(z.string().max(40), input, (after) => app.sources.list({ ...input, ...after })),
  }),
  add: route({
    name: 'sources.add',
    method: 'POST',
    path: '/v1/sources',
    tag,
    summary: 'Add a source.',
    description: 'Nothing is read yet.',
    permission: 'manage_sources',
    codes: ['usage', 'already_done'],
    body: z.strictObject({ id: sourceIdSchema, connector: id, location: name }),
    output: source,
    run: ({ app }, input) => app.sources.add(input),
  }),
  read: route({
    name: 'sources.read',
    method: 'POST',
    path: '/v1/sources/:id/read',
    tag,
    summary: 'Read a source to its end and run the rules.',
    description: 'Taken into the estate whole or not at all. Ends when the caller goes away.',
    permission: 'operate',
    isWork: true,
    codes: ['not_found', 'source_paused', 'source_unreachable', 'source_untrusted', 'interrupted'],
    params,
    output: z.strictObject({
      read,
      findings: z.strictObject({ opened: z.int(), closed: z.int(), changed: z.int() }),
    }),
    run: ({ app, report, signal }, input) =>
      app.sources.read(input.id, (what, count) => report({ what, count }), signal),
  }),
  resume: route({
    name: 'sources.resume',
    method: 'POST',
    path: '/v1/sources/:id/resume',
    tag,
    summary: 'Resume a paused source.',
    permission: 'manage_sources',
    codes: ['not_found'],
    params,
    output: source,
    run: ({ app }, input) => app.sources.resume(input.id),
  }),
  remove: route({
    name: 'sources.remove',
    method: 'DELETE',
    path: '/v1/sources/:id',
    tag,
    summary: 'Remove a source from the present.',
    description: 'Answers as of earlier reads still hold it.',
    permission: 'manage_sources',
    codes: ['not_found'],
    params,
    output: source,
    run: ({ app }, input) => app.sources.remove(input.id),
  }),
};
