import type {
  AccountDrop,
  Change,
  GrantAdd,
  GrantRemove,
  MembershipAdd,
  MembershipRemove,
  SourceId,
} from '../model/index.ts';
import type { Transaction } from '../platform/store/index.ts';
import { int8Text, loadHashers, type Hasher } from './tables/keyed-hash.ts';

/** A change that was not supposed, and why nothing of it shows in access. */
export interface NotSupposed {
  readonly change: Change;
  readonly because: string;
}

/**
 * Has the estate of this transaction be as it would be after these changes: each source that they touch gets a read that shows
 * them and nothing else. For a transaction that is rolled back; what it tells is what the next real read would show if the
 * changes were carried out and nothing else happened.
 */
export async function suppose(tx: Transaction, changes: readonly Change[]): Promise<readonly NotSupposed[]> {
  const { key } = await loadHashers(tx);
  const reads = new Map<string, At>();
  const not: NotSupposed[] = [];
  for (const change of changes) {
    const apply = applierOf(change);
    if (apply === undefined) {
      not.push({ change, because: 'it changes nobody’s access by itself' });
      continue;
    }
    const { source } = change;
    const at = reads.get(source) ?? (await newRead(tx, source, key));
    if (at === undefined) {
      not.push({ change, because: `\`${source}\` was never read` });
      continue;
    }
    reads.set(source, at);
    const because = await apply(tx, at);
    if (because !== undefined) not.push({ change, because });
  }
  return not;
}

interface At {
  readonly read: number;
  readonly no: number;
  readonly key: Hasher;
}

async function newRead(tx: Transaction, source: string, key: Hasher): Promise<At | undefined> {
  const [row] = await tx.query<{ read: number; no: number }>(
    `insert into sources.read (number, source_no, started_at, finished_at, complete, counts, page_digests, dangling)
     select nextval('sources.read_number'), r.source_no, r.started_at, r.finished_at, r.complete, r.counts, r.page_digests, r.dangling
       from sources.read r join sources.source s on s.no = r.source_no where s.id = $1 order by r.number desc limit 1
     returning number as read, source_no as no`,
    [source],
  );
  return row && { ...row, key };
}

/** What a change does to the rows; answers why not, where it cannot. */
type Apply = (tx: Transaction, at: At) => Promise<string | undefined>;

/** Undefined for a change that changes nobody's access by itself. */
function applierOf(change: Change): Apply | undefined {
  switch (change.type) {
    case 'grant.add':
      return (tx, at) => addGrant(tx, at, change);
    case 'grant.remove':
      return (tx, at) => removeGrant(tx, at, change);
    case 'membership.add':
      return (tx, at) => addMembership(tx, at, change);
    case 'membership.remove':
      return (tx, at) => removeMembership(tx, at, change);
    case 'account.disable':
      return (tx, at) => setState(tx, at, change.accountKey, 'disabled');
    case 'account.enable':
      return (tx, at) => setState(tx, at, change.accountKey, 'active');
    case 'account.drop':
      return (tx, at) => dropAccount(tx, at, change);
    case 'account.create':
    case 'owner.assign':
    case 'owner.clear':
    case 'risk.accept':
    case 'risk.reopen':
    case 'bundle.define':
    case 'bundle.retire':
      return undefined;
  }
}

async function addGrant(tx: Transaction, at: At, change: GrantAdd): Promise<string | undefined> {
  const { subjectKey: subject, entitlementKey: right } = change;
  if (!(await isThere(tx, at, ['accounts', 'groups'], subject))) return notThere(subject);
  if (!(await isThere(tx, at, ['entitlements'], right))) return notThere(right);
  await tx.query(
    `insert into estate.grants (key_hash, row_digest, valid_from_read, source_no, key, effect, grantable, subject_hash, entitlement_hash)
     select $1, 0, $2, $3, $4, 'allow', $5, $6, $7 where not exists (select from estate.grants
       where source_no = $3 and subject_hash = $6 and entitlement_hash = $7 and effect = 'allow' and conditions is null
         and valid_to_read is null)`,
    [
      hashOf(at, supposedKey(subject, right)),
      at.read,
      at.no,
      supposedKey(subject, right),
      change.grantable,
      hashOf(at, subject),
      hashOf(at, right),
    ],
  );
  return undefined;
}

async function removeGrant(tx: Transaction, at: At, change: GrantRemove): Promise<string | undefined> {
  const closed = await tx.query(
    `update estate.grants set valid_to_read = $1 where source_no = $2 and subject_hash = $3 and entitlement_hash = $4
       and effect = 'allow' and valid_to_read is null returning 1 as closed`,
    [at.read, at.no, hashOf(at, change.subjectKey), hashOf(at, change.entitlementKey)],
  );
  return closed.length === 0 ? 'it is not held' : undefined;
}

async function addMembership(tx: Transaction, at: At, change: MembershipAdd): Promise<string | undefined> {
  const { memberKey: member, groupKey: group } = change;
  if (!(await isThere(tx, at, ['accounts', 'groups'], member))) return notThere(member);
  if (!(await isThere(tx, at, ['groups', 'accounts'], group))) return notThere(group);
  await tx.query(
    `insert into estate.memberships (key_hash, row_digest, valid_from_read, source_no, key, member_key, group_key, via, member_hash, group_hash)
     select $1, 0, $2, $3, $4, $5, $6, 'member', $7, $8 where not exists (select from estate.memberships
       where source_no = $3 and member_hash = $7 and group_hash = $8 and conditions is null and valid_to_read is null)`,
    [
      hashOf(at, supposedKey(member, group)),
      at.read,
      at.no,
      supposedKey(member, group),
      member,
      group,
      hashOf(at, member),
      hashOf(at, group),
    ],
  );
  return undefined;
}

async function removeMembership(
  tx: Transaction,
  at: At,
  change: MembershipRemove,
): Promise<string | undefined> {
  const closed = await tx.query(
    `update estate.memberships set valid_to_read = $1 where source_no = $2 and member_hash = $3 and group_hash = $4
       and valid_to_read is null returning 1 as closed`,
    [at.read, at.no, hashOf(at, change.memberKey), hashOf(at, change.groupKey)],
  );
  return closed.length === 0 ? 'it is not in that group' : undefined;
}

async function dropAccount(tx: Transaction, at: At, change: AccountDrop): Promise<string | undefined> {
  const closed = await closeAccount(tx, at, change.accountKey);
  return closed === 0 ? notThere(change.accountKey) : undefined;
}

const notThere = (key: string): string => `\`${key}\` is not there as last read`;
/** No source has a key with a line break and this word. */
const supposedKey = (from: string, to: string): string => `supposed\n${from}\n${to}`;
const hashOf = (at: At, key: string): string => int8Text(at.key(key));

async function isThere(
  tx: Transaction,
  at: At,
  tables: readonly ('accounts' | 'groups' | 'entitlements')[],
  key: string,
): Promise<boolean> {
  for (const table of tables) {
    const rows = await tx.query(
      `select 1 from estate.${table} where source_no = $1 and key_hash = $2 and valid_to_read is null`,
      [at.no, hashOf(at, key)],
    );
    if (rows.length > 0) return true;
  }
  return false;
}

async function closeAccount(tx: Transaction, at: At, key: string): Promise<number> {
  const rows = await tx.query(
    `update estate.accounts set valid_to_read = $1 where source_no = $2 and key_hash = $3 and valid_to_read is null
     returning 1 as closed`,
    [at.read, at.no, hashOf(at, key)],
  );
  return rows.length;
}

async function setState(tx: Transaction, at: At, key: string, state: string): Promise<string | undefined> {
  if ((await closeAccount(tx, at, key)) === 0) return notThere(key);
  const columns =
    'name, kind, email, employee_number, created_at, expires_at, can_be_assumed, powers, interactive, mfa, attributes';
  await tx.query(
    `insert into estate.accounts (key_hash, row_digest, valid_from_read, source_no, key, state, ${columns})
     select key_hash, 0, $1, source_no, key, $4, ${columns} from estate.accounts
      where source_no = $2 and key_hash = $3 and valid_to_read = $1`,
    [at.read, at.no, hashOf(at, key), state],
  );
  return undefined;
}

/** Accounts that are a subject, or in it through groups within groups, as last read: the first by key, and how many more. */
export async function accountsBeneath(
  db: Pick<Transaction, 'query'>,
  subject: { readonly source: SourceId; readonly key: string },
  limit: number,
): Promise<{
  readonly accounts: readonly { readonly key: string; readonly name: string }[];
  readonly more: number;
}> {
  const { key } = await loadHashers(db);
  const rows = await db.query<{ key: string; name: string; total: number }>(
    `with recursive down as (
       select s.no as source_no, $2::bigint as hash, 0 as depth from sources.source s where s.id = $1
       union
       select m.source_no, m.member_hash, down.depth + 1 from down
         join estate.memberships m on m.source_no = down.source_no and m.group_hash = down.hash and m.valid_to_read is null
        where down.depth < 24),
       own as (select distinct source_no, hash from down)
     select a.key, a.name, count(*) over ()::int as total from own join estate.accounts a
       on a.source_no = own.source_no and a.key_hash = own.hash and a.valid_to_read is null order by a.key limit $3`,
    [subject.source, int8Text(key(subject.key)), Math.max(limit, 1)],
  );
  const accounts = rows.slice(0, limit).map(({ key: own, name }) => ({ key: own, name }));
  return { accounts, more: (rows[0]?.total ?? 0) - accounts.length };
}
