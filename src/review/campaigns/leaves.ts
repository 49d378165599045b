import { z } from 'zod';
import {
  campaignAnswers,
  campaignKinds,
  isCampaignId,
  lanes,
  mostLeavesSigned,
  type AnswerLeaf,
  type CampaignId,
  type CloseItem,
  type DecisionItem,
  type LaunchItem,
  type SubmissionItem,
} from '../../model/index.ts';
import { canonicalJson } from '../../platform/canonical.ts';
import { merkleTree, type MerkleTree } from '../../platform/merkle.ts';
import { digestSchema, entryIdSchema, instantSchema } from '../../platform/wire/proposal.ts';

/** What people sign about campaigns, strictly, as texts from outside are read. */

export const campaignIdSchema: z.ZodType<CampaignId> = z
  .string()
  .max(50)
  .refine(isCampaignId, 'expected a campaign’s id (cmp_…)')
  .meta({ id: 'CampaignId', pattern: '^cmp_[0-9a-z]{8,40}$', examples: ['cmp_4hq0c8f7m2'] });

const wellFormed = (text: string): boolean => text.isWellFormed();
const reason = z.string().min(1).max(2000).refine(wellFormed, 'text with half a character');

export const answerLeafSchema: z.ZodType<AnswerLeaf> = z
  .strictObject({
    v: z.literal('countersign/campaign-answer/v1'),
    campaign: campaignIdSchema,
    item: z.int().min(0).max(100_000_000),
    itemDigest: digestSchema,
    seat: z.int().min(0).max(2),
    answer: z.enum(campaignAnswers),
    until: instantSchema.nullable(),
    reason: reason.nullable(),
    corrects: entryIdSchema.nullable(),
    proposal: z.string().max(60).nullable(),
  })
  .meta({
    id: 'AnswerLeaf',
    description: 'One signed answer: a leaf of the tree that one signature covers.',
  });

export const submissionItemSchema: z.ZodType<SubmissionItem> = z
  .strictObject({
    v: z.literal('countersign/campaign-submission/v1'),
    campaign: campaignIdSchema,
    launch: entryIdSchema,
    manifest: digestSchema,
    answers: z.int().min(1).max(mostLeavesSigned),
  })
  .meta({ id: 'SubmissionItem', description: 'What one submission is about: the last leaf of its tree.' });

export const launchItemSchema: z.ZodType<LaunchItem> = z
  .strictObject({
    v: z.literal('countersign/campaign-launch/v1'),
    campaign: campaignIdSchema,
    kind: z.enum(campaignKinds),
    lane: z.enum(lanes),
    manifest: digestSchema,
    items: z.int().min(0),
    design: digestSchema,
    sources: z.array(z.strictObject({ source: z.string(), read: z.int(), at: instantSchema })).max(200),
    dueAt: instantSchema,
  })
  .meta({ id: 'LaunchItem', description: 'What a launch signs: the whole population by one digest.' });

export const closeItemSchema: z.ZodType<CloseItem> = z
  .strictObject({
    v: z.literal('countersign/campaign-close/v1'),
    campaign: campaignIdSchema,
    launch: entryIdSchema,
    items: z.int().min(0),
    kept: z.int().min(0),
    taken: z.int().min(0),
    open: z.int().min(0),
    reason,
  })
  .meta({ id: 'CloseItem', description: 'What closing a campaign signs, what is left open among it.' });

/** The leaves of one submission in their order: decisions first, then answers, then what it is about. */
export interface SubmissionLeaves {
  readonly decisions: readonly DecisionItem[];
  readonly answers: readonly AnswerLeaf[];
  readonly about: SubmissionItem;
}

export const leafTexts = ({ decisions, answers, about }: SubmissionLeaves): readonly string[] =>
  [...decisions, ...answers, about].map(canonicalJson);

/** The tree that one signature over a submission covers. */
export const submissionTree = (leaves: SubmissionLeaves): MerkleTree => merkleTree(leafTexts(leaves));

/** The most answers of one submission, so that its leaves have room for as many decisions as one signature takes. */
export const mostAnswersSubmitted = 10_000;
