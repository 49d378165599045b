import { z } from 'zod';
import { isCampaignId, isDigest, type CampaignId, type Leaf, type SubjectId } from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { merkleTree } from '../platform/merkle.ts';
import { leavesIn } from '../platform/wire/answers-kept.ts';
import type { EnforcementBench } from './ports.ts';
import { submissionStatement, verifiedStatement, type Verified } from './statements.ts';

/** The answers of one submission that its signer signed, each a leaf under the root of their statement. */
interface SignedAnswers {
  readonly person: SubjectId;
  readonly answers: readonly SignedAnswer[];
}

const answer = z.looseObject({
  v: z.literal('countersign/campaign-answer/v1'),
  campaign: z.string().refine((text): text is CampaignId => isCampaignId(text)),
  item: z.int().min(0).max(1_000_000_000),
  itemDigest: z.string().refine(isDigest),
  seat: z.int(),
  answer: z.string(),
  proposal: z.string().nullable(),
});
export type SignedAnswer = z.infer<typeof answer>;

/** A launch whose signature holds. */
export type Launch = Verified<{ readonly campaign: string; readonly manifest: string }>;

const covering = z.looseObject({ covers: z.looseObject({ root: z.string() }) });

/** What the blob of a submission holds, whoever wrote it; undefined: it cannot be read. */
export async function answersOf(bench: EnforcementBench, leaf: Leaf): Promise<string | undefined> {
  const blob = leaf.entry.blobs.find(({ name }) => name === 'answers');
  return blob === undefined ? undefined : await bench.ledger.content(blob);
}

/** The answers in this submission, whose blob holds `content`, if it is of this launch and its signature covers them; undefined otherwise. */
export async function signedAnswers(
  bench: EnforcementBench,
  leaf: Leaf,
  content: string,
  launch: Launch,
): Promise<SignedAnswers | undefined> {
  const about = await verifiedStatement(bench, leaf, submissionStatement, 'not needed');
  if (!about.ok) return undefined;
  const { item, standing } = about.value;
  if (item.launch !== launch.entry || item.manifest !== launch.item.manifest) return undefined;
  const leaves = leavesIn(content);
  if (leaves === undefined || leaves.length === 0) return undefined;
  if (rootOf(leaf) !== merkleTree(leaves.map((each) => canonicalJson(each))).root) return undefined;
  const answers = leaves.flatMap((each) => {
    const one = answer.safeParse(each);
    return one.success && one.data.campaign === launch.item.campaign ? [one.data] : [];
  });
  return { person: standing.person, answers };
}

function rootOf({ entry }: Leaf): string | undefined {
  const { statement } = entry.body;
  if (typeof statement !== 'string') return undefined;
  const read = covering.safeParse(JSON.parse(statement));
  return read.success ? read.data.covers.root : undefined;
}
