import { z } from 'zod';
import { isEntryId, refuse, type Leaf, type Refusal, type SubjectId } from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { merkleTree } from '../platform/merkle.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { EnforcementBench } from './ports.ts';
import { launchStatement, submissionStatement, verifiedStatement, type Verified } from './statements.ts';

/**
 * Refuses a campaign's case whose filer is not who launched that campaign, or that no signed answer in it leads to. Whoever
 * launched it signed that these items are asked about; whoever decides is another person: two signatures that are not
 * of one hand, both read from the ledger. Nothing that the server keeps of a campaign is asked.
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
  for (const leaf of await bench.ledger.causedBy(launch.entry.id, 'campaign.submitted')) {
    // one signature over decisions and answers: the answers that it covers are looked at all the same
    const mayName = decided.has(leaf.entry.body['statement']) || (await names(bench, leaf, proposal.id));
    if (mayName && (await answersFor(bench, leaf, verified.value, proposal.id))) return undefined;
  }
  return no('no signed answer in it leads to this case');
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

const kept = z.looseObject({ leaves: z.array(z.looseObject({})).max(20_001) });

const contentOf = async (bench: EnforcementBench, leaf: Leaf): Promise<string | undefined> => {
  const blob = leaf.entry.blobs.find(({ name }) => name === 'answers');
  return blob === undefined ? undefined : await bench.ledger.content(blob);
};

/** Cheap: whether it is worth reading these answers at all. */
const names = async (bench: EnforcementBench, leaf: Leaf, proposal: string): Promise<boolean> =>
  (await contentOf(bench, leaf))?.includes(`"proposal":"${proposal}"`) ?? false;

/** Whether this submission holds, and an answer under its root says that it is carried out by this proposal. */
async function answersFor(
  bench: EnforcementBench,
  leaf: Leaf,
  launch: Verified<{ readonly campaign: string; readonly manifest: string }>,
  proposal: string,
): Promise<boolean> {
  const about = await verifiedStatement(bench, leaf, submissionStatement, 'not needed');
  if (!about.ok) return false;
  const { item } = about.value;
  if (item.launch !== launch.entry || item.manifest !== launch.item.manifest) return false;
  const content = await contentOf(bench, leaf);
  if (content === undefined) return false;
  const read = kept.safeParse(JSON.parse(content));
  if (!read.success) return false;
  const { leaves } = read.data;
  const tree = merkleTree(leaves.map((each) => canonicalJson(each)));
  return (
    rootOf(leaf) === tree.root &&
    leaves.some((each) => each['v'] === 'countersign/campaign-answer/v1' && each['proposal'] === proposal)
  );
}

const covering = z.looseObject({ covers: z.looseObject({ root: z.string() }) });
function rootOf({ entry }: Leaf): string | undefined {
  const { statement } = entry.body;
  if (typeof statement !== 'string') return undefined;
  const read = covering.safeParse(JSON.parse(statement));
  return read.success ? read.data.covers.root : undefined;
}
