import {
  done,
  refuse,
  type CampaignId,
  type EstateRef,
  type NatureView,
  type ProvenanceView,
  type Result,
  type Severity,
} from '../../model/index.ts';
import { isSourceId, type SourceId } from '../../model/index.ts';
import { natureOf } from '../natures.ts';
import { changes } from '../changes.ts';
import type { System } from '../system.ts';
import { campaignOf } from './campaign-row.ts';
import { effectsOf, type Effect } from './effects.ts';
import { itemRows } from './item-rows.ts';
import { itemsOf, tellItems, type ItemsAsked, type ItemShown } from './items.ts';
import { effectOfNo, type NoShown } from './no-shown.ts';
import { reviewing } from './reviewers.ts';

/** Everything beside one item that a reviewer may want to see before they answer. */
export interface ItemPage {
  readonly item: ItemShown;
  /** What a plain no would really do, and what else works. */
  readonly no: NoShown;
  /** Null: no log that would show it was read. */
  readonly nature: NatureView | null;
  readonly provenance: ProvenanceView | null;
  /** What it does of late that is not its usual, in words; null: no log tells. */
  readonly anomalies: readonly string[] | null;
  /** Where secrets of the account lie exposed. */
  readonly exposures: readonly {
    readonly credential: string;
    readonly place: string;
    readonly foundBy: string;
  }[];
  readonly findings: readonly { readonly id: string; readonly title: string; readonly severity: Severity }[];
  readonly effect: Effect | null;
}

/** One item whole. */
export async function showItem(
  system: System,
  asked: {
    readonly campaign: CampaignId;
    readonly item: number;
    readonly keyFingerprint?: string;
    readonly lookedAtBy?: ItemsAsked['lookedAtBy'];
  },
): Promise<Result<ItemPage>> {
  const { database } = system;
  const found = await campaignOf(database, asked.campaign);
  if (!found.ok) return found;
  const campaign = found.value;
  const me =
    asked.keyFingerprint === undefined
      ? undefined
      : await reviewing(system, asked.keyFingerprint, campaign.design.lane);
  if (me !== undefined && !me.ok) return me;
  const [row] = await itemRows(database, campaign.no, [asked.item]);
  if (row === undefined)
    return refuse(
      'not_found',
      `The campaign has no item ${asked.item}.`,
      'List them: `countersign campaign items`.',
    );
  if (
    asked.lookedAtBy !== undefined &&
    !(await isToldTo(system, asked.campaign, asked.item, asked.lookedAtBy))
  )
    return refuse(
      'not_permitted',
      'This item is open, and what is open is shown to whoever it is asked of on their review page.',
      `See what is asked of you: \`countersign campaign items ${asked.campaign} --as NAME\`.`,
    );
  const [item] = await tellItems(database, campaign, [row], me?.value);
  if (item === undefined) throw new TypeError('an item was read and is not told');
  const { account, source } = item.content;
  const ref: EstateRef = { entity: 'account', source, key: account.key, name: account.name };
  const [effect] = item.state === 'taken' ? await effectsOf(database, campaign.no, [item.n]) : [];
  return done({
    item,
    no: await effectOfNo(database, item.content),
    ...(await besideAccount(system, account.ref, ref)),
    effect: effect ?? null,
  });
}

async function isToldTo(
  system: System,
  campaign: CampaignId,
  item: number,
  lookedAtBy: NonNullable<ItemsAsked['lookedAtBy']>,
): Promise<boolean> {
  const page = await itemsOf(system, { campaign, show: 'all', limit: 1, after: item - 1, lookedAtBy });
  return page.ok && page.value.items[0]?.n === item;
}

/** What stands beside an account, whichever of its rights is asked about. */
export async function besideAccount(
  system: System,
  identity: string | null,
  { source, key, name }: EstateRef,
): Promise<Pick<ItemPage, 'nature' | 'provenance' | 'anomalies' | 'exposures' | 'findings'>> {
  const account: EstateRef = { entity: 'account', source, key, name };
  const behaviour = identity === null ? null : await behaviourOf(system, identity, account);
  return {
    nature: behaviour?.nature ?? null,
    provenance: behaviour?.provenance ?? null,
    anomalies: behaviour?.anomalies ?? null,
    exposures: isSourceId(source) ? await exposuresOf(system, source, key) : [],
    findings: await system.database.query<ItemPage['findings'][number]>(
      `select id, title, severity from detection.finding
        where state = 'open' and account_source = $1 and account_key = $2 order by score desc, id limit 20`,
      [source, key],
    ),
  };
}

async function behaviourOf(
  system: System,
  identity: string,
  account: EstateRef,
): Promise<Pick<ItemPage, 'nature' | 'provenance' | 'anomalies'> | null> {
  const told = await natureOf(system, { identity });
  if (!told.ok) return null;
  const judged = told.value.accounts.find((each) => each.account.key === account.key)?.judged;
  if (judged === null || judged === undefined) return null;
  return {
    nature: judged.nature,
    provenance: judged.provenance,
    anomalies: await anomaliesOf(system, identity),
  };
}

async function anomaliesOf(system: System, identity: string): Promise<readonly string[] | null> {
  const told = await changes(system, { identity, limit: 1 });
  const found = told.ok ? told.value.items[0]?.changes : undefined;
  return found?.is === 'told' ? found.anomalies.slice(0, 10).map(({ what }) => what) : null;
}

const exposuresOf = (
  { database }: Pick<System, 'database'>,
  source: SourceId,
  account: string,
): Promise<ItemPage['exposures']> =>
  database.query(
    `select c.key as credential, e.place, e.found_by as "foundBy"
       from sources.source s
       join estate.accounts a on a.source_no = s.no and a.key = $2 and a.valid_to_read is null
       join estate.credentials c on c.source_no = a.source_no and c.account_hash = a.key_hash and c.valid_to_read is null
       join estate.exposures e on e.source_no = c.source_no and e.credential_hash = c.key_hash and e.valid_to_read is null
      where s.id = $1 order by 1, 2 limit 20`,
    [source, account],
  );
