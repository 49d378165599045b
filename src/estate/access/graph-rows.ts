import type { Transaction } from '../../platform/store/index.ts';
import { copyOut } from '../tables/copy.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';
import {
  isAccount,
  isAllPowerful,
  isArn,
  isConditional,
  isDeny,
  isInheritOnly,
  isOutOfUse,
  isOutsider,
  isSetOnly,
} from './graph.ts';
import type { EdgeRow } from './unplaced-edges.ts';

/** Which rows of a table: a condition over `source_no`, `valid_from_read` and `valid_to_read`, without parameters. */
export type Where = string;

/** What was there at a read of a source. */
export const thereAt = (sourceNo: number, read: number): Where =>
  `source_no = ${sourceNo} and valid_from_read <= ${read} and (valid_to_read is null or valid_to_read > ${read})`;

/** Powers that answer yes to every question about their source. */
const allPowers = `array['superuser', 'root']`;
const outsider = `case when attributes ? 'standsFor' then ${isOutsider} else 0 end`;
const accountFlags = `${isAccount} + case when state in ('disabled', 'locked', 'expired') then ${isOutOfUse} else 0 end
  + case when powers ?| ${allPowers} then ${isAllPowerful} else 0 end + case when key like 'arn:%' then ${isArn} else 0 end
  + ${outsider}`;

/** Accounts or groups in order of key hash, with their flags. */
export async function nodeRows(
  tx: Transaction,
  from: { readonly entity: 'account' | 'group'; readonly where: Where },
  take: (key: Hash64, flags: number) => void,
): Promise<void> {
  const flags = from.entity === 'account' ? accountFlags : outsider;
  await copyOut(
    tx.client,
    `select key_hash, (${flags})::bigint from estate.${from.entity}s where ${from.where} order by key_hash`,
    2,
    (row) => take({ hi: row.hi(0), lo: row.lo(0) }, row.number(1)),
  );
}

const conditional = `case when conditions is not null and conditions <> '[]' then ${isConditional} else 0 end`;
const edgeColumns = {
  membership: `key_hash, member_hash, group_hash,
    (${conditional} + case via when 'set_role' then ${isSetOnly} when 'inherit' then ${isInheritOnly} else 0 end)::bigint`,
  grant: `key_hash, subject_hash, entitlement_hash,
    (${conditional} + case when effect = 'deny' then ${isDeny} else 0 end)::bigint`,
} as const;

/** Memberships or grants, in no order. */
export async function edgeRows(
  tx: Transaction,
  from: { readonly kind: EdgeRow['kind']; readonly where: Where },
  take: (edge: EdgeRow) => void,
): Promise<void> {
  const { kind } = from;
  await copyOut(tx.client, `select ${edgeColumns[kind]} from estate.${kind}s where ${from.where}`, 4, (row) =>
    take({
      kind,
      key: { hi: row.hi(0), lo: row.lo(0) },
      from: { hi: row.hi(1), lo: row.lo(1) },
      to: { hi: row.hi(2), lo: row.lo(2) },
      flags: row.number(3),
    }),
  );
}

/** Key hashes of the rows of one table. */
export async function keysOf(
  tx: Transaction,
  from: { readonly table: string; readonly where: Where },
  take: (key: Hash64) => void,
): Promise<void> {
  await copyOut(tx.client, `select key_hash from estate.${from.table} where ${from.where}`, 1, (row) =>
    take({ hi: row.hi(0), lo: row.lo(0) }),
  );
}
