import { z } from 'zod';
import type { FindingKeyset, FindingsList } from '../../commands/findings.ts';
import { mostFiledAtOnce } from '../../commands/total.ts';
import { refuse } from '../../model/index.ts';
import { changeSchema, evidenceSchema, proposalIdSchema } from '../../platform/wire/proposal.ts';
import { paged, pageOf, pageQuery, total } from '../paging.ts';
import { route } from '../route.ts';
import {
  control,
  digestSchema,
  estateRef,
  explanation,
  findingIdSchema,
  findingState as state,
  id,
  instantSchema,
  name,
  severities,
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

const filters = {
  search: z
    .string()
    .max(200)
    .exactOptional()
    .meta({ description: 'Words or their beginnings, of titles, names, keys, sources and rules.' }),
  rule: z.array(id).max(50).exactOptional(),
  state: z
    .array(z.enum(['open', 'accepted', 'closed']))
    .max(3)
    .exactOptional()
    .meta({ description: 'Open ones when absent.' }),
  severity: z.array(severity).max(5).exactOptional(),
  source: z.array(z.string().min(1).max(40)).max(50).exactOptional(),
  account: name.exactOptional().meta({ description: 'The account’s key; with one source, one account.' }),
  cause: name.exactOptional().meta({ description: 'The key of a cause.' }),
};

const atLeast = z.boolean().meta({ description: 'There are more; the highest ranked were counted.' });
const counted = z.array(z.strictObject({ value: z.string(), count: z.int() }));
const putTogether = z
  .strictObject({
    key: z.string(),
    source: z.string().nullable().meta({ description: 'Of an account; null for what is no account.' }),
    title: z.string(),
    count: z.int(),
    topScore: z.number(),
    topSeverity: severity,
    topFinding: findingIdSchema,
  })
  .meta({ id: 'FindingGroup' });

const why = z.string();
const can = z
  .discriminatedUnion('is', [
    z.strictObject({ is: z.literal('ready'), title: z.string() }),
    z.strictObject({ is: z.literal('asks'), title: z.string() }),
    z.strictObject({ is: z.literal('open'), proposal: proposalIdSchema }),
    z.strictObject({ is: z.enum(['by_hand', 'informs', 'denied', 'settled', 'refused']), why }),
  ])
  .meta({
    id: 'CanBeDone',
    description:
      '`ready`: the draft can be filed as it stands. `asks`: it gives something, so a person has to ask for it with a signature. `open`: the same case is open. Otherwise nothing can be filed, and why.',
  });
const weighed = z
  .strictObject({ finding: findingIdSchema, title: z.string(), severity, can })
  .meta({ id: 'WeighedFinding' });
const many = z.array(findingIdSchema).min(1).max(mostFiledAtOnce);

export const findings = {
  list: route({
    name: 'findings.list',
    method: 'GET',
    path: '/v1/findings',
    tag,
    summary: 'Findings, by rank.',
    description:
      'With `groups=true` also what one change would close together, for the first hundred causes of the highest ranked open findings.',
    permission: 'view',
    query: z.strictObject({
      ...pageQuery({ sorts: ['rank', 'newest'], most: 1000, usual: 10 }),
      ...filters,
      groups: z.boolean().default(false),
    }),
    output: pageOf(item, { groups: z.array(group).exactOptional(), total }),
    run: ({ app }, input) =>
      paged<FindingKeyset, FindingsList>(keysets[input.sort], input, (after) =>
        app.findings.list({ ...input, ...after }),
      ),
  }),
  groups: route({
    name: 'findings.groups',
    method: 'GET',
    path: '/v1/findings/groups',
    tag,
    summary: 'Findings put together by rule, identity, source or cause, with how many there are of each.',
    permission: 'view',
    query: z.strictObject({ by: z.enum(['rule', 'identity', 'source', 'cause']), ...filters }),
    output: z
      .strictObject({
        groups: z.array(putTogether).meta({ description: 'Those with the worst first, at most 200.' }),
        groupCount: z.int(),
        counted: z.int(),
        isLeast: atLeast,
      })
      .meta({ id: 'FindingGroups' }),
    run: ({ app }, input) => app.findings.groups(input),
  }),
  facets: route({
    name: 'findings.facets',
    method: 'GET',
    path: '/v1/findings/facets',
    tag,
    summary: 'How many findings there are of each severity, rule and source.',
    permission: 'view',
    query: z.strictObject(filters),
    output: z
      .strictObject({
        total: z.int(),
        atLeast,
        counts: z.strictObject({ severity: counted, rule: counted, source: counted }),
      })
      .meta({ id: 'FindingFacets' }),
    run: ({ app }, input) => app.findings.facets(input),
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
    output: z.strictObject({ item, record, controls: z.array(control), draft: draft.exactOptional() }),
    run: ({ app }, input) => app.findings.show(input.id),
  }),
  weigh: route({
    name: 'findings.weigh',
    method: 'POST',
    path: '/v1/findings/weigh',
    tag,
    summary: 'What filing the drafts of many findings would come to. Files nothing.',
    description: '`all`: every finding that fits, the highest ranked 1,000; `total` says how many there are.',
    permission: 'view',
    changesNothing: true,
    isWork: true,
    body: z.strictObject({ findings: many.exactOptional(), all: z.strictObject(filters).exactOptional() }),
    output: z.strictObject({ items: z.array(weighed), total }).meta({ id: 'WeighedFindings' }),
    run: async ({ app, report }, { findings: named, all }) => {
      const which = named === undefined ? (all === undefined ? undefined : { all }) : { findings: named };
      if (which === undefined || (named !== undefined && all !== undefined))
        return refuse('input_invalid', 'Give `findings` or `all`, one of the two.');
      return app.findings.weigh(which, (what, count, of) => report({ what, count, total: of }));
    },
  }),
  fileMany: route({
    name: 'findings.file',
    method: 'POST',
    path: '/v1/findings/file',
    tag,
    summary: 'File the rules’ drafts of many findings.',
    description:
      'Each is filed whole and by itself: one that is refused leaves the others as they are. Sent again nothing is filed twice. A draft that gives something needs a signed request: file that one by itself.',
    permission: 'operate',
    isWork: true,
    body: z.strictObject({ findings: many }),
    output: z
      .strictObject({
        items: z.array(
          z.discriminatedUnion('is', [
            z.strictObject({
              finding: findingIdSchema,
              is: z.enum(['filed', 'open']),
              proposal: proposalIdSchema,
            }),
            z.strictObject({ finding: findingIdSchema, is: z.literal('refused'), why: explanation }),
          ]),
        ),
      })
      .meta({
        id: 'FiledMany',
        description: 'What became of each. `open`: the same case was open already.',
      }),
    run: ({ app, report }, input) =>
      app.findings.fileMany(input, (what, count, of) => report({ what, count, total: of })),
  }),
};
