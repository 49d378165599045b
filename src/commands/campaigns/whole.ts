import { done, type CampaignId, type Result, type SubjectId } from '../../model/index.ts';
import type { System } from '../system.ts';
import { campaignOf } from './campaign-row.ts';
import { showItem, type ItemPage } from './item.ts';
import { itemsOf, type ItemsAsked, type ItemsPage } from './items.ts';
import { reviewing, reviewingAs } from './reviewers.ts';

/** Who looks at a whole campaign: by a session, by a key that they name, or nobody in particular. */
export interface Looking {
  readonly campaign: CampaignId;
  readonly person?: SubjectId | undefined;
  readonly keyFingerprint?: string | undefined;
}

/** A page of a whole campaign, without what is open and could be asked of whoever looks: that is on their review page. */
export async function itemsOfWhole(
  system: System,
  { person, keyFingerprint, ...asked }: Looking & Pick<ItemsAsked, 'show' | 'limit' | 'after'>,
): Promise<Result<ItemsPage>> {
  const by = await lookingAs(system, { campaign: asked.campaign, person, keyFingerprint });
  return by.ok ? itemsOf(system, { ...asked, lookedAtBy: by.value }) : by;
}

export async function itemOfWhole(
  system: System,
  { person, keyFingerprint, ...asked }: Looking & { readonly item: number },
): Promise<Result<ItemPage>> {
  const by = await lookingAs(system, { campaign: asked.campaign, person, keyFingerprint });
  return by.ok ? showItem(system, { ...asked, lookedAtBy: by.value }) : by;
}

async function lookingAs(
  system: System,
  { campaign, person, keyFingerprint }: Looking,
): Promise<Result<NonNullable<ItemsAsked['lookedAtBy']>>> {
  const found = await campaignOf(system.database, campaign);
  if (!found.ok) return found;
  const { lane } = found.value.design;
  if (keyFingerprint !== undefined) return reviewing(system, keyFingerprint, lane);
  const standing = (await system.signers.inForce(system.clock.now())).find((each) => each.person === person);
  if (standing !== undefined) return done(await reviewingAs(system.database, standing, lane));
  return done('anybody');
}
