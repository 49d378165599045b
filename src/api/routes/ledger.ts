import { z } from 'zod';
import { entryTypes, isBlobId } from '../../model/index.ts';
import { paged, pageOf, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { digestSchema, entryIdSchema, id, instantSchema, subjectIdSchema } from './shared.ts';

const tag = 'ledger';

const type = z.enum([...entryTypes.server, ...entryTypes.enforcer, ...entryTypes.sequencer]);

const entry = z
  .strictObject({
    id: entryIdSchema,
    type,
    at: instantSchema,
    actor: z.strictObject({
      kind: z.enum(['person', 'process', 'agent', 'machine']),
      id: subjectIdSchema,
      via: z.array(subjectIdSchema),
    }),
    subjects: z.array(z.string()),
    causedBy: z.array(entryIdSchema),
    correlation: z.string(),
    policy: digestSchema.nullable(),
    basis: z.record(z.string(), digestSchema),
    blobs: z.array(
      z.strictObject({ id: z.string().refine(isBlobId), name: z.string(), commitment: digestSchema }),
    ),
    body: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Free JSON of the entry’s type; docs/ledger.md lists them.' }),
  })
  .meta({ id: 'Entry' });
const leaf = z
  .strictObject({
    v: z.literal('countersign/entry/v1'),
    seq: z.int(),
    sequencedAt: instantSchema,
    writer: z.enum(['server', 'enforcer', 'sequencer']),
    entry,
  })
  .meta({ id: 'Leaf', description: 'One leaf of the log; its canonical JSON is the leaf’s exact bytes.' });

export const ledger = {
  show: route({
    name: 'ledger.entries',
    method: 'GET',
    path: '/v1/ledger/entries',
    tag,
    summary: 'Entries, or one story.',
    description: '`about` is an entry (it and what it caused) or a proposal (its whole story).',
    permission: 'view',
    codes: ['usage', 'not_found'],
    query: z.strictObject({
      ...pageQuery({ sorts: ['newest', 'oldest'], most: 1000, usual: 20 }),
      about: id.exactOptional(),
      types: z.array(type).max(40).exactOptional(),
    }),
    output: pageOf(leaf, {}),
    run: ({ app }, input) => paged(z.int().min(0), input, (after) => app.ledger.show({ ...input, ...after })),
  }),
  proof: route({
    name: 'ledger.proof',
    method: 'GET',
    path: '/v1/ledger/entries/:entry/proof',
    tag,
    summary: 'An inclusion proof (C2SP tlog-proof).',
    permission: 'view',
    codes: ['usage', 'not_found'],
    params: z.strictObject({ entry: id }),
    output: z.strictObject({ proof: z.string() }),
    run: ({ app }, input) => app.ledger.proof(input.entry),
  }),
};
