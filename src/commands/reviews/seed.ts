import { randomBytes } from 'node:crypto';
import type { CampaignId, Digest, Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { seedCommitment } from '../../review/index.ts';

/**
 * Draws the secret seed of a campaign and keeps it; gives what its launch entry says of it. By this seed it is chosen what
 * is planted and which items are answered before advice is shown, so nobody can choose after seeing answers.
 */
export async function drawSeed(on: Queryable, campaign: CampaignId, now: Instant): Promise<Digest> {
  const seed = randomBytes(32).toString('hex');
  const commitment = seedCommitment(campaign, seed);
  await on.query('insert into review.quality_seed (campaign, seed, commitment, at) values ($1, $2, $3, $4)', [
    campaign,
    seed,
    commitment,
    now,
  ]);
  return commitment;
}

/** The seed of a campaign; undefined where it was launched without one. */
export async function seedOf(on: Queryable, campaign: string): Promise<string | undefined> {
  const [row] = await on.query<{ seed: string }>('select seed from review.quality_seed where campaign = $1', [
    campaign,
  ]);
  return row?.seed;
}
