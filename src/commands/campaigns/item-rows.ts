import type { Digest } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** `gone`: the source does not show the row any more. `changed`: it says something else of it. Null: as it was frozen. */
export type Drift = 'gone' | 'changed' | null;

export interface ItemRow {
  readonly n: number;
  readonly state: 'open' | 'kept' | 'taken';
  readonly stage: number;
  readonly openSeats: number;
  readonly r1: number | null;
  readonly r2: number | null;
  readonly r3: number | null;
  readonly content: string;
  readonly digest: Digest;
  readonly drift: Drift;
}

/** Columns of an item `i` with its live row `l`. */
export const itemColumns = `i.n, i.state, i.stage, i.open_seats as "openSeats", i.r1, i.r2, i.r3, i.content, encode(i.digest, 'hex') as digest,
  case when l.row_digest is null then 'gone' when l.row_digest <> i.row_digest then 'changed' end as drift`;
/** The row as the source shows it now. */
export const liveRow = `left join lateral (
    select g.row_digest from estate.grants g where i.entity = 'grant' and g.source_no = i.source_no and g.key_hash = i.key_hash and g.valid_to_read is null
    union all
    select m.row_digest from estate.memberships m where i.entity = 'membership' and m.source_no = i.source_no and m.key_hash = i.key_hash and m.valid_to_read is null
    limit 1) l on true`;

/** These items of a campaign, by number. */
export const itemRows = (
  on: Queryable,
  campaign: number,
  numbers: readonly number[],
): Promise<readonly ItemRow[]> =>
  on.query<ItemRow>(
    `select ${itemColumns} from review.campaign_item i ${liveRow}
      where i.campaign = $1 and i.n = any($2::integer[]) order by i.n`,
    [campaign, numbers],
  );
