import {
  isEntryId,
  refuse,
  takesFrom,
  takesItself,
  type Leaf,
  type Proposal,
  type Refusal,
  type SubjectId,
} from '../model/index.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { EnforcementBench } from './ports.ts';
import { answersOf, signedAnswers, type Launch, type SignedAnswer } from './signed-answers.ts';
import { launchStatement, verifiedStatement } from './statements.ts';

/**
 * Refuses a campaign's case whose filer is not who launched that campaign, or that no signed answer in it leads to. Whoever
 * launched it signed that these items are asked about; whoever decides is another person: two signatures that are not
 * of one hand, both read from the ledger. The item is held to the manifest that the launch signed, and what is done may only
 * take something from the account that the item is about.
 */
export async function launchHolds(
  bench: EnforcementBench,
  { proposal, proposalLeaf, body }: LoadedPlan,
  launcher: SubjectId,
): Promise<Refusal | undefined> {
  const launch = await launchOf(bench, proposalLeaf);
  if (launch === undefined) return no('it names no campaign that was launched');
  const verified = await verifiedStatement(bench, launch, launchStatement, 'not needed');
  if (!verified.ok) return verified;
  if (verified.value.standing.person !== launcher) return no('somebody else launched the campaign');
  if (proposal.draftedBy !== `campaign/${verified.value.item.campaign}`)
    return no('it is of another campaign than the launch it names');
  const decided = new Set<unknown>();
  for (const id of body.decisions) decided.add((await bench.ledger.entry(id))?.entry.body['statement']);
  let isAnswered = false;
  for (const leaf of await bench.ledger.causedBy(launch.entry.id, 'campaign.submitted')) {
    const content = await answersOf(bench, leaf);
    // one signature over decisions and answers: the answers that it covers are looked at all the same
    if (content === undefined || !(decided.has(leaf.entry.body['statement']) || names(content, proposal)))
      continue;
    const signed = await signedAnswers(bench, leaf, content, verified.value);
    for (const answer of signed?.answers ?? []) {
      if (!leadsTo(answer, proposal)) continue;
      isAnswered = true;
      if (await isOfItsItem(bench, verified.value, answer, proposal)) return undefined;
    }
  }
  return no(
    isAnswered
      ? 'what it does is not what the launch asked about'
      : 'no signed answer in it leads to this case',
  );
}

const no = (why: string): Refusal =>
  refuse(
    'signature_invalid',
    `This case says that a signed campaign asked about it, and ${why}.`,
    'Propose the change anew and have it signed.',
  );

async function launchOf(bench: EnforcementBench, { entry }: Leaf): Promise<Leaf | undefined> {
  for (const id of entry.causedBy) {
    const leaf = isEntryId(id) ? await bench.ledger.entry(id) : undefined;
    if (leaf?.entry.type === 'campaign.launched' && leaf.writer === 'server') return leaf;
  }
  return undefined;
}

/** Cheap: whether it is worth reading these answers at all. */
const names = (content: string, { id }: Proposal): boolean =>
  content.includes(`"proposal":"${id}"`) || content.includes('"limit"');

/** It names the case; or is a limit too far ahead for one, which became a case before its date. */
const leadsTo = ({ answer, proposal }: SignedAnswer, { id }: Proposal): boolean =>
  (proposal === id && taking.includes(answer)) || isLaterLimit({ answer, proposal });
/** Answers that become a case: keeping, and not knowing, lead to none. */
const taking: readonly string[] = ['revoke', 'narrow', 'rescope', 'limit', 'suspend', 'retire'];
const isLaterLimit = ({ answer, proposal }: Pick<SignedAnswer, 'answer' | 'proposal'>): boolean =>
  answer === 'limit' && proposal === null;

async function isOfItsItem(
  bench: EnforcementBench,
  { item: { manifest } }: Launch,
  answer: SignedAnswer,
  { changes }: Proposal,
): Promise<boolean> {
  const { campaign, item, itemDigest } = answer;
  const found = await bench.items.frozen(bench.database, { campaign, item, manifest });
  if (found?.digest !== itemDigest) return false;
  const takes = isLaterLimit(answer) ? takesItself : takesFrom;
  return changes.every(({ change }) => takes(found, change));
}
