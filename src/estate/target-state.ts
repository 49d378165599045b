import type { Change, SourceId, TargetState } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { bundleState } from './bundles.ts';
import { int8Text, loadHashers } from './tables/keyed-hash.ts';

/**
 * The state of the one thing a change touches, as the last complete read of its source showed it (owners: as assigned
 * here). Same shape as a writer's `observe`. Accepted risks are detection's to tell: undefined for them.
 */
export async function targetStateOf(db: Queryable, change: Change): Promise<TargetState | undefined> {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove':
      return grantState(db, change.source, change.subjectKey, change.entitlementKey);
    case 'membership.add':
    case 'membership.remove':
      return membershipState(db, change.source, change.memberKey, change.groupKey);
    case 'account.disable':
    case 'account.enable':
      return accountState(db, change.source, change.accountKey);
    case 'account.create':
    case 'account.drop': {
      const state = await accountState(db, change.source, change.accountKey);
      return { ...state, validUntil: await passwordEnd(db, change.source, change.accountKey) };
    }
    case 'owner.assign':
    case 'owner.clear':
      return ownerState(db, change.accountSource, change.accountKey, change.role);
    case 'bundle.define':
    case 'bundle.retire':
      return bundleState(db, change.bundle);
    case 'risk.accept':
    case 'risk.reopen':
      return undefined;
  }
}

async function hashed(db: Queryable, ...keys: readonly string[]): Promise<readonly string[]> {
  const { key } = await loadHashers(db);
  return keys.map((text) => int8Text(key(text)));
}

async function grantState(
  db: Queryable,
  source: SourceId,
  subject: string,
  entitlement: string,
): Promise<TargetState> {
  const rows = await db.query<{ grantable: boolean | null }>(
    `select g.grantable from estate.grants g join sources.source s on s.no = g.source_no
      where s.id = $1 and g.subject_hash = $2 and g.entitlement_hash = $3 and g.effect = 'allow' and g.valid_to_read is null`,
    [source, ...(await hashed(db, subject, entitlement))],
  );
  return { held: rows.length > 0, grantable: rows.some((row) => row.grantable === true) };
}

async function membershipState(
  db: Queryable,
  source: SourceId,
  member: string,
  group: string,
): Promise<TargetState> {
  const rows = await db.query<{ admin: boolean | null }>(
    `select m.admin from estate.memberships m join sources.source s on s.no = m.source_no
      where s.id = $1 and m.member_hash = $2 and m.group_hash = $3 and m.valid_to_read is null`,
    [source, ...(await hashed(db, member, group))],
  );
  return { member: rows.length > 0, admin: rows.some((row) => row.admin === true) };
}

async function accountState(db: Queryable, source: SourceId, account: string): Promise<TargetState> {
  const [row] = await db.query<{ state: string }>(
    `select a.state from estate.accounts a join sources.source s on s.no = a.source_no
      where s.id = $1 and a.key_hash = $2 and a.valid_to_read is null`,
    [source, ...(await hashed(db, account))],
  );
  return { exists: row !== undefined, enabled: row !== undefined && row.state !== 'disabled' };
}

async function passwordEnd(db: Queryable, source: SourceId, account: string): Promise<string | null> {
  const [row] = await db.query<{ expires_at: string | null }>(
    `select c.expires_at from estate.credentials c join sources.source s on s.no = c.source_no
      where s.id = $1 and c.account_hash = $2 and c.credential = 'password' and c.valid_to_read is null`,
    [source, ...(await hashed(db, account))],
  );
  return row?.expires_at ?? null;
}

async function ownerState(
  db: Queryable,
  source: SourceId,
  account: string,
  role: string,
): Promise<TargetState> {
  const [row] = await db.query<{ person: string }>(
    `select person_source || '/' || person_key as person from estate.assertion
      where account_source = $1 and account_key = $2 and role = $3`,
    [source, account, role],
  );
  return { person: row?.person ?? null };
}
