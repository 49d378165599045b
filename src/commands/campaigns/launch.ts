import {
  done,
  refuse,
  type CampaignDesign,
  type CampaignId,
  type EntryId,
  type LaunchItem,
  type Result,
} from '../../model/index.ts';
import { canonicalJson, digestOf } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import {
  designDigest,
  readLaunchStatement,
  signedBy,
  stateOne,
  statementText,
  unknownSigner,
} from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import { drawSeed } from '../reviews/seed.ts';
import type { System } from '../system.ts';
import { campaignOf } from './campaign-row.ts';
import { launchItem, prepareCampaign } from './prepare.ts';
import { launchedFrom } from './templates.ts';

/** Roles of those who may launch and close campaigns. */
export const launchingRoles = ['administrator', 'governor', 'security', 'reviewer'] as const;

export interface OpenLaunch {
  readonly campaign: CampaignId;
  readonly design: CampaignDesign;
  /** What the statement covers; work its digest of the design out from what is shown. */
  readonly item: LaunchItem;
  readonly statement: string;
}

/** Freezes the population and prepares the statement that launches it. Nothing is launched by that. */
export async function openLaunch(
  system: System,
  asked: {
    readonly design: CampaignDesign;
    readonly keyFingerprint: string;
    readonly evenIfEmpty: boolean;
    /** The template that it is launched from. */
    readonly template?: string;
  },
): Promise<Result<OpenLaunch>> {
  const standing = await system.signers.standing(asked.keyFingerprint, system.clock.now());
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  if (!launchingRoles.some((role) => standing.roles.includes(role))) return mayNotLaunch;
  const draft = await prepareCampaign(system, asked.design, asked.template);
  if (!draft.ok) return draft;
  const { campaign, item } = draft.value;
  if (item.items === 0 && !asked.evenIfEmpty)
    return refuse(
      'input_invalid',
      'Nothing is in scope, so this campaign would ask nobody anything.',
      'Widen the scope. To record that there was nothing to ask about, launch it with `--even-if-empty`.',
    );
  const now = system.clock.now();
  const statement = stateOne(
    { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'campaign',
    { ...item },
  );
  return done({ campaign, design: asked.design, item, statement: statementText(statement) });
}

const mayNotLaunch = refuse(
  'not_permitted',
  `A campaign is launched by somebody who is enrolled as ${launchingRoles.join(', ')}.`,
  'Ask one of them: `countersign signers`.',
);

/**
 * Takes the signed launch: the population is what was frozen and signed, to the last digest, or nothing is launched. The
 * entry and the campaign's opening are one transaction.
 */
export async function takeLaunch(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<{ readonly campaign: CampaignId; readonly launch: EntryId; readonly items: number }>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const now = system.clock.now();
  const read = await signedBy(bench.value, signed, readLaunchStatement, now);
  if (!read.ok) return read;
  const { item, standing, signer } = read.value;
  if (!launchingRoles.some((role) => standing.roles.includes(role))) return mayNotLaunch;
  return system.database.transaction(async (tx) => {
    const found = await campaignOf(tx, item.campaign, 'hold');
    if (!found.ok)
      return refuse(
        'signature_stale',
        'The population that was signed is not kept any more.',
        'Freeze it again and sign that: `countersign campaign launch`.',
      );
    const campaign = found.value;
    if (campaign.state !== 'draft')
      return refuse('already_done', `Campaign \`${campaign.id}\` was launched already.`);
    const { manifest } = campaign;
    const kept =
      manifest === null
        ? undefined
        : launchItem(campaign.id, campaign.design, {
            root: manifest,
            items: campaign.items,
            digest: designDigest(campaign.design),
            sources: campaign.sources,
          });
    if (kept === undefined || canonicalJson(kept) !== canonicalJson(item))
      return refuse(
        'signature_invalid',
        'What was signed is not the population that was frozen.',
        'Freeze it again and sign that.',
      );
    const seed = await drawSeed(tx, campaign.id, now);
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'campaign.launched',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        correlation: campaign.id,
        policy: bench.value.policy,
        basis: {
          manifest: item.manifest,
          design: item.design,
          statement: digestOf(signed.statement),
          seed,
        },
        body: { campaign: campaign.id, items: campaign.items, ...signed },
      }),
    );
    await tx.query(
      `update review.campaign set state = 'open', launch_entry = $2, launched_by = $3, launched_at = $4 where no = $1`,
      [campaign.no, entry, signer, now],
    );
    await launchedFrom(tx, campaign.no, now);
    return done({ campaign: campaign.id, launch: entry, items: campaign.items });
  });
}
