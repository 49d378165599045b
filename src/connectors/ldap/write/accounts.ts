import type { AccountDisable, AccountEnable } from '../../../model/change.ts';
import { Fault } from '../../../model/failure.ts';
import type { AccountState } from '../../kit/target-acts.ts';
import { normaliseDn } from '../dn.ts';
import { isTrue, numberOf, textOf, type DirectoryEntry } from '../entry.ts';
import type { Modification } from '../session.ts';
import { control, disabledBy, isDisabled, lockedForGood } from '../standing.ts';
import { offers, rootOf, type LdapTarget } from './target.ts';

type AccountChange = AccountDisable | AccountEnable;

const attributes = [
  'objectClass',
  'userAccountControl',
  'pwdAccountLockedTime',
  'pwdPolicySubentry',
  'nsAccountLock',
  'loginDisabled',
  'inetUserStatus',
];

/** By the same words as the reader's (`isDisabled`): what is proposed on a read is what is found here. */
export async function observeAccount(
  target: LdapTarget,
  { accountKey }: AccountChange,
): Promise<AccountState> {
  const entry = await target.find(accountKey, attributes);
  return { exists: entry !== undefined, enabled: entry !== undefined && !isDisabled(entry) };
}

/**
 * Switches the account off or on in the way of its directory. Each takes away exactly the value that was seen, so that
 * nobody else's change is overwritten.
 */
export async function setEnabled(target: LdapTarget, change: AccountChange, enabled: boolean): Promise<void> {
  const entry = await target.find(change.accountKey, attributes);
  if (entry === undefined)
    throw new Fault('target_failed', `There is no entry \`${change.accountKey}\` at the target.`, {
      next: 'Read the source again; the proposal rests on an account that is gone.',
    });
  if (!isDisabled(entry) === enabled) return;
  if (!enabled && normaliseDn(entry.dn) === normaliseDn(target.config.user ?? ''))
    throw new Fault('target_failed', 'This is the account that the write credential itself uses.', {
      next: 'Use another write credential to disable it.',
    });
  const modification = enabled ? enabling(entry) : await disabling(target, entry);
  await target.with((session) => session.modify(entry.dn, modification));
  const after = await target.find(change.accountKey, attributes);
  if (after === undefined || !isDisabled(after) !== enabled)
    throw new Fault(
      'target_failed',
      `The re-read shows that \`${entry.dn}\` is ${enabled ? 'still disabled' : 'not disabled'}.`,
      { next: 'Look who else changes this account, then read the source again.' },
    );
}

/** Takes away the one thing by which it is off; where that is not ours to take, or several are, nothing is touched. */
function enabling(entry: DirectoryEntry): readonly Modification[] {
  const [by, ...others] = disabledBy(entry);
  const flags = numberOf(entry, 'useraccountcontrol');
  if (others.length === 0) {
    if (by === 'userAccountControl' && flags !== undefined) return bitOf(flags, flags & ~control.disabled);
    if (by === 'nsAccountLock')
      return [{ operation: 'delete', attribute: by, values: [textOf(entry, 'nsaccountlock') ?? ''] }];
    if (by === 'pwdAccountLockedTime')
      return [{ operation: 'delete', attribute: by, values: [lockedForGood] }];
  }
  throw new Fault('not_reversible', `\`${entry.dn}\` is disabled by ${disabledBy(entry).join(' and ')}.`, {
    next: 'Enable it by hand: it could not be disabled again in the same way. Nothing was changed.',
  });
}

/** A bit of userAccountControl, nsAccountLock, or a lock of the password policy. */
async function disabling(target: LdapTarget, entry: DirectoryEntry): Promise<readonly Modification[]> {
  const flags = numberOf(entry, 'useraccountcontrol');
  if (flags !== undefined) return bitOf(flags, flags | control.disabled);
  const root = await target.with(rootOf);
  const vendor = root === undefined ? '' : (textOf(root, 'vendorname') ?? '');
  const lock = textOf(entry, 'nsaccountlock');
  if (/389 Project|Red Hat|Fedora/i.test(vendor) || lock !== undefined)
    return [
      ...(lock === undefined
        ? []
        : [{ operation: 'delete', attribute: 'nsAccountLock', values: [lock] } as const]),
      { operation: 'add', attribute: 'nsAccountLock', values: ['TRUE'] },
    ];
  if (offers(root, passwordPolicy)) return policyLock(target, entry);
  throw new Fault('target_failed', 'This directory has no way to switch an account off that is known here.', {
    next: 'Active Directory, 389 Directory Server and OpenLDAP with the ppolicy overlay have one. Nothing was changed.',
  });
}

/** The control by which OpenLDAP says that its ppolicy overlay is on. */
const passwordPolicy = '1.3.6.1.4.1.42.2.27.8.5.1';

const bitOf = (was: number, next: number): readonly Modification[] => [
  { operation: 'delete', attribute: 'userAccountControl', values: [String(was)] },
  { operation: 'add', attribute: 'userAccountControl', values: [String(next)] },
];

async function policyLock(target: LdapTarget, entry: DirectoryEntry): Promise<readonly Modification[]> {
  if (textOf(entry, 'pwdaccountlockedtime') !== undefined)
    throw new Fault(
      'not_reversible',
      `\`${entry.dn}\` is locked after failed sign-ins, which could not be put back exactly.`,
      { next: 'Let the lock end, or take it away by hand (pwdAccountLockedTime). Nothing was changed.' },
    );
  await refuseUnlessLocksCount(target, textOf(entry, 'pwdpolicysubentry') ?? target.config.policy);
  return [{ operation: 'add', attribute: 'pwdAccountLockedTime', values: [lockedForGood] }];
}

/** OpenLDAP heeds a lock only where the policy that applies says pwdLockout: else nobody would be kept out. */
async function refuseUnlessLocksCount(target: LdapTarget, policyDn: string | undefined): Promise<void> {
  const policy =
    policyDn === undefined
      ? undefined
      : await target.with((session) => session.entry(policyDn, ['pwdLockout']));
  if (policy !== undefined && isTrue(policy, 'pwdlockout')) return;
  const why =
    policyDn === undefined
      ? 'no password policy is known to apply to the account'
      : policy === undefined
        ? `the policy \`${policyDn}\` cannot be read`
        : `the policy \`${policyDn}\` does not say pwdLockout: TRUE`;
  throw new Fault('target_failed', `A lock would keep nobody out: ${why}.`, {
    next: 'Name the default policy in the URL of the write credential (`policy=cn=default,ou=policies,dc=example`), readable for the writer and with pwdLockout: TRUE. Nothing was changed.',
  });
}
