import { z } from 'zod';
import type { ObservationType } from '../../model/index.ts';
import { personOfCaller, type Caller } from '../caller.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import { acceptedMapping, proposedMapping } from './source-mapping.ts';
import { gap, id, instantSchema, name, sourceIdSchema, text } from './shared.ts';

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
      z.strictObject({
        is: z.literal('paused'),
        because: z.string(),
        by: z.enum(['shrinking', 'person']),
        fallen: z
          .array(z.strictObject({ type: z.string(), before: z.int(), after: z.int() }))
          .meta({ description: 'Where it shrank: how many there are, and would be after that read.' }),
      }),
      z.strictObject({ is: z.literal('removed') }),
    ]),
    addedAt: instantSchema,
    lastCompleteRead: z.strictObject({ number: z.int(), startedAt: instantSchema }).exactOptional(),
    failures: z
      .strictObject({
        count: z.int(),
        last: z.strictObject({ at: instantSchema, code: z.string(), message: z.string() }),
        nextTry: instantSchema.exactOptional().meta({ description: 'Until then it is not asked again.' }),
      })
      .exactOptional()
      .meta({ description: 'Reads that failed since the last one that did not.' }),
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
      exposure: counts,
      policy: counts,
      gap: counts,
    } satisfies Record<ObservationType, typeof counts>),
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

/** Only the socket is the data folder's owner; everybody else is somebody else than the server's OS user. */
const askedFrom = ({ kind }: Caller): 'owner' | 'network' => (kind === 'socket' ? 'owner' : 'network');
const whereFrom =
  'Over the network, files (also with secrets or certificates) are named in the folder of imports, variables begin with `COUNTERSIGN_SOURCE_`, and sockets cannot be named.';
const sourceCodes = [
  'usage',
  'not_found',
  'not_permitted',
  'source_unreachable',
  'source_untrusted',
  'secret_unavailable',
  'input_wrong_kind',
  'input_invalid',
  'timed_out',
  'interrupted',
] as const;

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
    description: `Nothing is read yet. ${whereFrom}`,
    permission: 'manage_sources',
    codes: ['usage', 'already_done', 'not_found', 'not_permitted', 'input_invalid'],
    body: z.strictObject({ id: sourceIdSchema, connector: id, location: name, mapping: acceptedMapping }),
    output: source,
    run: ({ app, caller }, input) =>
      app.sources.add({ ...input, from: askedFrom(caller), by: personOfCaller(caller) }),
  }),
  connectors: route({
    name: 'sources.connectors',
    method: 'GET',
    path: '/v1/sources/connectors',
    tag,
    summary: 'Kinds of source: what each reads, and exactly which permissions that takes.',
    description: 'All that this version has; a page of its own for each is in `docs/connectors/`.',
    permission: 'view',
    output: z.strictObject({
      items: z.array(
        z
          .strictObject({
            id: z.string(),
            title: z.string(),
            capabilities: z.strictObject({
              reads: z.array(z.string()),
              doesNotRead: z.array(z.string()),
              writes: z.array(z.string()),
              permissions: z.strictObject({ read: z.array(z.string()), write: z.array(z.string()) }),
            }),
          })
          .meta({ id: 'Connector' }),
      ),
      imports: z.string().meta({ description: 'The folder in which files are named over the network.' }),
    }),
    run: ({ app }) => app.sources.connectors(),
  }),
  preview: route({
    name: 'sources.preview',
    method: 'POST',
    path: '/v1/sources/preview',
    tag,
    summary: 'What a read of a source would bring. Keeps nothing.',
    description: `Looks at the first 20,000 records, for 30 seconds at most. ${whereFrom}`,
    permission: 'manage_sources',
    isWork: true,
    changesNothing: true,
    codes: sourceCodes,
    body: z.strictObject({ connector: id, location: name, mapping: acceptedMapping }),
    output: z
      .strictObject({
        parts: z
          .strictObject({
            saidIn: z.string(),
            files: z.array(
              z.strictObject({
                file: z.string(),
                record: z.string(),
                fields: z.array(
                  z.strictObject({ field: z.string(), from: z.string(), isConstant: z.boolean() }),
                ),
                moreFields: z.int(),
              }),
            ),
          })
          .nullable()
          .meta({
            description:
              'Which file is read as which record, and each of its fields from which column (or the same text for all), as the file `saidIn` says; null where the source says nothing of the kind.',
          }),
        isWhole: z.boolean().meta({ description: 'All of it was looked at.' }),
        kinds: z.array(
          z.strictObject({
            kind: z.string(),
            count: z.int(),
            first: z.array(z.strictObject({ key: z.string(), name: z.string().nullable() })),
          }),
        ),
        notRead: z.array(z.strictObject({ what: z.string(), why: z.string() })),
        moreNotRead: z.int(),
        proposed: proposedMapping.nullable().meta({
          description:
            'What its tables could mean, where nothing says so yet: then nothing else was looked at. Preview it again with a `mapping`.',
        }),
      })
      .meta({ id: 'SourcePreview' }),
    run: ({ app, caller, report, signal }, input) =>
      app.sources.preview(
        { ...input, from: askedFrom(caller) },
        (what, count) => report({ what, count }),
        signal,
      ),
  }),
  pause: route({
    name: 'sources.pause',
    method: 'POST',
    path: '/v1/sources/:id/pause',
    tag,
    summary: 'Pause a source: it is not read until somebody resumes it.',
    description: 'Who did it and why stands in the ledger.',
    permission: 'manage_sources',
    codes: ['not_found'],
    params,
    body: z.strictObject({ because: text }),
    output: source,
    run: ({ app, caller }, input) =>
      app.sources.pause(input.id, { because: input.because, by: personOfCaller(caller) }),
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
    summary: 'Resume a source that is paused, or left alone after failures.',
    description:
      'After a pause for shrinking its next complete read applies whatever it lost. Who did it and why stands in the ledger.',
    permission: 'manage_sources',
    codes: ['not_found'],
    params,
    body: z.strictObject({ because: text.exactOptional() }),
    output: source,
    run: ({ app, caller }, input) =>
      app.sources.resume(input.id, { because: input.because, by: personOfCaller(caller) }),
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
    run: ({ app, caller }, input) => app.sources.remove(input.id, { by: personOfCaller(caller) }),
  }),
};
