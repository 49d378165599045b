import {
  done,
  isCampaignId,
  isDigest,
  millisecondsOf,
  must,
  refuse,
  type CampaignDesign,
  type CampaignId,
  type Digest,
  type LaunchItem,
  type Result,
  type Watermark,
} from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import { hashesIn, leavesAPage, rootOfHashes } from '../../platform/merkle-pages.ts';
import { byteaArray } from '../../platform/store/bytea-array.ts';
import type { Queryable, Transaction } from '../../platform/store/index.ts';
import { contentSql, designDigest } from '../../review/index.ts';
import { refreshLists } from '../identities.ts';
import type { System } from '../system.ts';
import { pickedFor } from './picked.ts';
import { keepReviewersSql, populationOf, setBySet } from './population.ts';
import { reviewerNumber } from './reviewers.ts';

/** A population that was frozen and nobody has launched. */
export interface Draft {
  readonly campaign: CampaignId;
  readonly item: LaunchItem;
}

/** How old a draft may become before it is discarded. */
export const draftSeconds = 3600;

/**
 * Freezes the population of a design: every item with its text, its digest and whom it would be asked of, and one digest
 * over all. Set by set in the database: no row is fetched but the digests, in pages. All in one transaction.
 */
export async function prepareCampaign(
  system: System,
  design: CampaignDesign,
  template?: string,
): Promise<Result<Draft>> {
  const picked = await pickedFor(system, design);
  if (!picked.ok) return picked;
  await refreshLists(system);
  const now = system.clock.now();
  await discardDrafts(system);
  return system.database.transaction(async (tx) => {
    await setBySet(tx);
    await tx.query(keepReviewersSql, [null, null]);
    const named = design.named === null ? null : await reviewerNumber(tx, design.named);
    if (design.named !== null && named === null)
      return refuse(
        'not_found',
        `\`${design.named}\` is no person that a source knows, so nothing can be asked of them.`,
        'Name a person of the estate: `--reviewer SOURCE/KEY`.',
      );
    const id = must(isCampaignId, newId('cmp'));
    const salt = newId('slt');
    const sources = await watermarksOf(tx, design);
    const digest = designDigest(design);
    const [made] = await tx.query<{ no: number }>(
      `insert into review.campaign (id, title, kind, lane, state, design, design_digest, salt, sources, created_at, due_at, template)
       values ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10, $11) returning no`,
      [
        id,
        design.title,
        design.kind,
        design.lane,
        JSON.stringify(design),
        digest,
        salt,
        JSON.stringify(sources),
        now,
        design.dueAt,
        template ?? null,
      ],
    );
    if (made === undefined) throw new TypeError('a campaign was just made and is not there');
    const { no } = made;
    const population = populationOf(design, {
      picked: picked.value,
      named,
      nowMs: millisecondsOf(now),
    });
    await tx.query(
      `${population.sql},
numbered as (
  select p.*, (row_number() over (order by p.r1 nulls last, p.rank desc, p.source_no, p.entity, p.key_hash) - 1)::integer as n,
         ${sinceSql} as since, ${usedSql} as used
    from population p left join sources.read f on f.number = p.valid_from_read)
insert into review.campaign_item (campaign, n, entity, source_no, key_hash, row_digest, account_hash, tier, rank, open_seats, r1, r2, r3, content, digest)
select ${no}, p.n, p.entity, p.source_no, p.key_hash, p.row_digest, p.subject_hash, p.tier, p.rank, ${openSeatsSql(design)}, p.r1, p.r2, p.r3, c.content,
       sha256('\\x00'::bytea || convert_to(c.content, 'UTF8'))
  from numbered p cross join lateral (select ${contentSql(id, design.lane, salt)} as content) c`,
      population.values,
    );
    const { root, items } = await keepPages(tx, no);
    await tx.query(
      `insert into review.campaign_share (campaign, seat, reviewer, items)
       select $1, s.seat, s.reviewer, count(*) from review.campaign_item i
         cross join lateral (values (0, i.r1, 1), (1, i.r2, 2), (2, i.r3, 4)) s (seat, reviewer, bit)
        where i.campaign = $1 and (i.open_seats & s.bit) <> 0 group by s.seat, s.reviewer`,
      [no],
    );
    await tx.query('update review.campaign set manifest = $2, items = $3 where no = $1', [no, root, items]);
    if (items > manyItems) await tx.query('select review.refresh_campaign_statistics()');
    return done({
      campaign: id,
      item: launchItem(id, design, { root, items, digest, sources }),
    });
  });
}

/** So many new rows change what the planner should know. */
const manyItems = 10_000;

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const sinceSql = iso('f.started_at');
const usedSql = `case when p.used_sort is null or p.used_sort > 253402300799999 then 'unknown' when p.used_sort < 0 then 'never'
           else ${iso('to_timestamp(p.used_sort / 1000.0)')} end`;

const openSeatsSql = ({ stages }: CampaignDesign): string => {
  const seats = stages[0]?.seats ?? [];
  const always = seats.reduce((bits, seat, at) => (seat === 'independent' ? bits : bits | (1 << at)), 0);
  const ofHigh = seats.reduce((bits, seat, at) => (seat === 'independent' ? bits | (1 << at) : bits), 0);
  return always === 0 ? '1' : `${always} + case when p.tier >= 2 then ${ofHigh} else 0 end`;
};

export const launchItem = (
  campaign: CampaignId,
  design: CampaignDesign,
  kept: {
    readonly root: Digest;
    readonly items: number;
    readonly digest: Digest;
    readonly sources: readonly Watermark[];
  },
): LaunchItem => ({
  v: 'countersign/campaign-launch/v1',
  campaign,
  kind: design.kind,
  lane: design.lane,
  manifest: kept.root,
  items: kept.items,
  design: kept.digest,
  sources: kept.sources,
  dueAt: design.dueAt,
});

/** Each source's last complete read: what the population was taken from. */
export const watermarksOf = (
  on: Queryable,
  { sources }: Pick<CampaignDesign, 'sources'>,
): Promise<readonly Watermark[]> =>
  on.query<Watermark>(
    `select s.id as source, r.number as read, r.started_at as at
       from sources.source s join lateral (select number, started_at from sources.read r
         where r.source_no = s.no and r.complete order by number desc limit 1) r on true
      where s.state <> 'removed' and (cardinality($1::text[]) = 0 or s.id = any($1::text[])) order by s.id`,
    [sources],
  );

/** The root over all leaves, and of each page its own, so that a few leaves are proven without reading all. */
async function keepPages(
  tx: Transaction,
  campaign: number,
): Promise<{ readonly root: Digest; readonly items: number }> {
  const roots: Buffer[] = [];
  let items = 0;
  for (let page = 0; ; page++) {
    const hashes = await pageHashes(tx, campaign, page);
    items += hashes.length;
    if (hashes.length > 0) roots.push(rootOfHashes(hashes));
    if (hashes.length < leavesAPage) break;
  }
  if (roots.length > 0)
    await tx.query(
      `insert into review.campaign_page (campaign, page, root)
       select $1, (n - 1)::integer, root from unnest($2::bytea[]) with ordinality as g (root, n)`,
      [campaign, byteaArray(roots)],
    );
  return { root: must(isDigest, rootOfHashes(roots).toString('hex')), items };
}

/** The leaves of one page of a manifest, in their order. */
export async function pageHashes(
  on: Queryable,
  campaign: number,
  page: number,
): Promise<readonly Uint8Array[]> {
  const [row] = await on.query<{ hashes: Buffer | null }>(
    `select string_agg(digest, ''::bytea order by n) as hashes from review.campaign_item
      where campaign = $1 and n >= $2 and n < $3`,
    [campaign, page * leavesAPage, (page + 1) * leavesAPage],
  );
  return row?.hashes === null || row === undefined ? [] : hashesIn(row.hashes);
}

/** Takes away what was frozen and never launched. */
async function discardDrafts({ database, clock }: Pick<System, 'database' | 'clock'>): Promise<void> {
  await database.query(
    `select review.discard_campaign(no) from review.campaign
      where state = 'draft' and created_at < $1::timestamptz - make_interval(secs => $2)`,
    [clock.now(), draftSeconds],
  );
}
