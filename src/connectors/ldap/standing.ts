import type { AccountState, Instant } from '../../model/index.ts';
import { isTrue, numberOf, textOf, type DirectoryEntry } from './entry.ts';
import { fileTime, generalizedTime, momentOf, shadowDays } from './moments.ts';

/** Bits of userAccountControl (MS-ADTS, 2.2.16) that are read. */
export const control = {
  disabled: 0x2,
  passwordNotRequired: 0x20,
  reversiblePassword: 0x80,
  normalAccount: 0x200,
  neverExpires: 0x1_0000,
  smartcardRequired: 0x4_0000,
  trustedForDelegation: 0x8_0000,
  noPreauthentication: 0x40_0000,
  trustedToImpersonate: 0x100_0000,
} as const;

/** As `msDS-User-Account-Control-Computed` has it; nothing else tells whether a lockout is over. */
const lockedOut = 0x10;
/** How OpenLDAP's password policy says locked until an administrator says otherwise (draft-behera-ldap-password-policy, 5.3.3). */
export const lockedForGood = '000001010000Z';

export interface Standing {
  readonly state: AccountState;
  readonly expiresAt?: Instant;
}

/**
 * Whether an account can be used, by everything that directories write it in; the strictest counts. `unknown` where the
 * entry came without what would tell: a file without operational attributes says nothing about locks.
 */
export function standingOf(entry: DirectoryEntry, now: Instant): Standing {
  const expiresAt = expiryOf(entry);
  const state = stateOf(entry, expiresAt, now);
  return { state, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

function stateOf(
  entry: DirectoryEntry,
  expiresAt: Instant | 'passed' | undefined,
  now: Instant,
): AccountState {
  if (isDisabled(entry)) return 'disabled';
  if (expiresAt !== undefined && expiresAt <= now) return 'expired';
  const computed = numberOf(entry, 'msds-user-account-control-computed') ?? 0;
  if ((computed & lockedOut) !== 0 || textOf(entry, 'pwdaccountlockedtime') !== undefined) return 'locked';
  return saysOfItself(entry) ? 'active' : 'unknown';
}

/** Somebody switched the account off, in whichever way this directory has for it. */
export const isDisabled = (entry: DirectoryEntry): boolean => disabledBy(entry).length > 0;

/** The attributes that say so. */
export function disabledBy(entry: DirectoryEntry): readonly string[] {
  const flags = numberOf(entry, 'useraccountcontrol');
  const status = textOf(entry, 'inetuserstatus')?.toLowerCase();
  return [
    ...(flags !== undefined && (flags & control.disabled) !== 0 ? ['userAccountControl'] : []),
    ...(textOf(entry, 'pwdaccountlockedtime') === lockedForGood ? ['pwdAccountLockedTime'] : []),
    ...(isTrue(entry, 'nsaccountlock') ? ['nsAccountLock'] : []),
    ...(isTrue(entry, 'logindisabled') ? ['loginDisabled'] : []),
    ...(status === 'inactive' || status === 'deleted' ? ['inetUserStatus'] : []),
  ];
}

/** Active Directory states it, or attributes came that a directory gives only to whoever asks for all of them. */
const saysOfItself = (entry: DirectoryEntry): boolean =>
  textOf(
    entry,
    'useraccountcontrol',
    'entryuuid',
    'nsuniqueid',
    'createtimestamp',
    'inetuserstatus',
    'nsaccountlock',
  ) !== undefined;

/** The earliest of the ends that the entry states. */
function expiryOf(entry: DirectoryEntry): Instant | undefined {
  const shadow = textOf(entry, 'shadowexpire');
  const ends = [
    momentOf(fileTime(textOf(entry, 'accountexpires'))),
    generalizedTime(textOf(entry, 'pwdendtime')),
    generalizedTime(textOf(entry, 'krbprincipalexpiration')),
    // shadow(5): systems disagree whether 0 means the first of January 1970 or never; what ends early is looked at
    momentOf(shadowDays(shadow)),
  ].filter((moment) => moment !== undefined);
  return ends.toSorted()[0];
}
