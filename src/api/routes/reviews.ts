import { z } from 'zod';
import { campaignAnswers, campaignKinds, lanes, mostItemsSigned } from '../../model/index.ts';
import { decisionItemSchema } from '../../platform/wire/decision-item.ts';
import {
  answerLeafSchema,
  campaignIdSchema,
  mostAnswersSubmitted,
  submissionItemSchema,
} from '../../commands/campaigns/wire.ts';
import { pageOf, pageQuery, paged } from '../paging.ts';
import { route } from '../route.ts';
import { submissionTaken } from './campaigns.ts';
import { forOwnKey } from './own-key.ts';
import {
  explanation,
  instantSchema,
  keyFingerprint,
  severities,
  signature,
  statement,
  subjectIdSchema,
  text,
  decisionOpened,
} from './shared.ts';

const tag = 'reviews';

const itemSchema = z
  .string()
  .regex(/^itm_[0-9a-f]{32}$/, 'expected an item’s handle (itm_…)')
  .meta({ id: 'ReviewItemId', description: 'The name of an item on one reviewer’s page.' });
const looks = z
  .strictObject({
    account: z.strictObject({
      key: z.string(),
      kind: z.string(),
      name: z.string(),
      person: z.string().nullable(),
      personName: z.string().nullable(),
      ref: z.string().nullable(),
    }),
    object: z.strictObject({ key: z.string(), name: z.string(), resource: z.string().nullable() }),
    entity: z.enum(['grant', 'membership']),
    source: z.string(),
    tier: z.enum(['low', 'medium', 'high', 'unknown']),
    dataClass: z.string().nullable(),
    environment: z.string().nullable(),
    privileged: z.boolean(),
    since: z.string().nullable(),
    used: z.string().meta({ description: 'A moment, `never`, or `unknown`.' }),
  })
  .meta({ id: 'ReviewedAccess', description: 'Whose access to what, as it was frozen.' });
const line = z
  .strictObject({
    item: itemSchema,
    looks,
    seat: z.string(),
    allows: z.array(z.string()).readonly(),
    isFirst: z.boolean(),
    blind: z
      .enum(['no', 'waits', 'shown'])
      .meta({ description: '`waits`: answer it, then its advice is shown.' }),
    advice: z
      .strictObject({
        leans: z.enum(['keep', 'reduce']),
        because: z.array(z.string()).readonly(),
        wouldChange: z.string(),
      })
      .nullable(),
    endsHere: z.boolean(),
    chosen: z
      .strictObject({
        answer: z.string(),
        until: z.string().nullable(),
        reason: z.string().nullable(),
        before: z.string().nullable(),
        at: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'ReviewLine', description: 'One item of a reviewer’s page.' });
const asked = { keyFingerprint };
const params = z.strictObject({ campaign: campaignIdSchema });
const codes = ['not_found', 'signer_unknown', 'already_done', 'not_permitted', 'policy_denied'] as const;

/** What a campaign asks of one reviewer. No route tells of the quality of anybody but whoever asks. */
export const reviews = {
  items: route({
    name: 'reviews.items',
    method: 'GET',
    path: '/v1/campaigns/:campaign/review',
    tag,
    summary: 'What a campaign asks of whoever this key speaks for, by risk.',
    description:
      'Some items are planted to see whether reviews are looked at: nothing can be done by them, and which they were is told after submitting.',
    permission: 'sign',
    codes,
    params,
    query: z.strictObject({
      ...pageQuery({ sorts: ['risk'], most: 200, usual: 100 }),
      ...asked,
      show: z
        .enum(['waiting', 'answered'])
        .default('waiting')
        .meta({ description: '`answered`: what they signed.' }),
    }),
    output: pageOf(line, {
      campaign: z.strictObject({
        id: campaignIdSchema,
        title: z.string(),
        kind: z.enum(campaignKinds),
        lane: z.enum(lanes),
        state: z.enum(['open', 'closed']),
        dueAt: instantSchema,
        correctSeconds: z.int(),
        silence: z
          .array(z.string())
          .meta({ description: 'What happens to items that nobody answers; empty: they stay open.' }),
      }),
      counts: z.strictObject({ waiting: z.int(), chosen: z.int(), signed: z.int() }),
      mostInBulk: z.int(),
    }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () =>
        paged(z.int(), input, (after) => context.app.reviews.page({ ...input, ...after })),
      ),
  }),
  item: route({
    name: 'reviews.item',
    method: 'GET',
    path: '/v1/campaigns/:campaign/review/:item',
    tag,
    summary: 'What stands beside one item: how it got there, what a no would do, how its account behaves.',
    permission: 'sign',
    codes,
    params: z.strictObject({ campaign: campaignIdSchema, item: itemSchema }),
    query: z.strictObject(asked),
    output: z
      .strictObject({
        item: itemSchema,
        paths: z
          .array(z.strictObject({ steps: z.array(z.string()).readonly(), right: z.string() }))
          .readonly(),
        provenance: z.string().nullable(),
        nature: z.string().nullable(),
        anomalies: z.array(z.string()).readonly().nullable(),
        exposures: z.array(z.string()).readonly(),
        findings: z
          .array(z.strictObject({ id: z.string(), title: z.string(), severity: z.enum(severities) }))
          .readonly(),
        others: z.int().nullable(),
        no: z.strictObject({
          says: z.string(),
          works: z.boolean(),
          offers: z.array(z.strictObject({ id: z.string(), says: z.string() })).readonly(),
        }),
        changed: z.boolean(),
      })
      .meta({ id: 'ReviewItemBeside' }),
    run: (context, input) => forOwnKey(context, input.keyFingerprint, () => context.app.reviews.item(input)),
  }),
  answer: route({
    name: 'reviews.answer',
    method: 'POST',
    path: '/v1/campaigns/:campaign/review/answers',
    tag,
    summary: 'Keep what a reviewer chooses; it counts for nothing until it is signed.',
    description:
      'Several at once are a bulk answer: it needs a reason, takes the place of no answer, and policy says how many it may be.',
    permission: 'sign',
    codes,
    params,
    body: z.strictObject({
      ...asked,
      by: z.enum(['choice', 'advice']).default('choice').meta({
        description: '`advice`: accepted from what was recommended; it never takes the place of an answer.',
      }),
      answers: z
        .array(
          z.strictObject({
            item: itemSchema,
            answer: z.enum(campaignAnswers),
            until: instantSchema.exactOptional(),
            reason: text.exactOptional(),
            offer: z.string().max(40).exactOptional().meta({ description: 'For `narrow` and `rescope`.' }),
            seenMs: z.int().min(0).max(3_600_000).exactOptional(),
            opened: z.boolean().exactOptional(),
          }),
        )
        .min(1)
        .max(200),
    }),
    output: z.strictObject({
      items: z.array(
        z.union([
          z.strictObject({ item: itemSchema, is: z.literal('kept'), line }),
          z.strictObject({ item: itemSchema, is: z.literal('refused'), why: explanation }),
        ]),
      ),
    }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.reviews.answer(input)),
  }),
  takeBack: route({
    name: 'reviews.take-back',
    method: 'POST',
    path: '/v1/campaigns/:campaign/review/taken-back',
    tag,
    summary: 'Take back what was chosen and not signed.',
    permission: 'sign',
    codes,
    params,
    body: z.strictObject({ ...asked, items: z.array(itemSchema).min(1).max(200) }),
    output: z.strictObject({ items: z.array(line) }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.reviews.takeBack(input)),
  }),
  handOn: route({
    name: 'reviews.hand-on',
    method: 'POST',
    path: '/v1/campaigns/:campaign/review/handed-on',
    tag,
    summary:
      'Hand items that are asked of one on to somebody else, or recuse oneself, with the reason in the record.',
    permission: 'sign',
    codes,
    params,
    body: z.strictObject({
      ...asked,
      items: z.array(itemSchema).min(1).max(200),
      to: subjectIdSchema.nullable().meta({ description: 'Null: recused; the pool is asked.' }),
      reason: text,
    }),
    output: z.strictObject({ handedOn: z.int(), left: z.array(itemSchema) }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.reviews.handOn(input)),
  }),
  openSubmission: route({
    name: 'reviews.open-submission',
    method: 'POST',
    path: '/v1/campaigns/:campaign/review/statement',
    tag,
    summary: 'The one statement over everything that was chosen, without what was planted.',
    description:
      'Answers on planted items are final from here on, and in nothing that is signed. Where they show that reviews were not looked at, policy opens answers again.',
    permission: 'sign',
    isWork: true,
    codes,
    params,
    body: z.strictObject(asked),
    output: z
      .strictObject({
        statement: statement.exactOptional(),
        decisions: z.array(decisionOpened),
        answers: z.array(
          z.strictObject({
            item: itemSchema,
            leaf: answerLeafSchema,
            text: z.string(),
            because: explanation.nullable(),
          }),
        ),
        about: submissionItemSchema.nullable(),
        left: z.array(z.strictObject({ item: itemSchema, why: explanation })),
        planted: z.int(),
        reopened: z.array(itemSchema),
      })
      .meta({ id: 'OpenReviewSubmission' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () =>
        context.app.reviews.openSubmission(input, (what, count, total) =>
          context.report({ what, count, total }),
        ),
      ),
  }),
  submit: route({
    name: 'reviews.submit',
    method: 'POST',
    path: '/v1/campaigns/:campaign/review/submissions',
    tag,
    summary: 'Take one signature over a reviewer’s answers; then they may see how their review went.',
    permission: 'sign',
    mostBodyBytes: 24 << 20,
    isWork: true,
    codes: [...codes, 'signature_invalid', 'signature_stale', 'end_invalid'],
    params,
    body: z.strictObject({
      ...asked,
      statement,
      signature,
      decisions: z.array(decisionItemSchema).max(mostItemsSigned),
      answers: z.array(answerLeafSchema).min(1).max(mostAnswersSubmitted),
      about: submissionItemSchema,
    }),
    output: submissionTaken,
    run: (context, { campaign, keyFingerprint: key, ...signed }) =>
      forOwnKey(context, key, () =>
        context.app.reviews.submit(signed, { campaign, keyFingerprint: key }, (what, count, total) =>
          context.report({ what, count, total }),
        ),
      ),
  }),
  quality: route({
    name: 'reviews.quality',
    method: 'GET',
    path: '/v1/campaigns/:campaign/review-quality',
    tag,
    summary:
      'How one’s own review went, in words; nothing before one has submitted, and never anybody else’s.',
    permission: 'sign',
    codes,
    params,
    query: z.strictObject(asked),
    output: z
      .strictObject({
        told: z
          .strictObject({
            standing: z.enum(['sound', 'unknown', 'low']),
            words: z.strictObject({
              summary: z.string(),
              counted: z.array(z.string()).readonly(),
              shown: z.array(z.string()).readonly(),
            }),
            planted: z
              .array(
                z.strictObject({
                  item: itemSchema,
                  holder: z.string(),
                  object: z.string(),
                  right: z.enum(['keep', 'reduce']),
                  answer: z.string().nullable(),
                }),
              )
              .readonly(),
            at: instantSchema,
          })
          .nullable(),
      })
      .meta({ id: 'MyReviewQuality' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.reviews.quality(input)),
  }),
  qualities: route({
    name: 'reviews.how-it-went',
    method: 'GET',
    path: '/v1/campaigns/:campaign/how-it-went',
    tag,
    summary: 'How the reviews of a campaign went all together: how many, never whose.',
    permission: 'view',
    codes: ['not_found'],
    params,
    output: z
      .strictObject({
        told: z
          .strictObject({ sound: z.int(), unknown: z.int(), low: z.int(), reopened: z.int() })
          .nullable()
          .meta({ description: 'Null: too few have submitted to hide one among them.' }),
        fewest: z.int(),
      })
      .meta({ id: 'ReviewsTogether' }),
    run: ({ app }, input) => app.reviews.together(input.campaign),
  }),
};
