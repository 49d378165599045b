import { z } from 'zod';
import { campaignAnswers, campaignKinds, lanes, seatRoles, tiers } from '../../model/index.ts';
import { effectNames } from '../../commands/campaigns/effects.ts';
import { changeSchema, mandateIdSchema, proposalIdSchema } from '../../platform/wire/proposal.ts';
import {
  campaignIdSchema,
  closeItemSchema,
  designAskedSchema,
  itemContentSchema,
  launchItemSchema,
  rhythms,
  templateDesignSchema,
} from '../../commands/campaigns/wire.ts';
import { pageOf, pageQuery, paged } from '../paging.ts';
import { callerKey, personOfCaller } from '../caller.ts';
import { route } from '../route.ts';
import { preview as mandatePreview } from './mandates.ts';
import { natureSchema, provenanceSchema } from './nature.ts';
import { forOwnKey } from './own-key.ts';
import {
  digestSchema,
  entryIdSchema,
  explanation,
  instantSchema,
  keyFingerprint,
  severities,
  signed,
  sourceIdSchema,
  statement,
  subjectIdSchema,
  text,
} from './shared.ts';

const tag = 'campaigns';

const design = z
  .strictObject({
    title: z.string(),
    kind: z.enum(campaignKinds),
    lane: z.enum(lanes),
    sources: z.array(sourceIdSchema),
    tiers: z.array(z.enum(tiers)),
    dormantDays: z.int(),
    since: instantSchema.nullable(),
    stages: z.array(z.strictObject({ seats: z.array(z.enum(seatRoles)), next: z.enum(['unclear', 'kept']) })),
    named: subjectIdSchema.nullable(),
    sampling: z.strictObject({ items: z.int(), seed: z.string() }).nullable(),
    dueAt: instantSchema,
    correctSeconds: z.int(),
  })
  .meta({ id: 'CampaignDesign', description: 'What a campaign is, every member said.' });
const watermark = z
  .strictObject({ source: z.string(), read: z.int(), at: instantSchema })
  .meta({ id: 'Watermark', description: 'The read of a source that the population was taken from.' });
const share = z
  .strictObject({
    seat: z.int(),
    reviewer: z
      .strictObject({
        name: z.string(),
        person: subjectIdSchema.nullable(),
        source: z.string(),
        key: z.string(),
        canSign: z.boolean(),
      })
      .nullable()
      .meta({ description: 'Null: asked of nobody in particular, so of the pool.' }),
    items: z.int(),
  })
  .meta({ id: 'CampaignShare', description: 'How many items are asked of one person in one seat.' });
const gate = z
  .strictObject({
    gate: z.enum([
      'nothing_in_scope',
      'source_never_read',
      'source_stale',
      'source_paused',
      'reviewer_unknown',
      'reviewer_cannot_sign',
      'tier_unknown',
      'machines_unowned',
      'one_reviewer_has_most',
    ]),
    level: z.enum(['stops', 'warns']),
    count: z.int(),
    says: z.string(),
  })
  .meta({ id: 'QualityGate', description: 'What about the data speaks against a launch.' });
const answer = z.enum(campaignAnswers);
const pending = z
  .strictObject({
    seat: z.int(),
    answer,
    until: instantSchema.nullable(),
    reason: z.string().nullable(),
    changes: z.array(changeSchema).nullable(),
    at: instantSchema,
  })
  .meta({ id: 'PendingAnswer', description: 'Chosen and not signed: it counts for nothing.' });
const given = z
  .strictObject({
    stage: z.int(),
    seat: z.int(),
    person: subjectIdSchema,
    answer,
    until: instantSchema.nullable(),
    reason: z.string().nullable(),
    proposal: z.string().nullable(),
    notFiled: z.string().nullable(),
    submission: entryIdSchema,
    at: instantSchema,
  })
  .meta({ id: 'SignedAnswer' });
const item = z
  .strictObject({
    n: z.int(),
    content: itemContentSchema,
    text: z.string().meta({ description: 'What was frozen, exactly: the leaf of the manifest.' }),
    digest: digestSchema,
    state: z.enum(['open', 'kept', 'taken']),
    stage: z.int(),
    waits: z.array(z.strictObject({ seat: z.int(), role: z.string(), reviewer: z.string().nullable() })),
    mySeat: z.int().nullable(),
    pending: pending.nullable(),
    answers: z.array(given),
    drift: z.enum(['gone', 'changed']).nullable(),
    findings: z.int(),
    severity: z.enum(severities).nullable(),
  })
  .meta({
    id: 'CampaignItem',
    description: 'One access that is reviewed, as it was frozen, and how it stands.',
  });
const listed = {
  id: campaignIdSchema,
  title: z.string(),
  kind: z.enum(campaignKinds),
  lane: z.enum(lanes),
  state: z.enum(['draft', 'open', 'closed']),
  items: z.int(),
  kept: z.int(),
  taken: z.int(),
  open: z.int(),
  dueAt: instantSchema,
  isLate: z.boolean(),
  launchedAt: instantSchema.nullable(),
  closedAt: instantSchema.nullable(),
};
const effect = z
  .strictObject({
    n: z.int(),
    is: z.enum(effectNames),
    proposal: z.string().nullable(),
    plan: entryIdSchema.nullable(),
    execution: entryIdSchema.nullable(),
    because: z.string().nullable(),
    at: instantSchema.nullable(),
  })
  .meta({ id: 'CampaignEffect', description: 'What came of an answer that takes something away.' });
const right = z
  .strictObject({
    entitlement: z.string(),
    action: z.string(),
    resource: z.string().nullable(),
    path: z.array(z.string()),
  })
  .meta({ id: 'RightByWay' });
const no = z
  .strictObject({
    allows: z.array(right),
    takesAway: z.array(right),
    stillHeld: z.array(right),
    alsoAffects: z.int(),
    says: z.string(),
    alternatives: z.array(
      z.strictObject({ says: z.string(), changes: z.array(changeSchema), alsoAffects: z.int() }),
    ),
    truncated: z.boolean(),
  })
  .meta({ id: 'EffectOfNo', description: 'What a plain no would really do, and what else works.' });
const params = z.strictObject({ campaign: campaignIdSchema });
const itemNumber = z.int().min(0).max(100_000_000);
const noted = z.strictObject({
  item: z.int().nullable(),
  what: z.string(),
  said: z.record(z.string(), z.unknown()),
  by: z.string().nullable(),
  entry: entryIdSchema,
  at: instantSchema,
});
const decided = z.union([
  z.strictObject({
    proposal: proposalIdSchema,
    is: z.enum(['decided', 'planned', 'recorded']),
    plan: entryIdSchema.exactOptional(),
  }),
  z.strictObject({ proposal: proposalIdSchema, is: z.literal('refused'), why: explanation }),
]);
const codes = ['not_found', 'signer_unknown', 'already_done', 'not_permitted'] as const;
const signCodes = [
  'signature_invalid',
  'signature_stale',
  'signer_unknown',
  'policy_denied',
  'already_done',
  'not_found',
  'not_permitted',
  'end_invalid',
] as const;

const templateName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,60}$/)
  .meta({ examples: ['people-each-quarter'] });
const template = z
  .strictObject({
    name: z.string(),
    design: templateDesignSchema,
    dueDays: z.int(),
    every: z.enum(rhythms).nullable(),
    nextAt: instantSchema.nullable(),
    waitsSince: instantSchema
      .nullable()
      .meta({ description: 'Its turn has come, and nobody has launched it.' }),
    waitingItems: z.int().nullable(),
    lastCampaign: campaignIdSchema.nullable(),
    lastLaunchedAt: instantSchema.nullable(),
    madeBy: z.string(),
    madeAt: instantSchema,
    retiredBecause: z.string().nullable(),
  })
  .meta({
    id: 'CampaignTemplate',
    description: 'A campaign that is launched again and again, by a signature each time.',
  });

export const submissionTaken = z
  .strictObject({ submission: entryIdSchema, answers: z.int(), decisions: z.array(decided) })
  .meta({ id: 'SubmissionTaken' });

export const campaigns = {
  preview: route({
    name: 'campaigns.preview',
    method: 'POST',
    path: '/v1/campaigns/preview',
    tag,
    summary:
      'What a campaign would be: scope, who would get how much, and what about the data speaks against it.',
    permission: 'operate',
    changesNothing: true,
    isDear: true,
    codes: ['not_found', 'end_invalid'],
    body: z.strictObject({ design: designAskedSchema }),
    output: z
      .strictObject({
        design,
        items: z.int(),
        accounts: z.int(),
        byTier: z.strictObject({ low: z.int(), medium: z.int(), high: z.int(), unknown: z.int() }),
        bySource: z.array(z.strictObject({ source: z.string(), items: z.int() })),
        shares: z.array(share),
        moreShares: z.int(),
        gates: z.array(gate),
        sources: z.array(watermark),
      })
      .meta({ id: 'CampaignPreview' }),
    run: ({ app }, input) => app.campaigns.preview(input.design),
  }),
  openLaunch: route({
    name: 'campaigns.prepare',
    method: 'POST',
    path: '/v1/campaigns/statement',
    tag,
    summary: 'Freeze the population of a campaign, and have the statement prepared that launches it.',
    description:
      'Every item is frozen with its digest; the statement covers the root over all of them. What is not launched within an hour is discarded.',
    permission: 'sign',
    isDear: true,
    codes: [...codes, 'end_invalid'],
    body: z.strictObject({
      design: designAskedSchema,
      keyFingerprint,
      evenIfEmpty: z.boolean().default(false).meta({ description: 'Also when nothing is in scope.' }),
      template: templateName.exactOptional().meta({ description: 'The template that it is launched from.' }),
    }),
    output: z
      .strictObject({ campaign: campaignIdSchema, design, item: launchItemSchema, statement })
      .meta({ id: 'OpenLaunch' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.campaigns.openLaunch(input)),
  }),
  launch: route({
    name: 'campaigns.launch',
    method: 'POST',
    path: '/v1/campaigns',
    tag,
    summary: 'Take the signed launch of a campaign.',
    permission: 'sign',
    codes: signCodes,
    body: signed,
    output: z
      .strictObject({ campaign: campaignIdSchema, launch: entryIdSchema, items: z.int() })
      .meta({ id: 'CampaignLaunched' }),
    run: ({ app }, input) => app.campaigns.launch(input),
  }),
  templates: route({
    name: 'campaigns.templates',
    method: 'GET',
    path: '/v1/campaign-templates',
    tag,
    summary: 'Campaigns that are launched again and again, and whose turn has come.',
    permission: 'view',
    query: z.strictObject({ all: z.stringbool().default(false).meta({ description: 'Also retired ones.' }) }),
    output: z.strictObject({ items: z.array(template) }),
    run: ({ app }, input) => app.campaigns.templates(input),
  }),
  template: route({
    name: 'campaigns.template',
    method: 'GET',
    path: '/v1/campaign-templates/:name',
    tag,
    summary: 'One template, and what a launch from it would ask for now.',
    permission: 'view',
    codes: ['not_found'],
    params: z.strictObject({ name: templateName }),
    output: z.strictObject({ template, design: designAskedSchema }),
    run: ({ app }, input) => app.campaigns.template(input),
  }),
  saveTemplate: route({
    name: 'campaigns.save-template',
    method: 'POST',
    path: '/v1/campaign-templates',
    tag,
    summary: 'Keep a campaign to be launched again, at a rhythm or whenever somebody wants.',
    description:
      'It launches nothing. When its turn comes it waits, prepared, for somebody to sign the launch.',
    permission: 'operate',
    codes: ['input_invalid', 'already_done', 'end_invalid'],
    body: z.strictObject({
      name: templateName,
      design: templateDesignSchema,
      dueDays: z.int().min(1).max(366).default(21),
      every: z.enum(rhythms).nullable().default(null),
      first: instantSchema
        .nullable()
        .default(null)
        .meta({ description: 'Its first turn; null: a rhythm from now.' }),
    }),
    output: z.strictObject({ name: z.string(), nextAt: instantSchema.nullable() }),
    run: ({ app, caller }, input) => app.campaigns.saveTemplate({ ...input, by: callerKey(caller) }),
  }),
  retireTemplate: route({
    name: 'campaigns.retire-template',
    method: 'POST',
    path: '/v1/campaign-templates/:name/retired',
    tag,
    summary: 'End a template with a reason. What was launched from it stays.',
    permission: 'operate',
    codes: ['not_found'],
    params: z.strictObject({ name: templateName }),
    body: z.strictObject({ reason: text }),
    output: z.strictObject({ name: z.string() }),
    run: ({ app }, input) => app.campaigns.retireTemplate(input),
  }),
  list: route({
    name: 'campaigns.list',
    method: 'GET',
    path: '/v1/campaigns',
    tag,
    summary: 'Campaigns, newest first.',
    permission: 'view',
    query: z.strictObject(pageQuery({ sorts: ['newest'], most: 200, usual: 50 })),
    output: pageOf(z.strictObject(listed).meta({ id: 'CampaignListed' }), {}),
    run: ({ app }, input) =>
      paged(z.strictObject({ createdAt: instantSchema, no: z.int() }), input, (after) =>
        app.campaigns.list({ limit: input.limit, ...after }),
      ),
  }),
  show: route({
    name: 'campaigns.show',
    method: 'GET',
    path: '/v1/campaigns/:campaign',
    tag,
    summary:
      'One campaign as its owner sees it: how far it is, what is open and routed, what came of what was taken away.',
    permission: 'view',
    codes: ['not_found'],
    params,
    output: z
      .strictObject({
        ...listed,
        design,
        manifest: digestSchema.nullable(),
        sources: z.array(watermark),
        launch: entryIdSchema.nullable(),
        launchedBy: subjectIdSchema.nullable(),
        close: entryIdSchema.nullable(),
        closedBecause: z.string().nullable(),
        unrouted: z.int(),
        pending: z.int(),
        drifted: z.int(),
        effects: z.record(z.enum(effectNames), z.int()),
        shares: z.array(share),
        moreShares: z.int(),
        waitsFor: z.array(share).meta({ description: 'Whom open items wait for now.' }),
        silence: z
          .array(
            z.strictObject({ mandate: mandateIdSchema, says: z.string(), whyNot: z.string().nullable() }),
          )
          .meta({ description: 'What happens to items that nobody answers, once people have signed it.' }),
        burndown: z.array(z.strictObject({ day: z.string(), done: z.int() })),
        notes: z.array(noted),
      })
      .meta({ id: 'CampaignShown' }),
    run: ({ app }, input) => app.campaigns.show(input.campaign),
  }),
  items: route({
    name: 'campaigns.items',
    method: 'GET',
    path: '/v1/campaigns/:campaign/items',
    tag,
    summary: 'The items of a whole campaign, for whoever runs or audits it.',
    description:
      'What is open and could be asked of whoever looks is not among them: that is what `reviews.items` shows them.',
    permission: 'view',
    codes: ['not_found', 'signer_unknown', 'not_permitted'],
    params,
    query: z.strictObject({
      ...pageQuery({ sorts: ['manifest'], most: 200, usual: 50 }),
      show: z.enum(['waiting', 'pending', 'answered', 'unrouted', 'drifted', 'all']).default('waiting'),
      keyFingerprint: keyFingerprint.exactOptional(),
    }),
    output: pageOf(item, {}),
    run: (context, input) => {
      const person = personOfCaller(context.caller);
      const { campaign, show, limit, keyFingerprint: key } = input;
      const ask = () =>
        paged(z.int(), input, (after) =>
          context.app.campaigns.items({
            campaign,
            show,
            limit,
            person,
            ...(key === undefined ? {} : { keyFingerprint: key }),
            ...after,
          }),
        );
      return key === undefined ? ask() : forOwnKey(context, key, ask);
    },
  }),
  item: route({
    name: 'campaigns.item',
    method: 'GET',
    path: '/v1/campaigns/:campaign/items/:item',
    tag,
    summary:
      'One item with everything beside it: what it allows, what a no would really do, how the account behaves.',
    permission: 'view',
    codes: ['not_found', 'signer_unknown', 'not_permitted'],
    params: z.strictObject({ campaign: campaignIdSchema, item: itemNumber }),
    query: z.strictObject({ keyFingerprint: keyFingerprint.exactOptional() }),
    output: z
      .strictObject({
        item,
        no,
        nature: natureSchema.nullable(),
        provenance: provenanceSchema.nullable(),
        anomalies: z.array(z.string()).nullable(),
        exposures: z.array(
          z.strictObject({ credential: z.string(), place: z.string(), foundBy: z.string() }),
        ),
        findings: z.array(
          z.strictObject({ id: z.string(), title: z.string(), severity: z.enum(severities) }),
        ),
        effect: effect.nullable(),
      })
      .meta({ id: 'CampaignItemPage' }),
    run: (context, input) => {
      const ask = () => context.app.campaigns.item({ ...input, person: personOfCaller(context.caller) });
      return input.keyFingerprint === undefined ? ask() : forOwnKey(context, input.keyFingerprint, ask);
    },
  }),
  handOn: route({
    name: 'campaigns.hand-on',
    method: 'POST',
    path: '/v1/campaigns/:campaign/handed-on',
    tag,
    summary: 'Hand items on to somebody else, or recuse oneself, with the reason in the record.',
    permission: 'sign',
    codes,
    params,
    body: z.strictObject({
      keyFingerprint,
      items: z.array(itemNumber).min(1).max(1000),
      to: subjectIdSchema.nullable().meta({ description: 'Null: recused; the pool is asked.' }),
      reason: text,
    }),
    output: z.strictObject({
      handedOn: z.int(),
      note: entryIdSchema.nullable(),
      left: z.array(z.int()).meta({ description: 'Not theirs to hand on, or not to that person.' }),
    }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.campaigns.handOn(input)),
  }),
  effects: route({
    name: 'campaigns.effects',
    method: 'GET',
    path: '/v1/campaigns/:campaign/effects',
    tag,
    summary: 'What came of everything that was taken away: proven by re-read, failed, or cannot be told.',
    permission: 'view',
    codes: ['not_found'],
    params,
    output: z.strictObject({ items: z.array(effect) }),
    run: ({ app }, input) => app.campaigns.effects(input.campaign),
  }),
  silence: route({
    name: 'campaigns.silence',
    method: 'POST',
    path: '/v1/campaigns/:campaign/silence',
    tag,
    summary: 'Write the mandate for items of a campaign that nobody answers, for people to sign.',
    description:
      'It does nothing until several people have signed it (`mandates.sign`). What was asked of nobody is never among its items.',
    permission: 'operate',
    codes: ['not_found', 'already_done', 'input_invalid', 'input_too_large'],
    params,
    body: z.strictObject({
      does: z.enum(['suspend', 'revoke']),
      afterDays: z.int().min(1).max(90),
      tiers: z.array(z.enum(tiers)).min(1).max(3).default(['low', 'medium', 'high']),
      perDay: z.int().min(1).max(500).default(50),
      inAll: z.int().min(1).max(5000).default(500),
      noticeHours: z.int().min(0).max(720).default(48),
      watchDays: z.int().min(0).max(30).default(14),
    }),
    output: z.strictObject({ mandate: mandateIdSchema, says: z.string(), preview: mandatePreview }),
    run: ({ app, caller }, input) => app.campaigns.silence({ ...input, by: callerKey(caller) }),
  }),
  openClose: route({
    name: 'campaigns.prepare-close',
    method: 'POST',
    path: '/v1/campaigns/:campaign/close/statement',
    tag,
    summary: 'The statement that closes a campaign, with what it leaves open.',
    permission: 'sign',
    changesNothing: true,
    codes,
    params,
    body: z.strictObject({ keyFingerprint, reason: text }),
    output: z.strictObject({ statement, item: closeItemSchema }).meta({ id: 'OpenClose' }),
    run: (context, input) =>
      forOwnKey(context, input.keyFingerprint, () => context.app.campaigns.openClose(input)),
  }),
  close: route({
    name: 'campaigns.close',
    method: 'POST',
    path: '/v1/campaigns/close',
    tag,
    summary: 'Take the signed close of a campaign.',
    permission: 'sign',
    codes: signCodes,
    body: signed,
    output: z
      .strictObject({ campaign: campaignIdSchema, close: entryIdSchema, open: z.int() })
      .meta({ id: 'CampaignClosed' }),
    run: ({ app }, input) => app.campaigns.close(input),
  }),
};
