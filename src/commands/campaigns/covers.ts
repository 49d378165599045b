import {
  done,
  refuse,
  suspendedFirst,
  watchedDeletion,
  type AnswerLeaf,
  type CampaignDesign,
  type CampaignId,
  type CloseItem,
  type DecisionItem,
  type LaunchItem,
  type Proposal,
  type Result,
  type SubmissionItem,
} from '../../model/index.ts';
import { canonicalJson } from '../../platform/canonical.ts';
import { shownDigest } from '../../platform/evidence-digest.ts';
import {
  changesDigest,
  designDigest,
  leafOf,
  meanings,
  readContent,
  readSubmissionStatement,
  submissionTree,
} from '../../review/index.ts';
import { itemCovers, type Signing } from '../statement-covers.ts';
import { changesOf, isOfItem } from './changes-of.ts';

/**
 * The signer's own side of campaigns: before a key signs, what the server wrote is held to what the person is shown. A
 * server that was taken over can freeze or word what it likes; it gets no signature under it.
 */

/** The launch of exactly the design that was asked for, over the population that is shown by its digest. */
export function launchCovers(
  statement: string,
  signing: Signing,
  { item, design }: { readonly item: LaunchItem; readonly design: CampaignDesign },
): Result<true> {
  if (
    item.design !== designDigest(design) ||
    item.kind !== design.kind ||
    item.lane !== design.lane ||
    item.dueAt !== design.dueAt
  )
    return held(false);
  return itemCovers(statement, signing, { purpose: 'campaign', item: { ...item } });
}

export function closeCovers(
  statement: string,
  signing: Signing,
  asked: { readonly campaign: CampaignId; readonly item: CloseItem; readonly reason: string },
): Result<true> {
  const { item } = asked;
  const adds = item.open + item.kept + item.taken === item.items;
  if (item.campaign !== asked.campaign || item.reason !== asked.reason || !adds) return held(false);
  return itemCovers(statement, signing, { purpose: 'campaign', item: { ...item } });
}

/** What a person is shown of one submission. */
export interface SubmissionShown {
  readonly campaign: CampaignId;
  readonly about: SubmissionItem;
  readonly decisions: readonly { readonly item: DecisionItem; readonly proposal: Proposal }[];
  readonly answers: readonly { readonly leaf: AnswerLeaf; readonly text: string }[];
}

/**
 * Every answer is about the item whose text is shown, every decision is the change that its answer means and nothing else,
 * and the root that the statement covers is worked out here from these leaves.
 */
export function submissionCovers(statement: string, signing: Signing, shown: SubmissionShown): Result<true> {
  const read = readSubmissionStatement(statement, signing.ledger, signing.now);
  if (!read.ok) return read;
  const { about, campaign, answers, decisions } = shown;
  if (about.campaign !== campaign || about.answers !== answers.length) return held(false);
  const items = new Set(answers.map(({ leaf }) => leaf.item));
  if (items.size !== answers.length) return held(false);
  if (!answers.every((each) => answerIs(each, campaign))) return held(false);
  if (!decisions.every((each) => decisionIs(each, answers))) return held(false);
  const { root, size } = submissionTree({
    decisions: decisions.map(({ item }) => item),
    answers: answers.map(({ leaf }) => leaf),
    about,
  });
  return held(root === read.value.root && size === read.value.size);
}

function answerIs({ leaf, text }: SubmissionShown['answers'][number], campaign: CampaignId): boolean {
  const content = readContent(text);
  return (
    leaf.campaign === campaign &&
    content.campaign === campaign &&
    content.n === leaf.item &&
    leafOf(text) === leaf.itemDigest
  );
}

/** Whose access to what an item's signed text speaks of. */
export function itemSaid(text: string): string {
  const { account, object, source } = readContent(text);
  return `${account.personName ?? account.name}: ${object.name} (${source})`;
}

/** The decision approves the case of an answer beside it, and the case makes the changes that the answer means. */
function decisionIs(
  { item, proposal }: SubmissionShown['decisions'][number],
  answers: SubmissionShown['answers'],
): boolean {
  const own = answers.filter(({ leaf }) => leaf.proposal === item.proposal);
  return (
    own.length > 0 &&
    proposal.id === item.proposal &&
    proposal.origin === 'campaign' &&
    item.answer === 'approve' &&
    item.changes === changesDigest(proposal.changes, proposal.endsAt) &&
    item.evidenceShown === shownDigest(proposal.evidence) &&
    own.every(({ leaf, text }) => {
      const content = readContent(text);
      const made = proposal.changes.map(({ change }) => change);
      // what narrows was chosen by the person; it is shown, and can only concern this account
      if (meanings[leaf.answer].needsChanges === true)
        return made.every((change) => isOfItem(content, change));
      const meant = changesOf(content, leaf.answer, null);
      const { watchedSeconds } = watchedDeletion(made) ?? {};
      // what is to be deleted may be suspended and watched first, for however long: that is never more
      const all = watchedSeconds === undefined ? meant : suspendedFirst(meant, watchedSeconds);
      return canonicalJson(made) === canonicalJson(all);
    })
  );
}

const held = (covers: boolean): Result<true> =>
  covers
    ? done(true)
    : refuse(
        'signature_invalid',
        'The statement does not cover exactly what is shown and asked for; nothing was signed.',
        'Do not sign. Look at the server: `countersign doctor`, `countersign ledger verify`.',
      );
