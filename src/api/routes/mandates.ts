import { z } from 'zod';
import { mandateKinds, mandateTriggers, refuse } from '../../model/index.ts';
import { mandateTermsSchema } from '../../platform/wire/mandate.ts';
import {
  changeSchema,
  mandateIdSchema,
  proposalIdSchema,
  subjectIdSchema,
} from '../../platform/wire/proposal.ts';
import { callerKey, personOfCaller } from '../caller.ts';
import { route } from '../route.ts';
import { forOwnKey } from './own-key.ts';
import { entryIdSchema, instantSchema, keyFingerprint, limit, signed, stated, text } from './shared.ts';

const tag = 'mandates';
const count = z.int().min(0);
const params = z.strictObject({ mandate: mandateIdSchema });
const itemState = z.enum([
  'announced',
  'held',
  'planned',
  'done',
  'failed',
  'returning',
  'returned',
  'dropped',
]);

const mandate = z
  .strictObject({
    id: mandateIdSchema,
    terms: mandateTermsSchema,
    proposedBy: z.string(),
    proposedAt: instantSchema,
    signatures: z.array(
      z.strictObject({
        person: z.string(),
        name: z.string().nullable(),
        entry: entryIdSchema,
        at: instantSchema,
      }),
    ),
    whyNot: z.string().nullable().meta({ description: 'Why nothing is done under it now; null: it stands.' }),
    ended: z.strictObject({ entry: entryIdSchema, at: instantSchema, because: z.string() }).nullable(),
    done: count.meta({ description: 'Changes begun under it, by the enforcer’s own record.' }),
    leftToday: count,
    leftInAll: count,
    items: z.record(z.string(), count).meta({ description: 'How many items are in which state.' }),
  })
  .meta({ id: 'Mandate', description: `A standing decision: ${mandateKinds.join(', ')}.` });

export const preview = z
  .strictObject({
    selected: count,
    unknown: count.meta({ description: 'Of how many a condition cannot be told: they are not selected.' }),
    first: z.array(z.strictObject({ says: z.string(), because: z.string() })),
  })
  .meta({ id: 'MandatePreview', description: 'What it would do as the estate is now.' });

const item = z
  .strictObject({
    no: z.int(),
    mandate: mandateIdSchema,
    proposal: proposalIdSchema,
    proposalEntry: entryIdSchema,
    title: z.string(),
    subject: z.string(),
    nominated: z
      .boolean()
      .meta({ description: 'A model named it; the conditions selected it all the same.' }),
    triggerKind: z.enum(mandateTriggers),
    triggerEntry: entryIdSchema,
    about: z.string().nullable(),
    selectedBecause: z.string(),
    filedAt: instantSchema,
    dueAt: instantSchema,
    state: itemState,
    because: z.string().nullable(),
    plan: entryIdSchema.nullable(),
    execution: entryIdSchema.nullable(),
    doneAt: instantSchema.nullable(),
    watchedUntil: instantSchema.nullable(),
    noteEntry: entryIdSchema.nullable(),
    notedBy: z.string().nullable(),
    returnPlan: entryIdSchema.nullable(),
    tries: count,
    lookAt: instantSchema,
  })
  .meta({ id: 'MandateItem' });

const signing = ['not_found', 'signer_unknown', 'already_done', 'input_invalid', 'not_permitted'] as const;
const taking = [...signing, 'signature_invalid', 'signature_stale'] as const;

export const mandates = {
  list: route({
    name: 'mandates.list',
    method: 'GET',
    path: '/v1/mandates',
    tag,
    summary: 'Standing decisions: what stands, who signed, what it did and what is left of its caps.',
    permission: 'view',
    codes: [],
    query: z.strictObject({
      standing: z.boolean().default(false).meta({ description: 'Only what is not over.' }),
      limit: limit(200, 50),
    }),
    output: z.strictObject({ items: z.array(mandate), truncated: z.boolean() }),
    run: ({ app }, input) => app.mandates.list(input),
  }),
  show: route({
    name: 'mandates.show',
    method: 'GET',
    path: '/v1/mandates/:mandate',
    tag,
    summary: 'One mandate with the items that it selected, the newest first.',
    permission: 'view',
    codes: ['not_found'],
    params,
    query: z.strictObject({
      limit: limit(1000, 100),
      preview: z.boolean().default(false).meta({ description: 'Also what it would select now.' }),
    }),
    output: z.strictObject({
      mandate,
      items: z.array(item),
      truncated: z.boolean(),
      preview: preview.nullable(),
    }),
    run: ({ app }, input) => app.mandates.show(input),
  }),
  propose: route({
    name: 'mandates.propose',
    method: 'POST',
    path: '/v1/mandates',
    tag,
    summary: 'Keep the terms of a mandate for people to sign. It has no authority.',
    permission: 'operate',
    codes: ['input_invalid'],
    body: z.strictObject({ terms: mandateTermsSchema }),
    output: z.strictObject({ mandate: mandateIdSchema, preview }),
    run: ({ app, caller }, { terms }) => app.mandates.propose({ terms, by: callerKey(caller) }),
  }),
  nominate: route({
    name: 'mandates.nominate',
    method: 'POST',
    path: '/v1/mandates/:mandate/items',
    tag,
    summary: 'Name changes for a mandate: they are announced if its conditions select every one.',
    description:
      'Naming decides nothing. What a token names has the origin `model`, so that it can be found and undone with everything else that was named so.',
    permission: 'operate',
    codes: ['not_found', 'policy_denied', 'already_done', 'precondition_changed', 'signature_invalid'],
    params,
    body: z.strictObject({ changes: z.array(changeSchema).min(1).max(20) }),
    output: z.strictObject({ proposal: proposalIdSchema, entry: entryIdSchema, dueAt: instantSchema }),
    run: ({ app, caller }, { mandate: id, changes }) =>
      app.mandates.nominate({ mandate: id, changes, origin: caller.kind === 'token' ? 'model' : 'person' }),
  }),
  open: route({
    name: 'mandates.prepare',
    method: 'POST',
    path: '/v1/mandates/:mandate/statement',
    tag,
    summary: 'The statement over the whole terms that this key would sign.',
    permission: 'sign',
    changesNothing: true,
    codes: [...signing],
    params,
    body: z.strictObject({ keyFingerprint }),
    output: stated
      .extend({ mandate: mandateIdSchema, terms: mandateTermsSchema })
      .meta({ id: 'OpenMandate' }),
    run: (context, input) => forOwnKey(context, input.keyFingerprint, () => context.app.mandates.open(input)),
  }),
  sign: route({
    name: 'mandates.sign',
    method: 'POST',
    path: '/v1/mandates/signatures',
    tag,
    summary: 'Take one signature of a mandate.',
    permission: 'sign',
    codes: [...taking],
    body: signed,
    output: z.strictObject({
      entry: entryIdSchema,
      missing: z.array(z.string()).meta({ description: 'What is missing before it stands, in words.' }),
    }),
    run: ({ app }, input) => app.mandates.sign(input),
  }),
  openEnd: route({
    name: 'mandates.prepare-end',
    method: 'POST',
    path: '/v1/mandates/:mandate/end/statement',
    tag,
    summary: 'The statement by which this key would end a mandate.',
    permission: 'sign',
    changesNothing: true,
    codes: [...signing],
    params,
    body: z.strictObject({ keyFingerprint, reason: text }),
    output: stated,
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.mandates.openEnd(input)),
  }),
  end: route({
    name: 'mandates.end',
    method: 'POST',
    path: '/v1/mandates/ends',
    tag,
    summary: 'Take a signed end: nothing more is done under the mandate.',
    permission: 'sign',
    codes: [...taking],
    body: signed,
    output: z.strictObject({ entry: entryIdSchema }),
    run: ({ app }, input) => app.mandates.end(input),
  }),
  object: route({
    name: 'mandates.object',
    method: 'POST',
    path: '/v1/mandates/objections',
    tag,
    summary: 'Object to an item: it is held for a person, or put back while it is watched.',
    description: 'By the person of the session; over the socket `as` says whose objection it is.',
    permission: 'operate',
    codes: ['not_found', 'already_done', 'not_reversible', 'not_permitted'],
    body: z.strictObject({ proposal: proposalIdSchema, reason: text, as: subjectIdSchema.exactOptional() }),
    output: z.strictObject({ entry: entryIdSchema, is: z.enum(['held', 'returning']) }),
    run: async ({ app, caller }, { proposal, reason, as }) => {
      const by = personOfCaller(caller) ?? (caller.kind === 'socket' ? as : undefined);
      return by === undefined
        ? refuse('not_permitted', 'Only a person objects.', 'Sign in, or say `as` whom over the socket.')
        : app.mandates.object({ proposal, reason, by });
    },
  }),
};
