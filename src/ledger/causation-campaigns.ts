import type { ChainStep } from './causation-state.ts';
import {
  hasOnly,
  isDigestText,
  isEntryIdText,
  isInstantText,
  isText,
  member,
  type JsonObject,
} from './shape.ts';
import { signedByOne } from './signers.ts';

/** A campaign as its signed launch says it. */
export interface SeenCampaign {
  readonly campaign: string;
  readonly launch: string;
  readonly manifest: string;
  readonly items: number;
  readonly dueAt: string;
  closedBy: string | undefined;
}

/** A signed submission, and the blob that holds its leaves: what that is held to. */
export interface SeenSubmission {
  readonly seq: number;
  readonly person: string;
  readonly root: string;
  readonly size: number;
  readonly answers: number;
  readonly campaign: SeenCampaign;
}

/** Campaigns and what was submitted to them, by the campaign's id and by the blob's. */
export interface CampaignState {
  readonly campaigns: Map<string, SeenCampaign>;
  readonly submissions: Map<string, SeenSubmission>;
}

export const noCampaigns = (): CampaignState => ({ campaigns: new Map(), submissions: new Map() });

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/**
 * From a campaign's launch to its close: each is signed by somebody in force, a submission is about the population that was
 * launched and not about a closed campaign, and a close says truly how many items there are.
 */
export const campaignSteps: Readonly<Record<string, ChainStep>> = {
  'campaign.launched'({ state, signers }, leaf, { writerIsRight }) {
    const signed = signedByOne(signers, leaf, 'campaign');
    if (typeof signed === 'string') return [signed];
    const { item } = signed;
    const named = ['v', 'campaign', 'kind', 'lane', 'manifest', 'items', 'design', 'sources', 'dueAt'];
    const [v, campaign, manifest, items] = [
      member(item, 'v'),
      member(item, 'campaign'),
      member(item, 'manifest'),
      member(item, 'items'),
    ];
    if (v !== 'countersign/campaign-launch/v1' || !hasOnly(item, named)) return ['it signs no launch'];
    if (!isText(campaign) || !isDigestText(manifest) || !isCount(items))
      return ['the launch names no campaign and population'];
    const dueAt = member(item, 'dueAt');
    if (!isDigestText(member(item, 'design')) || !isInstantText(dueAt))
      return ['the launch names no design or no date'];
    const problems: string[] = [];
    if (state.campaigns.campaigns.has(campaign)) problems.push(`\`${campaign}\` was launched before`);
    if (!notAnother(leaf.entry.body, campaign))
      problems.push('the entry names another campaign than was signed');
    if (writerIsRight && problems.length === 0)
      state.campaigns.campaigns.set(campaign, {
        campaign,
        launch: leaf.entry.id,
        manifest,
        items,
        dueAt,
        closedBy: undefined,
      });
    return problems;
  },

  'campaign.submitted'({ state, signers }, leaf, { writerIsRight }) {
    // one signature covers decisions and answers, so its purpose is that of decisions
    const signed = signedByOne(signers, leaf, 'decision');
    if (typeof signed === 'string') return [signed];
    const { item, statement } = signed;
    const [v, campaign, launch, manifest, answers] = [
      member(item, 'v'),
      member(item, 'campaign'),
      member(item, 'launch'),
      member(item, 'manifest'),
      member(item, 'answers'),
    ];
    const named = ['v', 'campaign', 'launch', 'manifest', 'answers'];
    if (v !== 'countersign/campaign-submission/v1' || !hasOnly(item, named))
      return ['it signs no submission'];
    if (!isText(campaign) || !isEntryIdText(launch) || !isCount(answers) || answers === 0)
      return ['the submission names no campaign, launch or answers'];
    if (!('root' in statement.covers)) return ['the submission covers no root'];
    const problems = ofCampaign(state.campaigns, leaf.entry, { campaign, launch });
    const seen = state.campaigns.campaigns.get(campaign);
    if (seen !== undefined && seen.manifest !== manifest)
      problems.push(`it is about the population ${String(manifest)}, the campaign’s is ${seen.manifest}`);
    if (answers >= statement.covers.size) problems.push('it names more answers than its root has leaves');
    const blob = leaf.entry.blobs.find(({ name }) => name === 'answers');
    if (blob === undefined) problems.push('it keeps no answers');
    if (seen !== undefined && blob !== undefined && writerIsRight && problems.length === 0)
      state.campaigns.submissions.set(blob.id, {
        seq: leaf.seq,
        person: signed.person,
        answers,
        ...statement.covers,
        campaign: seen,
      });
    return problems;
  },

  'campaign.noted'({ state }, leaf) {
    const campaign = member(leaf.entry.body, 'campaign');
    const seen = isText(campaign) ? state.campaigns.campaigns.get(campaign) : undefined;
    return seen !== undefined && leaf.entry.causedBy.includes(seen.launch)
      ? []
      : ['it notes something of no campaign that was launched'];
  },

  'campaign.closed'({ state, signers }, leaf, { writerIsRight }) {
    const signed = signedByOne(signers, leaf, 'campaign');
    if (typeof signed === 'string') return [signed];
    const { item } = signed;
    const named = ['v', 'campaign', 'launch', 'items', 'kept', 'taken', 'open', 'reason'];
    const [v, campaign, launch] = [member(item, 'v'), member(item, 'campaign'), member(item, 'launch')];
    const [items, kept, taken, open] = [
      member(item, 'items'),
      member(item, 'kept'),
      member(item, 'taken'),
      member(item, 'open'),
    ];
    if (v !== 'countersign/campaign-close/v1' || !hasOnly(item, named)) return ['it signs no close'];
    if (!isText(campaign) || !isEntryIdText(launch) || ![items, kept, taken, open].every(isCount))
      return ['the close names no campaign or no counts'];
    const problems = ofCampaign(state.campaigns, leaf.entry, { campaign, launch });
    const seen = state.campaigns.campaigns.get(campaign);
    if (seen !== undefined && seen.items !== items)
      problems.push(`it says ${String(items)} items, the launch signed ${seen.items}`);
    if (Number(kept) + Number(taken) + Number(open) !== items)
      problems.push('what it says is kept, taken and open does not add up to its items');
    if (seen !== undefined && writerIsRight && problems.length === 0) seen.closedBy = leaf.entry.id;
    return problems;
  },
};

const notAnother = (body: JsonObject, campaign: string): boolean => member(body, 'campaign') === campaign;

function ofCampaign(
  { campaigns }: CampaignState,
  { body, causedBy }: { readonly body: JsonObject; readonly causedBy: readonly string[] },
  { campaign, launch }: { readonly campaign: string; readonly launch: string },
): string[] {
  const seen = campaigns.get(campaign);
  if (seen === undefined) return [`\`${campaign}\` is no campaign whose launch holds`];
  const problems: string[] = [];
  if (seen.launch !== launch || !causedBy.includes(launch))
    problems.push('it is not caused by the campaign’s launch');
  if (!notAnother(body, campaign)) problems.push('the entry names another campaign than was signed');
  if (seen.closedBy !== undefined) problems.push(`the campaign was closed by \`${seen.closedBy}\``);
  return problems;
}
