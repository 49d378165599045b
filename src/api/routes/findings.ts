import { z } from 'zod';
import type { FindingKeyset, FindingsList } from '../../commands/findings.ts';
import { changeSchema, evidenceSchema } from '../../platform/wire/proposal.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import {
  digestSchema,
  estateRef,
  findingIdSchema,
  findingState as state,
  id,
  instantSchema,
  name,
  severities,
  sourceIdSchema,
} from './shared.ts';

const tag = 'findings';

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

/** A cursor's value is of the column that the list is sorted by. */
const keysets = {
  rank: z.strictObject({ value: z.int32(), id: findingIdSchema }),
  newest: z.strictObject({ value: instantSchema, id: findingIdSchema }),
};

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
    summary: 'Findings, by rank.',
    description: '`groups`: what one change would close together, of all open findings, the first twenty.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['rank', 'newest'], most: 1000, usual: 10 }),
      rule: z.array(id).max(50).exactOptional(),
      state: z
        .array(z.enum(['open', 'accepted', 'closed']))
        .max(3)
        .exactOptional()
        .meta({ description: 'Open ones when absent.' }),
      severity: z.array(severity).max(5).exactOptional(),
      source: sourceIdSchema.exactOptional(),
      account: name.exactOptional().meta({ description: 'The account’s key.' }),
      cause: name.exactOptional().meta({ description: 'The key of a cause.' }),
    }),
    output: pageOf(item, { groups: z.array(group), total }),
    run: ({ app }, input) =>
      paged<FindingKeyset, FindingsList>(keysets[input.sort], input, (after) =>
        app.findings.list({ ...input, ...after }),
      ),
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
