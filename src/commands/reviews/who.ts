import { done, type CampaignId, type QualityRules, type Result } from '../../model/index.ts';
import { campaignOf, type CampaignRow } from '../campaigns/campaign-row.ts';
import { reviewing, type Reviewing } from '../campaigns/reviewers.ts';
import type { System } from '../system.ts';
import { seedOf } from './seed.ts';

/** One reviewer at one campaign, with what policy says of how it is measured. */
export interface AtCampaign {
  readonly campaign: CampaignRow;
  readonly me: Reviewing;
  readonly seed: string;
  readonly rules: QualityRules;
}

export interface ReviewAsked {
  readonly campaign: CampaignId;
  readonly keyFingerprint: string;
}

/** Who asks, and about which campaign; refuses a key that speaks for nobody and a campaign that nobody launched. */
export async function atCampaign(system: System, asked: ReviewAsked): Promise<Result<AtCampaign>> {
  const found = await campaignOf(system.database, asked.campaign);
  if (!found.ok) return found;
  const me = await reviewing(system, asked.keyFingerprint, found.value.design.lane);
  if (!me.ok) return me;
  const law = await system.law();
  if (!law.ok) return law;
  // a campaign from before there were seeds: nothing is planted, and its handles are under its own digest
  const seed = (await seedOf(system.database, asked.campaign)) ?? found.value.designDigest;
  return done({ campaign: found.value, me: me.value, seed, rules: law.value.set.reviewQuality });
}
