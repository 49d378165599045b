import {
  done,
  refuse,
  type CampaignId,
  type CloseItem,
  type EntryId,
  type Result,
} from '../../model/index.ts';
import { canonicalJson, digestOf } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { readCloseStatement, signedBy, stateOne, statementText, unknownSigner } from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { openCampaign, type CampaignRow } from './campaign-row.ts';
import { launchingRoles } from './launch.ts';

const itemOf = ({ id, items, kept, taken }: CampaignRow, launch: EntryId, reason: string): CloseItem => ({
  v: 'countersign/campaign-close/v1',
  campaign: id,
  launch,
  items,
  kept,
  taken,
  open: items - kept - taken,
  reason,
});

const mayNotClose = refuse(
  'not_permitted',
  `A campaign is closed by somebody who is enrolled as ${launchingRoles.join(', ')}.`,
  'Ask one of them: `countersign signers`.',
);

/** The statement that closes a campaign, with what it leaves open. */
export async function openClose(
  system: System,
  asked: { readonly campaign: CampaignId; readonly keyFingerprint: string; readonly reason: string },
): Promise<Result<{ readonly statement: string; readonly item: CloseItem }>> {
  const now = system.clock.now();
  const standing = await system.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  if (!launchingRoles.some((role) => standing.roles.includes(role))) return mayNotClose;
  const found = await openCampaign(system.database, asked.campaign);
  if (!found.ok) return found;
  const item = itemOf(found.value, found.value.launchEntry, asked.reason);
  const frame = { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({ statement: statementText(stateOne(frame, 'campaign', { ...item })), item });
}

/** Takes the signed close. What is open stays open for ever in the record: closing answers nothing. */
export async function takeClose(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
): Promise<Result<{ readonly campaign: CampaignId; readonly close: EntryId; readonly open: number }>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const now = system.clock.now();
  const read = await signedBy(bench.value, signed, readCloseStatement, now);
  if (!read.ok) return read;
  const { item, standing, signer } = read.value;
  if (!launchingRoles.some((role) => standing.roles.includes(role))) return mayNotClose;
  return system.database.transaction(async (tx) => {
    const found = await openCampaign(tx, item.campaign, 'hold');
    if (!found.ok) return found;
    const campaign = found.value;
    if (canonicalJson(itemOf(campaign, campaign.launchEntry, item.reason)) !== canonicalJson(item))
      return refuse(
        'signature_stale',
        'Something was answered since this was prepared.',
        'Look at the campaign again, and sign what it leaves open now.',
      );
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'campaign.closed',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        causedBy: [campaign.launchEntry],
        correlation: campaign.id,
        basis: { statement: digestOf(signed.statement) },
        body: { campaign: campaign.id, ...signed },
      }),
    );
    await tx.query(
      `update review.campaign set state = 'closed', close_entry = $2, closed_at = $3, closed_because = $4 where no = $1`,
      [campaign.no, entry, now, item.reason],
    );
    return done({ campaign: campaign.id, close: entry, open: item.open });
  });
}
