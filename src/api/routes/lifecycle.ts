import { z } from 'zod';
import { eventStates, lifeEventKinds } from '../../commands/lifecycle/words.ts';
import { changeSchema, proposalIdSchema } from '../../platform/wire/proposal.ts';
import { paged, pageOf, pageQuery } from '../paging.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import {
  entryIdSchema,
  id,
  instantSchema,
  keyFingerprint,
  limit,
  signed,
  statement,
  stated,
  text,
  verdict,
} from './shared.ts';

const tag = 'lifecycle';

const kind = z.enum(['give', 'take', 'transfer', 'decide']);
const follow = z
  .strictObject({
    name: z.string(),
    kind,
    says: z.string().nullable(),
    change: changeSchema.nullable(),
    dueAt: instantSchema,
    rule: z.string(),
    why: z.string(),
    stands: z.enum(['waiting', 'asks', 'proposed', 'refused', 'settled']),
    proposal: z.strictObject({ id: proposalIdSchema, state: z.string() }).nullable(),
    note: z.string().nullable().meta({ description: 'Why it could not be filed the last time.' }),
  })
  .meta({
    id: 'LifeFollow',
    description: 'What follows from an event, and how that stands. It has no authority.',
  });
const event = z
  .strictObject({
    id: z.string(),
    source: z.string(),
    person: z.strictObject({
      key: z.string(),
      name: z.string(),
      department: z.string().nullable(),
      title: z.string().nullable(),
    }),
    human: z.string().meta({ description: 'The same for every entry of one human in the feed.' }),
    kind: z.enum(lifeEventKinds),
    says: z.string(),
    at: instantSchema,
    seenAt: instantSchema,
    because: z.string(),
    changed: z.array(
      z.strictObject({ attribute: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
    ),
    state: z.enum(eventStates),
    hold: z.string().nullable(),
    follows: z.array(follow),
  })
  .meta({ id: 'LifeEvent', description: 'Something that happened in the life of a person here.' });
const hold = z
  .strictObject({
    id: z.string(),
    source: z.string(),
    at: instantSchema,
    because: z.string(),
    events: z.int(),
    entry: entryIdSchema,
    state: z.enum(['held', 'released', 'discarded']),
    settledAt: instantSchema.nullable(),
    settledBy: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'LifeHold', description: 'Too many events of a kind at once: they wait for a person.' });
const feed = z.strictObject({
  source: z.string(),
  absent: z.enum(['left', 'unknown']),
  timeZone: z.string(),
  lookedAt: instantSchema.nullable(),
  nextAt: instantSchema.nullable(),
});
const answerShape = { hold: id, answer: z.enum(['release', 'discard']), reason: z.string().min(1).max(1000) };

export const lifecycle = {
  timeline: route({
    name: 'lifecycle.timeline',
    method: 'GET',
    path: '/v1/lifecycle/events',
    tag,
    summary: 'Who joined, moved and left, newest first, what followed, and what waits.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['newest'], most: 500, usual: 50 }),
      source: z.string().min(1).max(40).exactOptional(),
      key: z.string().min(1).max(4096).exactOptional(),
      state: z.array(z.enum(eventStates)).max(4).exactOptional(),
      kind: z.array(z.enum(lifeEventKinds)).max(8).exactOptional(),
    }),
    output: pageOf(event, {
      counts: z.strictObject({ held: z.int(), open: z.int(), settled: z.int(), discarded: z.int() }),
      holds: z.array(hold),
      feeds: z.array(feed),
      rulesUnreadable: z.string().nullable(),
    }),
    run: ({ app }, input) =>
      paged(z.strictObject({ n: z.int() }), input, ({ after }) => {
        const { source, key, state, kind: kinds, limit: most } = input;
        return app.lifecycle.timeline({
          limit: most,
          ...(source === undefined ? {} : { source }),
          ...(key === undefined ? {} : { key }),
          ...(state === undefined ? {} : { state }),
          ...(kinds === undefined ? {} : { kind: kinds }),
          ...(after === undefined ? {} : { after }),
        });
      }),
  }),
  show: route({
    name: 'lifecycle.show',
    method: 'GET',
    path: '/v1/lifecycle/events/:id',
    tag,
    summary: 'One event, and everything that follows from it.',
    permission: 'view',
    codes: ['not_found'],
    params: z.strictObject({ id }),
    output: event,
    run: ({ app }, input) => app.lifecycle.show(input.id),
  }),
  preview: route({
    name: 'lifecycle.preview',
    method: 'GET',
    path: '/v1/lifecycle/preview',
    tag,
    summary: 'What the rules would do with everybody as the estate is now.',
    description: 'Keeps nothing and files nothing.',
    permission: 'view',
    isDear: true,
    codes: ['not_found', 'input_too_large'],
    query: z.strictObject({ limit: limit(10_000, 200) }),
    output: z.strictObject({
      people: z.int(),
      feeds: z.array(z.strictObject({ source: z.string(), people: z.int().nullable() })),
      rules: z.array(z.strictObject({ rule: z.string(), kind: z.string(), people: z.int(), items: z.int() })),
      items: z.array(
        z.strictObject({
          source: z.string(),
          person: z.strictObject({ key: z.string(), name: z.string() }),
          kind,
          says: z.string().nullable(),
          change: changeSchema.nullable(),
          rule: z.string(),
          why: z.string(),
        }),
      ),
      total: z.int(),
      truncated: z.boolean(),
      asOf: instantSchema,
    }),
    run: ({ app }, input) => app.lifecycle.preview(input),
  }),
  asks: route({
    name: 'lifecycle.asks',
    method: 'POST',
    path: '/v1/lifecycle/events/:event/asks',
    tag,
    summary: 'What a person could ask for because of an event, as requests to sign.',
    permission: 'view',
    changesNothing: true,
    codes: ['not_found', 'already_done'],
    params: z.strictObject({ event: id }),
    body: z.strictObject({ follows: z.array(id).max(100).exactOptional() }),
    output: z.strictObject({
      says: z.string(),
      asks: z.array(
        z.strictObject({ follows: z.array(z.string()), changes: z.array(changeSchema), purpose: text }),
      ),
    }),
    run: ({ app }, input) => app.lifecycle.asks(input),
  }),
  ask: route({
    name: 'lifecycle.ask',
    method: 'POST',
    path: '/v1/lifecycle/events/:event/ask',
    tag,
    summary: 'File what a person asks for, by their signed request, because of an event.',
    permission: 'sign',
    codes: [
      'not_found',
      'already_done',
      'policy_denied',
      'end_invalid',
      'precondition_changed',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
    ],
    params: z.strictObject({ event: id }),
    body: z.strictObject({ follows: z.array(id).min(1).max(100), signed }),
    output: z.strictObject({
      proposal: proposalIdSchema,
      verdict,
      missingInWords: z.array(z.string()),
    }),
    run: ({ app }, input) => app.lifecycle.ask(input),
  }),
  prepareRelease: route({
    name: 'lifecycle.prepare-release',
    method: 'POST',
    path: '/v1/lifecycle/holds/:hold/statement',
    tag,
    summary: 'The statement by which a person lets go, or discards, what was held.',
    permission: 'sign',
    changesNothing: true,
    codes: ['not_found', 'already_done', 'signer_unknown'],
    params: z.strictObject({ hold: id }),
    body: z.strictObject({ answer: answerShape.answer, reason: answerShape.reason, keyFingerprint }),
    output: z.strictObject({
      ...stated.shape,
      item: z.strictObject({ ...answerShape, entry: z.string(), events: z.string() }),
    }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.lifecycle.openRelease(input)),
  }),
  release: route({
    name: 'lifecycle.release',
    method: 'POST',
    path: '/v1/lifecycle/release',
    tag,
    summary: 'Let go, or discard, what was held, by a signed answer.',
    permission: 'sign',
    codes: [
      'not_found',
      'already_done',
      'policy_denied',
      'signature_invalid',
      'signature_stale',
      'signer_unknown',
    ],
    body: z.strictObject({ statement, signature: signed.shape.signature }),
    output: z.strictObject({
      entry: entryIdSchema,
      events: z.int(),
      answer: answerShape.answer,
    }),
    run: ({ app }, input) => app.lifecycle.release(input),
  }),
};
