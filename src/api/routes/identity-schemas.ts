import { z } from 'zod';
import { credentialTypes, identityKinds, isIdentityRef, origins } from '../../model/index.ts';
import { proposalIdSchema } from '../../platform/wire/proposal.ts';
import { right } from './access.ts';
import { decision } from './proposals.ts';
import {
  ending,
  estateRef,
  findingIdSchema,
  findingState,
  gap,
  instantSchema,
  severities,
} from './shared.ts';

/** What is answered about identities. */

export const identityRefSchema = z
  .string()
  .max(60)
  .refine(isIdentityRef, 'expected an identity (idn_…)')
  .meta({
    id: 'IdentityRef',
    pattern: '^idn_[0-9a-f]{32}$',
    description: 'The same for the same person or account for ever.',
    examples: ['idn_0123456789abcdef0123456789abcdef'],
  });

const answerable = z
  .strictObject({
    stated: z.string(),
    name: z.string().exactOptional(),
    ref: identityRefSchema.exactOptional(),
    state: z.enum(['active', 'left', 'unknown']).exactOptional(),
  })
  .meta({
    id: 'Answerable',
    description: 'Who answers for it: what the source wrote, and the person when one was found for it.',
  });
const moment = z
  .union([instantSchema, z.enum(['never', 'unknown'])])
  .meta({ description: '`never`: the source says so. `unknown`: no source says.' });

export const item = z
  .strictObject({
    ref: identityRefSchema,
    entity: z.enum(['person', 'account']),
    source: z.string(),
    key: z.string(),
    name: z.string(),
    kind: z.enum([...identityKinds, 'unknown']),
    state: z.string(),
    person: identityRefSchema.nullable().meta({ description: 'The person an account belongs to.' }),
    owner: answerable.nullable(),
    sponsor: answerable.nullable(),
    owned: z.boolean().nullable(),
    accounts: z.int(),
    credentials: z.int(),
    oldestCredential: instantSchema.nullable(),
    lastUsed: moment,
    createdAt: instantSchema.nullable(),
    privileged: z.boolean(),
    findings: z.int().meta({ description: 'Open ones that nobody accepted.' }),
    severity: z.enum(severities).nullable(),
    score: z.int(),
  })
  .meta({ id: 'IdentityItem' });

const credential = z.strictObject({
  ref: estateRef,
  credential: z.enum(credentialTypes),
  state: z.enum(['active', 'inactive', 'unknown']),
  since: instantSchema.nullable().meta({ description: 'Last rotated, else created; null: not known.' }),
  lastUsed: moment,
  expires: moment,
});

const account = z
  .strictObject({
    item,
    interactive: z.boolean().nullable(),
    mfa: z.boolean().nullable(),
    expiresAt: instantSchema.nullable(),
    powers: z.array(z.string()),
    privileges: z.array(z.string()),
    attributes: z.record(z.string(), z.string()),
    observedAt: instantSchema.nullable(),
    because: z.string().nullable().meta({ description: 'Why it is taken to be this person’s.' }),
    credentials: z.array(credential),
    reach: z
      .strictObject({ total: z.int(), truncated: z.boolean(), rights: z.array(right) })
      .nullable()
      .meta({ description: 'What it can do. Null: not known.' }),
  })
  .meta({ id: 'IdentityAccount' });

const finding = z.strictObject({
  id: findingIdSchema,
  rule: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  score: z.number(),
  state: findingState,
  account: z.string().meta({ description: 'The name of the account it is about.' }),
});

const change = z.strictObject({
  what: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
const event = z
  .discriminatedUnion('is', [
    z.strictObject({ is: z.literal('appeared'), at: instantSchema, thing: estateRef }),
    z.strictObject({
      is: z.literal('changed'),
      at: instantSchema,
      thing: estateRef,
      changes: z.array(change),
    }),
    z.strictObject({ is: z.literal('gone'), at: instantSchema, thing: estateRef }),
    z.strictObject({
      is: z.enum(['finding_opened', 'finding_closed']),
      at: instantSchema,
      finding: findingIdSchema,
      title: z.string(),
    }),
  ])
  .meta({ id: 'IdentityEvent', description: 'What a read saw differently, or what rules found.' });

const decided = z.strictObject({
  id: proposalIdSchema,
  title: z.string(),
  state: z.enum(['open', 'rejected', 'planned', 'withdrawn']),
  origin: z.enum(origins),
  createdAt: instantSchema,
  decisions: z.array(decision),
  endings: z.array(ending).meta({ description: 'How it stands with what was given until a date.' }),
});

const difference = z
  .discriminatedUnion('is', [
    z.strictObject({
      is: z.literal('said'),
      name: z.string(),
      what: z.enum(['name', 'kind', 'state', 'owner', 'sponsor', 'expires', 'second_factor', 'powers']),
      was: z.string().nullable(),
      now: z.string().nullable(),
    }),
    z.strictObject({
      is: z.enum(['since', 'no_more']),
      what: z.enum(['account', 'credential', 'right', 'finding']),
      name: z.string(),
      of: z.string().meta({ description: 'The account that it is of.' }),
    }),
  ])
  .meta({ id: 'IdentityDifference', description: 'What is not now as it was then.' });

export const page = z
  .strictObject({
    identity: item,
    person: item.nullable().meta({ description: 'Of an account: whose it is.' }),
    accounts: z
      .array(account)
      .meta({ description: 'Of a person, the first twenty by risk; `identity.accounts` says how many.' }),
    notRead: z.array(gap).meta({ description: 'Of the sources of these accounts.' }),
    findings: z.array(finding),
    timeline: z.array(event).meta({ description: 'Newest first.' }),
    decided: z.array(decided).meta({ description: 'Proposals about its findings, newest first.' }),
    cut: z
      .strictObject({ findings: z.boolean(), timeline: z.boolean(), decided: z.boolean() })
      .meta({ description: 'There are more than these.' }),
    at: instantSchema.nullable().meta({ description: 'As of when this is; null: now.' }),
    there: z.boolean().meta({ description: 'False: at that moment no read had shown it.' }),
    differs: z.strictObject({
      items: z.array(difference),
      more: z.int().meta({ description: 'How many more there are than these.' }),
      notCompared: z
        .array(z.enum(['rights', 'findings']))
        .meta({ description: 'There are more of them than a page shows, so they were not compared.' }),
    }),
  })
  .meta({ id: 'IdentityPage' });
