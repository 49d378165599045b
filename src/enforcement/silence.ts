import { refuse, type MandateTerms, type Refusal } from '../model/index.ts';
import { answersIn } from '../platform/wire/answers-kept.ts';
import type { MandatedPlan } from './permit-mandate.ts';
import type { EnforcementBench } from './ports.ts';
import { answersOf, signedAnswers } from './signed-answers.ts';
import { launchStatement, verifiedStatement } from './statements.ts';

/**
 * Refuses what is to happen to an item that nobody answered unless the ledger itself says so: the campaign was launched by a
 * signature, is due, was not closed, and no submission in it answers this item. What the server keeps of a campaign is
 * not asked here; an answer that cannot be read counts as one.
 */
export async function silenceHolds(
  bench: EnforcementBench,
  { body }: MandatedPlan,
  terms: MandateTerms,
): Promise<Refusal | undefined> {
  if (terms.kind !== 'no_answer') return undefined;
  const launch = await bench.ledger.entry(body.trigger.entry);
  if (launch?.entry.type !== 'campaign.launched') return no('no launch of a campaign set this off');
  const verified = await verifiedStatement(bench, launch, launchStatement, 'not needed');
  if (!verified.ok) return verified;
  const { campaign, dueAt } = verified.value.item;
  if (campaign !== terms.scope.about || campaign !== body.about?.of)
    return no('it is about another campaign');
  // by this its items are found: another launch in its place would have them held to a manifest that nobody signed
  if (launch.entry.correlation !== campaign) return no('its launch is filed as something else');
  if (bench.clock.now() < dueAt) return no(`the campaign is due at ${dueAt}`);
  if ((await bench.ledger.causedBy(launch.entry.id, 'campaign.closed')).length > 0)
    return no('the campaign is closed');
  const item = Number(body.about.item);
  const last = new Map<string, string>();
  for (const leaf of await bench.ledger.causedBy(launch.entry.id, 'campaign.submitted')) {
    const content = await answersOf(bench, leaf);
    const said = content === undefined ? undefined : answersIn(content, item);
    if (content === undefined || said === undefined)
      return no(`the answers of \`${leaf.entry.id}\` cannot be read`);
    if (said.length === 0) continue;
    // only by their own signature does somebody take back what they said; what nobody signed takes back nothing
    const signed = await signedAnswers(bench, leaf, content, verified.value);
    for (const { seat, answer } of said)
      if (signed !== undefined || answer !== 'dont_know')
        last.set(`${signed?.person ?? leaf.entry.id} ${seat}`, answer);
  }
  return [...last.values()].every((answer) => answer === 'dont_know')
    ? undefined
    : no('somebody answered this item');
}

const no = (why: string): Refusal =>
  refuse(
    'policy_denied',
    `This is for what nobody answered in a campaign, and ${why}.`,
    'See `countersign campaign show`; a person can decide the proposal itself.',
  );
