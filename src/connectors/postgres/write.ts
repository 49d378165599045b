import type { Change } from '../../model/change.ts';
import { Fault } from '../../model/failure.ts';
import type { TargetWriter } from '../kit/connector.ts';
import { imageOf, isAccountState, writerOf, type TargetActs } from '../kit/target-acts.ts';
import { observeAccount, setLogin } from './write/accounts.ts';
import { isGrantState, observeGrant, setGrant } from './write/grants.ts';
import { absent, isRoleState, observeRole, setRole } from './write/lifecycle.ts';
import { isMembershipState, observeMembership, setMembership } from './write/memberships.ts';
import { openTarget, type Target } from './write/target.ts';

export interface PostgresWriterOptions {
  /** `postgres://writer@host/db`, without a password in it. */
  readonly url: string;
  readonly password?: string;
  /** Certificates (PEM) of the authority that `sslrootcert` in the URL named when the credential was given. */
  readonly authority?: string;
  /** Entry id of the execution this writer works for: the label of every role it creates. */
  readonly execution: string;
}

/** The change types that this writer can make and undo. */
export const postgresChangeTypes = [
  'grant.add',
  'grant.remove',
  'membership.add',
  'membership.remove',
  'account.disable',
  'account.enable',
  'account.create',
  'account.drop',
] as const satisfies readonly Change['type'][];

/**
 * Changes a live PostgreSQL (≥ 12) under a write credential. Each change is one transaction that re-reads itself before it
 * commits, is idempotent, never cascades and never adopts what it did not make. Throws Fault `target_failed`,
 * `not_reversible`, `timed_out` (nothing was changed) or `source_unreachable` (read again before believing anything).
 */
export function openPostgresWriter({ execution, ...options }: PostgresWriterOptions): TargetWriter {
  const target = openTarget(options);
  return {
    ...writerOf(target, (change) => actsOn(target, execution, change)),
    async rehearse(change, preImage) {
      const trying = openTarget({ ...options, rehearses: true });
      const acts = actsOn(trying, execution, change);
      try {
        await (preImage === undefined ? acts.apply() : acts.restore(preImage));
      } finally {
        await trying.close();
      }
    },
  };
}

function actsOn(target: Target, execution: string, change: Change): TargetActs {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove':
      return {
        observe: async () => ({ ...(await observeGrant(target, change)) }),
        apply: () =>
          setGrant(target, change, () =>
            change.type === 'grant.add'
              ? { held: true, grantable: change.grantable }
              : { held: false, grantable: false },
          ),
        restore: (image) => setGrant(target, change, () => imageOf(isGrantState, image)),
      };
    case 'membership.add':
    case 'membership.remove':
      return {
        observe: async () => ({ ...(await observeMembership(target, change)) }),
        apply: () =>
          setMembership(target, change, ({ admin }) =>
            change.type === 'membership.add' ? { member: true, admin } : { member: false, admin: false },
          ),
        restore: (image) => setMembership(target, change, () => imageOf(isMembershipState, image)),
      };
    case 'account.disable':
    case 'account.enable':
      return {
        observe: async () => ({ ...(await observeAccount(target, change)) }),
        apply: () => setLogin(target, change, change.type === 'account.enable'),
        restore: (image) => setLogin(target, change, imageOf(isAccountState, image).enabled),
      };
    case 'account.create':
    case 'account.drop':
      return {
        observe: async () => ({ ...(await observeRole(target, change)) }),
        apply: () =>
          setRole(
            target,
            change,
            change.type === 'account.drop'
              ? absent
              : { exists: true, enabled: true, validUntil: change.validUntil },
            execution,
          ),
        restore: (image) => setRole(target, change, imageOf(isRoleState, image), execution),
      };
    case 'owner.assign':
    case 'owner.clear':
    case 'risk.accept':
    case 'risk.reopen':
    case 'bundle.define':
    case 'bundle.retire':
      throw new Fault(
        'input_invalid',
        `\`${change.type}\` happens in Countersign's own estate, not in PostgreSQL.`,
      );
  }
}
