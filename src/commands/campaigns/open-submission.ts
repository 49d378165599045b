import {
  addSeconds,
  done,
  mostItemsSigned,
  refuse,
  type AnswerLeaf,
  type CampaignAnswer,
  type CampaignId,
  type Change,
  type Digest,
  type Explanation,
  type Instant,
  isProposalId,
  type ProposalId,
  type Result,
  type SubmissionItem,
} from '../../model/index.ts';
import { canonicalJson } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import {
  fileProposal,
  mostAnswersSubmitted,
  openItem,
  stateMany,
  statementText,
  submissionTree,
  type OpenItem,
  type ReviewBench,
} from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { openCampaign, type CampaignRow } from './campaign-row.ts';
import { changesOf } from './changes-of.ts';
import { itemRows } from './item-rows.ts';
import { tellItems, type ItemShown, type PendingShown } from './items.ts';
import { reviewing } from './reviewers.ts';

/** What one signature would cover of one reviewer's answers. */
export interface OpenSubmission {
  /** Over the tree of decisions, answers and `about`, in this order. Absent when there is nothing to sign. */
  readonly statement?: string;
  readonly decisions: readonly OpenItem[];
  readonly answers: readonly {
    readonly leaf: AnswerLeaf;
    /** The item's exact text: what its digest in the leaf is of. */
    readonly text: string;
    /** Why the case for it is not decided by this signature, or could not be filed. */
    readonly because: Explanation | null;
  }[];
  readonly about: SubmissionItem | null;
  /** What was chosen and cannot be submitted now, and why. */
  readonly left: readonly { readonly item: number; readonly why: Explanation }[];
}

type Report = (what: string, count: number, total: number) => void;

/** A statement is carried out within a week. A limit beyond that becomes a case at its date (`file-limits.ts`). */
const longestSignedAheadSeconds = 6 * 86_400;

interface Chosen extends PendingShown {
  readonly item: ItemShown;
}

/**
 * Prepares one signature over what a reviewer has chosen. What takes something away is filed as a case first, with origin
 * `campaign` and no authority, and where their signature counts for it the decision is a leaf of the same tree.
 */
export async function openSubmission(
  system: System,
  asked: {
    readonly campaign: CampaignId;
    readonly keyFingerprint: string;
    /** Absent: everything they have chosen, up to the most that one signature takes. */
    readonly items?: readonly number[];
  },
  report: Report = () => {},
): Promise<Result<OpenSubmission>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const found = await openCampaign(system.database, asked.campaign);
  if (!found.ok) return found;
  const campaign = found.value;
  const me = await reviewing(system, asked.keyFingerprint, campaign.design.lane);
  if (!me.ok) return me;
  const rows = await system.database.query<{ n: number }>(
    `select distinct n from review.campaign_pending
      where campaign = $1 and person = $2 and ($3::integer[] is null or n = any($3)) order by n limit $4`,
    [campaign.no, me.value.person, asked.items ?? null, mostAnswersSubmitted],
  );
  const items = await tellItems(
    system.database,
    campaign,
    await itemRows(
      system.database,
      campaign.no,
      rows.map(({ n }) => n),
    ),
    me.value,
  );
  const { chosen, left } = sift(items);
  if (chosen.length === 0) return done({ decisions: [], answers: [], about: null, left });
  const now = system.clock.now();
  const signableUntil = addSeconds(now, longestSignedAheadSeconds);
  const cases = await fileCases(
    bench.value,
    campaign,
    chosen.filter(({ until }) => until === null || until <= signableUntil),
    report,
  );
  const decisions: OpenItem[] = [];
  const undecided = new Map<ProposalId, Explanation>();
  for (const [at, { proposal, reason }] of cases.filed.entries()) {
    const opened = await openItem(
      bench.value,
      { proposal, answer: 'approve', ...(reason === null ? {} : { reason }) },
      me.value.standing,
      now,
    );
    if (opened.ok) decisions.push(opened.value);
    else undecided.set(proposal, explained(opened));
    report('cases looked at', at + 1, cases.filed.length);
  }
  const answers = chosen.map((each) => {
    const of = cases.of.get(each.item.n);
    const proposal = of?.proposal ?? null;
    return {
      leaf: leafOfAnswer(campaign.id, each, proposal),
      text: each.item.text,
      because: of?.why ?? (proposal === null ? null : (undecided.get(proposal) ?? null)),
    };
  });
  const about: SubmissionItem = {
    v: 'countersign/campaign-submission/v1',
    campaign: campaign.id,
    launch: campaign.launchEntry,
    manifest: manifestOf(campaign),
    answers: answers.length,
  };
  const tree = submissionTree({
    decisions: decisions.map(({ item }) => item),
    answers: answers.map(({ leaf }) => leaf),
    about,
  });
  const statement = stateMany(
    { ledger: system.ledgerName, signer: me.value.person, now, nonce: newId('non') },
    'decision',
    tree,
  );
  return done({ statement: statementText(statement), decisions, answers, about, left });
}

export function manifestOf({ manifest }: Pick<CampaignRow, 'manifest'>): Digest {
  if (manifest === null) throw new TypeError('a campaign was launched without its manifest');
  return manifest;
}

function sift(items: readonly ItemShown[]): {
  readonly chosen: readonly Chosen[];
  readonly left: OpenSubmission['left'];
} {
  const chosen: Chosen[] = [];
  const left: { readonly item: number; readonly why: Explanation }[] = [];
  for (const item of items) {
    if (item.pending === null) continue;
    if (item.mySeat === item.pending.seat) chosen.push({ ...item.pending, item });
    else
      left.push({
        item: item.n,
        why: {
          code: 'already_done',
          message: 'This item does not wait for your answer any more.',
          next: 'Look at it again; what you chose is not signed.',
        },
      });
  }
  return { chosen, left };
}

const leafOfAnswer = (campaign: CampaignId, each: Chosen, proposal: ProposalId | null): AnswerLeaf => ({
  v: 'countersign/campaign-answer/v1',
  campaign,
  item: each.item.n,
  itemDigest: each.item.digest,
  seat: each.seat,
  answer: each.answer,
  until: each.until,
  reason: each.reason,
  corrects:
    each.item.answers.find(({ seat, stage }) => seat === each.seat && stage === each.item.stage)
      ?.submission ?? null,
  proposal,
});

interface Cases {
  readonly filed: readonly { readonly proposal: ProposalId; readonly reason: string | null }[];
  readonly of: ReadonlyMap<number, { readonly proposal?: ProposalId; readonly why?: Explanation }>;
}

/** One case for each set of changes, however many items it is the answer to. */
async function fileCases(
  bench: ReviewBench,
  campaign: CampaignRow,
  chosen: readonly Chosen[],
  report: Report,
): Promise<Cases> {
  const byChanges = new Map<string, { readonly changes: readonly Change[]; readonly of: Chosen[] }>();
  for (const each of chosen) {
    const changes = changesOf(each.item.content, each.answer, each.changes);
    if (changes.length === 0) continue;
    const key = canonicalJson(changes);
    const same = byChanges.get(key) ?? { changes, of: [] };
    same.of.push(each);
    byChanges.set(key, same);
  }
  const of = new Map<number, { readonly proposal?: ProposalId; readonly why?: Explanation }>();
  const filed: { readonly proposal: ProposalId; readonly reason: string | null }[] = [];
  let looked = 0;
  for (const { changes, of: items } of byChanges.values()) {
    const [first] = items;
    if (first === undefined) continue;
    const one =
      filed.length < mostItemsSigned
        ? await fileCase(bench, campaign, first, changes)
        : refuse(
            'input_too_large',
            `One signature decides at most ${mostItemsSigned} cases.`,
            'Submit the rest with another signature.',
          );
    if (one.ok) filed.push({ proposal: one.value, reason: first.reason });
    for (const { item } of items) of.set(item.n, one.ok ? { proposal: one.value } : { why: explained(one) });
    report('cases filed', ++looked, byChanges.size);
  }
  return { filed, of };
}

/** What a case is filed for: one answer about one item. */
export interface ToFile {
  readonly item: Pick<ItemShown, 'content'>;
  readonly answer: CampaignAnswer;
  readonly reason: string | null;
  readonly until: Instant | null;
}

/** Files the case that carries out one answer, or names the one that is open for the same. It has no authority. */
export async function fileCase(
  bench: ReviewBench,
  campaign: Pick<CampaignRow, 'id' | 'title' | 'launchEntry' | 'launchedBy'>,
  { item, answer, reason, until }: ToFile,
  changes: readonly Change[],
): Promise<Result<ProposalId>> {
  const filed = await fileProposal(
    bench,
    {
      origin: 'campaign',
      draftedBy: `campaign/${campaign.id}`,
      title: titleOf(item, answer, until),
      reason: reason ?? `Answered \`${answer}\` in the campaign “${campaign.title}”.`,
      changes,
      findings: [],
      endsAt: null,
      causedBy: campaign.launchEntry === null ? [] : [campaign.launchEntry],
    },
    {
      as: 'filer',
      once: true,
      ...(campaign.launchedBy === null ? {} : { launcher: campaign.launchedBy }),
    },
  );
  if (filed.ok) return done(filed.value.proposal);
  const twin = filed.code === 'already_done' ? filed.details?.['proposal'] : undefined;
  return typeof twin === 'string' && isProposalId(twin) ? done(twin) : filed;
}

const titleOf = ({ content }: ToFile['item'], answer: CampaignAnswer, until: Instant | null): string =>
  `${verbs[answer]} ${content.object.name} of ${content.account.name}${until === null ? '' : ` at ${until.slice(0, 10)}`}`.slice(
    0,
    500,
  );
const verbs: Readonly<Record<CampaignAnswer, string>> = {
  certify: 'Keep',
  revoke: 'Take away',
  narrow: 'Narrow',
  rescope: 'Narrow',
  limit: 'Take away',
  suspend: 'Suspend the account for',
  retire: 'Retire the account for',
  rotate: 'Rotate the credentials for',
  make_ephemeral: 'Make short-lived',
  dont_know: 'Ask about',
};

const explained = ({ code, message, next, details }: Explanation): Explanation => ({
  code,
  message,
  ...(next === undefined ? {} : { next }),
  ...(details === undefined ? {} : { details }),
});
