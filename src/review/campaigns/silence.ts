import {
  addSeconds,
  mandateBounds,
  type CampaignId,
  type Instant,
  type MandateTerms,
  type SourceId,
  type Tier,
} from '../../model/index.ts';

/** What is to happen to items that nobody answers: at most this, so many days after the campaign is due. */
export interface SilenceAsked {
  readonly campaign: { readonly id: CampaignId; readonly title: string; readonly dueAt: Instant };
  readonly does: 'suspend' | 'revoke';
  readonly afterDays: number;
  readonly tiers: readonly Tier[];
  readonly sources: readonly SourceId[];
  readonly perDay: number;
  readonly inAll: number;
  readonly noticeHours: number;
  readonly watchDays: number;
}

/** The terms that people sign for that. It is in force from now until a month after its last item can be due. */
export function silenceTerms(asked: SilenceAsked, now: Instant): MandateTerms {
  const { campaign, does, afterDays, tiers } = asked;
  const wanted = addSeconds(campaign.dueAt > now ? campaign.dueAt : now, (afterDays + 30) * 86_400);
  const longest = addSeconds(now, mandateBounds.no_answer.lastsDays * 86_400);
  const what = does === 'suspend' ? 'suspend the account' : 'take the access away';
  return {
    kind: 'no_answer',
    title: `“${campaign.title}”: ${what} ${afterDays} days after nobody answered`.slice(0, 200),
    reason: `Nobody answered this item of “${campaign.title}”, which was due at ${campaign.dueAt.slice(0, 10)}.`,
    does:
      does === 'suspend'
        ? [{ type: 'account.disable' }]
        : [{ type: 'grant.remove' }, { type: 'membership.remove' }],
    when: [
      { fact: 'item.answered', is: 'one of', values: ['no', 'unclear'] },
      { fact: 'item.overdue_days', is: 'at least', number: afterDays },
      { fact: 'tier', is: 'one of', values: tiers },
    ],
    scope: { sources: asked.sources, about: campaign.id },
    triggers: ['person'],
    perDay: asked.perDay,
    inAll: asked.inAll,
    from: now,
    until: wanted < longest ? wanted : longest,
    noticeHours: asked.noticeHours,
    watchDays: asked.watchDays,
  };
}

/** Such terms in one sentence, as it stands where people are asked. */
export function saySilence({ does, when, noticeHours }: MandateTerms): string {
  const after = when.flatMap((each) =>
    each.fact === 'item.overdue_days' && 'number' in each ? [each.number] : [],
  )[0];
  const tiers = when.flatMap((each) => (each.fact === 'tier' && 'values' in each ? each.values : []));
  const what = does.some(({ type }) => type === 'account.disable')
    ? 'the account is suspended'
    : 'the access is taken away';
  return `If nobody answers by ${after ?? 1} ${after === 1 ? 'day' : 'days'} after it is due, ${what}${tiers.length === 0 ? '' : ` (tier ${tiers.join(', ')})`}, told ${noticeHours} hours before. It can be put back.`;
}
