import type { Change } from '../../model/change.ts';
import { Fault } from '../../model/failure.ts';
import type { TargetWriter } from '../kit/connector.ts';
import { imageOf, isAccountState, writerOf, type TargetActs } from '../kit/target-acts.ts';
import { observeAccount, setEnabled } from './write/accounts.ts';
import { isMembershipState, observeMembership, setMembership } from './write/memberships.ts';
import { openTarget, type LdapTarget } from './write/target.ts';

export interface LdapWriterOptions {
  /** `ldaps://HOST/BASE?user=WRITER-DN[&policy=DN]`, without a password in it. */
  readonly url: string;
  readonly password: string;
  /** Certificates (PEM) of the authority that `sslrootcert` in the URL named when the credential was given. */
  readonly authority?: string;
}

/** The change types that this writer can make and undo. */
export const ldapChangeTypes = [
  'membership.add',
  'membership.remove',
  'account.disable',
  'account.enable',
] as const satisfies readonly Change['type'][];

/**
 * Changes a live directory under a write credential. Each change is one modification of one entry, which the directory
 * makes whole or not at all, and is read again after; it is idempotent and touches one value of one attribute. Throws
 * Fault `target_failed`, `not_reversible`, `timed_out` (nothing was changed) or `source_unreachable` (read again before
 * believing anything).
 */
export function openLdapWriter(options: LdapWriterOptions): TargetWriter {
  const target = openTarget(options);
  return writerOf(target, (change) => actsOn(target, change));
}

function actsOn(target: LdapTarget, change: Change): TargetActs {
  switch (change.type) {
    case 'membership.add':
    case 'membership.remove':
      return {
        observe: async () => ({ ...(await observeMembership(target, change)) }),
        apply: () => setMembership(target, change, change.type === 'membership.add'),
        restore: (image) => setMembership(target, change, imageOf(isMembershipState, image).member),
      };
    case 'account.disable':
    case 'account.enable':
      return {
        observe: async () => ({ ...(await observeAccount(target, change)) }),
        apply: () => setEnabled(target, change, change.type === 'account.enable'),
        restore: (image) => setEnabled(target, change, imageOf(isAccountState, image).enabled),
      };
    case 'grant.add':
    case 'grant.remove':
    case 'account.create':
    case 'account.drop':
      throw new Fault('input_invalid', `\`${change.type}\` is no change that is made in a directory.`, {
        next: 'What a directory grants is membership of its groups: propose `membership.add` or `membership.remove`.',
      });
    case 'owner.assign':
    case 'owner.clear':
    case 'risk.accept':
    case 'risk.reopen':
    case 'bundle.define':
    case 'bundle.retire':
      throw new Fault(
        'input_invalid',
        `\`${change.type}\` happens in Countersign's own estate, not in a directory.`,
      );
  }
}
