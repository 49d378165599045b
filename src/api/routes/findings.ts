import { z } from 'zod';
import { changeSchema, evidenceSchema } from '../../platform/wire/proposal.ts';
import { route } from '../route.ts';
import { digestSchema, estateRef, findingIdSchema, id, instantSchema, limit, severities } from './shared.ts';

const tag = 'findings';

const state = z
  .discriminatedUnion('is', [
    z.strictObject({ is: z.literal('open'), since: instantSchema }),
    z.strictObject({ is: z.literal('accepted'), since: instantSchema, until: instantSchema }),
    z.strictObject({ is: z.literal('closed'), since: instantSchema, at: instantSchema }),
  ])
  .meta({ id: 'FindingState' });
const cause = z.strictObject({ key: z.string(), title: z.string() });
const severity = z.enum(severities);

const item = z
  .strictObject({
    id: findingIdSchema,
    rule: z.string(),
    title: z.string(),
    severity,
    score: z.number(),
    state,
    subject: estateRef,
    why: z.string().meta({ description: 'Why it stands where it stands.' }),
    cause,
    sameCause: z.int().meta({ description: 'How many open findings this cause gives.' }),
    draft: z
      .union([z.strictObject({ title: z.string() }), z.strictObject({ none: z.string() })])
      .meta({ description: 'What a rule proposes, or why nothing is.' }),
  })
  .meta({ id: 'FindingItem' });

const group = z
  .strictObject({
    ruleId: z.string(),
    causeKey: z.string(),
    title: z.string(),
    count: z.int(),
    topScore: z.number(),
    topFinding: findingIdSchema,
  })
  .meta({ id: 'CauseGroup', description: 'Open findings that one change would close together.' });

const record = z
  .strictObject({
    finding: z
      .strictObject({
        id: findingIdSchema,
        ruleId: z.string(),
        title: z.string(),
        severity,
        score: z.number(),
        contributions: z.array(z.strictObject({ what: z.string(), points: z.number() })),
        subject: estateRef,
        cause,
        evidence: evidenceSchema,
        state,
      })
      .meta({ id: 'Finding' }),
    account: z.strictObject({ source: z.string(), key: z.string() }),
    shownDigest: digestSchema,
    materialDigest: digestSchema,
    changedAt: instantSchema,
    recheckAt: instantSchema.nullable().meta({ description: 'When the clock alone would change it.' }),
  })
  .meta({ id: 'FindingRecord' });

const draft = z
  .strictObject({
    draftedBy: z.string(),
    findings: z.array(findingIdSchema),
    title: z.string(),
    reason: z.string(),
    changes: z.array(changeSchema),
    endsAt: instantSchema.nullable(),
  })
  .meta({ id: 'ProposalDraft', description: 'What a rule proposes about a finding. Without authority.' });

export const findings = {
  list: route({
    name: 'findings.list',
    method: 'GET',
    path: '/v1/findings',
    tag,
    summary: 'Findings by rank.',
    permission: 'view',
    query: z.strictObject({
      limit: limit(1000, 10),
      rule: id.exactOptional(),
      state: z.enum(['open', 'accepted', 'closed']).exactOptional(),
    }),
    output: z.strictObject({ items: z.array(item), groups: z.array(group), more: z.boolean() }),
    run: ({ app }, input) => app.findings.list(input),
  }),
  show: route({
    name: 'findings.show',
    method: 'GET',
    path: '/v1/findings/:id',
    tag,
    summary: 'One finding with its evidence.',
    permission: 'view',
    codes: ['not_found'],
    params: z.strictObject({ id }),
    output: z.strictObject({ item, record, draft: draft.exactOptional() }),
    run: ({ app }, input) => app.findings.show(input.id),
  }),
};
