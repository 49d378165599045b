import {
  done,
  isSourceId,
  refuse,
  type CampaignId,
  type MandateId,
  type Result,
  type Tier,
} from '../../model/index.ts';
import { loadMandate, saySilence, silenceTerms } from '../../review/index.ts';
import { propose, type MandatePreview } from '../mandates/mandates.ts';
import { whyNotStanding } from '../mandates/carry-under.ts';
import type { System } from '../system.ts';
import { openCampaign } from './campaign-row.ts';

export interface SilenceWanted {
  readonly campaign: CampaignId;
  readonly does: 'suspend' | 'revoke';
  readonly afterDays: number;
  readonly tiers: readonly Tier[];
  readonly perDay: number;
  readonly inAll: number;
  readonly noticeHours: number;
  readonly watchDays: number;
  readonly by: string;
}

const mostSources = 20;

/**
 * Writes the mandate by which something happens to items of one campaign that nobody answers, for people to sign. By itself
 * it does nothing. Items that were asked of nobody are never among them.
 */
export async function proposeSilence(
  system: System,
  wanted: SilenceWanted,
): Promise<Result<{ readonly mandate: MandateId; readonly says: string; readonly preview: MandatePreview }>> {
  const found = await openCampaign(system.database, wanted.campaign);
  if (!found.ok) return found;
  const { id, title, dueAt, sources } = found.value;
  const inScope = sources.map(({ source }) => source).filter(isSourceId);
  if (inScope.length > mostSources)
    return refuse(
      'input_too_large',
      `A mandate is about ${mostSources} sources at most, and this campaign is about ${inScope.length}.`,
      'Launch campaigns over fewer sources each.',
    );
  const terms = silenceTerms(
    { ...wanted, campaign: { id, title, dueAt }, sources: inScope },
    system.clock.now(),
  );
  const proposed = await propose(system, { terms, by: wanted.by });
  return proposed.ok ? done({ ...proposed.value, says: saySilence(terms) }) : proposed;
}

/** What people signed, or are to sign, about silence in a campaign: in words, for whoever is asked. */
export interface SilenceShown {
  readonly mandate: MandateId;
  readonly says: string;
  /** Null: it stands. */
  readonly whyNot: string | null;
}

export async function silenceOf(system: System, campaign: CampaignId): Promise<readonly SilenceShown[]> {
  const rows = await system.database.query<{ id: MandateId }>(
    `select id from review.mandate
      where kind = 'no_answer' and terms::jsonb #>> '{scope,about}' = $1 and ended_at is null order by proposed_at, id limit 20`,
    [campaign],
  );
  const shown: SilenceShown[] = [];
  for (const { id } of rows) {
    const mandate = await loadMandate(system.database, id);
    if (!mandate.ok) continue;
    const whyNot = (await whyNotStanding(system, mandate.value)) ?? null;
    shown.push({ mandate: id, says: saySilence(mandate.value.terms), whyNot });
  }
  return shown;
}
