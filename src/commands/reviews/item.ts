import { done, refuse, type EstateRef, type Result } from '../../model/index.ts';
import { behind, type ItemContent, type ItemLooks } from '../../review/index.ts';
import { besideAccount } from '../campaigns/item.ts';
import { itemRows } from '../campaigns/item-rows.ts';
import { tellItems, type ItemShown } from '../campaigns/items.ts';
import { effectOfNo, type NoShown } from '../campaigns/no-shown.ts';
import type { System } from '../system.ts';
import { aroundOf } from './beside.ts';
import { plantedOf } from './planted-rows.ts';
import type { ReviewItemBeside } from './shapes.ts';
import { atCampaign, type AtCampaign, type ReviewAsked } from './who.ts';

/** What stands behind a handle of this reviewer. */
export type Found =
  | { readonly is: 'real'; readonly shown: ItemShown }
  | {
      readonly is: 'planted';
      readonly k: number;
      readonly looks: ItemLooks;
      /** The item it stands next to. */
      readonly beside: ItemShown | undefined;
    };

export const noSuchItem = (item: string) =>
  refuse(
    'not_found',
    `The campaign asks you about no item \`${item}\`.`,
    'See what it asks: `countersign review items CAMPAIGN`.',
  );

/** The item behind a handle, if this reviewer is asked about it. */
export async function findItem(system: System, at: AtCampaign, item: string): Promise<Found | undefined> {
  const is = behind(at.seed, item);
  if (is === undefined) return undefined;
  // whichever it is, both are looked up, so that neither takes longer
  const planted = await plantedOf(system.database, at.campaign.id, at.me.person);
  const found = is.is === 'planted' ? planted.find(({ k }) => k === is.n) : undefined;
  const rows = await itemRows(system.database, at.campaign.no, [
    is.is === 'real' ? is.n : (found?.afterN ?? 0),
  ]);
  const [shown] = await tellItems(system.database, at.campaign, rows, at.me);
  if (is.is === 'planted')
    return found === undefined ? undefined : { is: 'planted', k: found.k, looks: found.looks, beside: shown };
  return shown === undefined || shown.mySeat === null ? undefined : { is: 'real', shown };
}

/** The content that the engine of campaigns works with; of a planted item it has no number and no place in a manifest. */
export const contentOf = (found: Found, at: AtCampaign): ItemContent =>
  found.is === 'real'
    ? found.shown.content
    : { ...found.looks, campaign: at.campaign.id, key: '', lane: at.campaign.design.lane, n: 0, salt: '' };

/** What a no would do. What is planted holds nothing, so it is told what it would be if it did, by the same code. */
export const noOf = (system: System, found: Found, at: AtCampaign): Promise<NoShown> =>
  effectOfNo(system.database, contentOf(found, at), found.is === 'real' ? 'there' : 'as if it were');

/** Everything beside one item. For a planted one it is asked of the same account and the same right. */
export async function reviewItem(
  system: System,
  asked: ReviewAsked & { readonly item: string },
): Promise<Result<ReviewItemBeside>> {
  const at = await atCampaign(system, asked);
  if (!at.ok) return at;
  const found = await findItem(system, at.value, asked.item);
  if (found === undefined) return noSuchItem(asked.item);
  const content = contentOf(found, at.value);
  const no = await noOf(system, found, at.value);
  const { account, source } = content;
  const ref: EstateRef = { entity: 'account', source, key: account.key, name: account.name };
  const beside = await besideAccount(system, account.ref, ref);
  const [around] = await aroundOf(system.database, [content]);
  return done({
    item: asked.item,
    paths: [...no.takesAway, ...no.stillHeld]
      .filter(({ path }) => path.length > 1)
      .slice(0, 5)
      .map(({ path, action, resource }) => ({
        steps: path,
        right: resource === null ? action : `${action} on ${resource}`,
      })),
    provenance: beside.provenance === null ? null : provenanceWords(beside.provenance),
    nature: beside.nature?.because ?? null,
    anomalies: beside.anomalies,
    exposures: beside.exposures.map(({ place }) => place),
    findings: beside.findings,
    others: around?.others ?? null,
    no: {
      says: no.says,
      works: no.stillHeld.length === 0,
      offers: no.alternatives.map(({ says }, index) => ({ id: `offer-${index}`, says })),
    },
    changed: found.is === 'real' && found.shown.drift !== null,
  });
}

const provenanceWords = ({
  seen,
}: NonNullable<Awaited<ReturnType<typeof besideAccount>>['provenance']>): string | null =>
  seen.length === 0
    ? null
    : `Comes from ${seen
        .slice(0, 3)
        .map(({ kind, name }) => `${kind} ${name}`)
        .join(', ')}${seen.length > 3 ? ` and ${seen.length - 3} more places` : ''}.`;
