import type { CampaignDesign } from '../../model/index.ts';
import { done, type Result } from '../../model/index.ts';
import { cadenceOf } from '../../behaviour/cadence/cadence.ts';
import { checkDuties } from '../duties/check-duties.ts';
import type { System } from '../system.ts';
import type { Picked } from './population.ts';

type Picker = (system: System, design: CampaignDesign) => Promise<Result<readonly Picked[]>>;

/** The most conflicts that one campaign takes; the gate says when there are more. */
export const mostConflicts = 10_000;

/** Accounts that have two duties which are to stay apart, and of each the row by which it has one of them. */
const inConflict: Picker = async (system) => {
  const found = await checkDuties(system, { limit: mostConflicts });
  if (!found.ok) return found;
  return done(
    found.value.conflicts
      .filter(({ exception }) => exception === undefined)
      .flatMap(({ sides }) =>
        sides.map(({ account, path }) => ({
          source: account.source,
          account: account.key,
          object: path[1]?.key ?? null,
        })),
      ),
  );
};

const escalationRules = [
  'could-become-administrator',
  'could-reach-crown-jewel',
  'agent-reaches-control',
  'kubernetes-way-to-administrator',
];

/** Accounts that could come to have what nobody gave them, by the findings that are open. */
const couldEscalate: Picker = async ({ database }) =>
  done(
    (
      await database.query<{ source: string; account: string }>(
        `select distinct account_source as source, account_key as account from detection.finding
          where state = 'open' and rule = any($1::text[])`,
        [escalationRules],
      )
    ).map((row) => ({ ...row, object: null })),
  );

/**
 * Accounts whose cadence says that a review is due: never reviewed here, or longer ago than they change. What logs cannot
 * tell is due as if it changed as fast as can be followed.
 */
const due: Picker = async (system, design) => {
  const accounts = await system.database.query<{
    source: string;
    key: string;
    name: string;
    last: string | null;
  }>(
    `select i.source, i.key, i.name, (select max(c.launched_at) from review.campaign c
        join review.campaign_item x on x.campaign = c.no and x.account_hash = a.key_hash and x.source_no = a.source_no
       where c.state <> 'draft' and x.state <> 'open') as last
       from query.identity i join sources.source s on s.id = i.source
       join estate.accounts a on a.source_no = s.no and a.key = i.key and a.valid_to_read is null
      where i.entity = 'account' and i.lane in (${design.lane === 'people' ? '1, 3' : '2'}) order by i.source, i.key`,
  );
  const refs = accounts.map(({ source, key, name }) => ({ entity: 'account' as const, source, key, name }));
  const seen = await (await system.behaviour.now()).of(refs);
  const now = Date.parse(system.clock.now());
  return done(
    accounts.flatMap(({ source, key, last }, at) => {
      const did = seen[at];
      const cadence = did === undefined || did === null ? undefined : cadenceOf(did, usualCycleDays);
      const needed = cadence?.is === 'told' ? (cadence.neededDays ?? 1) : usualCycleDays;
      const isDue = last === null || now - Date.parse(last) >= needed * 86_400_000;
      return isDue ? [{ source, account: key, object: null }] : [];
    }),
  );
};
const usualCycleDays = 90;

const pickers: Partial<Readonly<Record<CampaignDesign['kind'], Picker>>> = {
  duties: inConflict,
  escalation: couldEscalate,
  continuous: due,
};

/** Which accounts a campaign is about, where that takes an engine; null: the database tells by itself. */
export async function pickedFor(
  system: System,
  design: CampaignDesign,
): Promise<Result<readonly Picked[] | null>> {
  const picker = pickers[design.kind];
  return picker === undefined ? done(null) : picker(system, design);
}
