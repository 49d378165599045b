import { addSeconds, type AccountState, type Instant, type Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { classesOf, numberOf, textOf, type DirectoryEntry } from './entry.ts';
import type { Directory } from './directory.ts';
import { fileTime, generalizedTime, momentOf, shadowDays, type Moment } from './moments.ts';
import { control } from './standing.ts';

const day = 86_400;
/** Windows replaces the password of a managed account by itself, every 30 days unless it says otherwise. */
const managedDays = 30;
/** From here on shadow passwords count as never ending (shadow(5), useradd's default). */
const shadowNever = 99_999;

/** The password of an account: whether there is one, how old it is and when it ends. Never what it is or its hash. */
export function observePassword(
  entry: DirectoryEntry,
  about: { readonly key: string; readonly state: AccountState; readonly directory: Directory },
): readonly Observation[] {
  const stored = textOf(entry, 'userpassword') !== undefined;
  const rotatedAt = changedAt(entry);
  const ends = endOf(entry, rotatedAt, about.directory);
  const isWindows = numberOf(entry, 'useraccountcontrol') !== undefined;
  if (!stored && rotatedAt === undefined && ends === undefined && !isWindows) return [];
  const isThere = stored || rotatedAt !== undefined;
  return [
    {
      type: 'credential',
      key: joinKeys(about.key, 'password'),
      accountKey: about.key,
      credential: 'password',
      state: !isThere ? 'unknown' : about.state === 'disabled' ? 'inactive' : 'active',
      ...(rotatedAt === undefined ? {} : { rotatedAt }),
      ...(ends === undefined ? {} : { expiresAt: ends === 'never' ? null : ends }),
    },
  ];
}

const changedAt = (entry: DirectoryEntry): Instant | undefined =>
  momentOf(fileTime(textOf(entry, 'pwdlastset'))) ??
  generalizedTime(textOf(entry, 'pwdchangedtime')) ??
  generalizedTime(textOf(entry, 'krblastpwdchange')) ??
  momentOf(shadowDays(textOf(entry, 'shadowlastchange')));

function endOf(entry: DirectoryEntry, rotatedAt: Instant | undefined, directory: Directory): Moment {
  const flags = numberOf(entry, 'useraccountcontrol') ?? 0;
  const classes = classesOf(entry);
  if (classes.has('msds-groupmanagedserviceaccount')) {
    const days = numberOf(entry, 'msds-managedpasswordinterval') ?? managedDays;
    return rotatedAt === undefined ? undefined : addSeconds(rotatedAt, days * day);
  }
  // a computer replaces its own password and no policy makes it: that it does is not known
  if (classes.has('computer')) return undefined;
  if ((flags & control.neverExpires) !== 0) return 'never';
  return (
    windowsEnd(entry) ??
    generalizedTime(textOf(entry, 'krbpasswordexpiration')) ??
    generalizedTime(textOf(entry, 'passwordexpirationtime')) ??
    policyEnd(entry, rotatedAt, directory) ??
    shadowEnd(entry, rotatedAt)
  );
}

/** The directory's own reckoning, over every policy that applies. 0: it has to be changed at the next sign-in. */
function windowsEnd(entry: DirectoryEntry): Moment {
  const computed = textOf(entry, 'msds-userpasswordexpirytimecomputed');
  return computed === '0' ? undefined : fileTime(computed);
}

function policyEnd(entry: DirectoryEntry, rotatedAt: Instant | undefined, directory: Directory): Moment {
  const named = textOf(entry, 'pwdpolicysubentry');
  const seconds = named === undefined ? undefined : directory.passwordAgeOf(named);
  if (seconds === undefined) return undefined;
  if (seconds === 0) return 'never';
  return rotatedAt === undefined ? undefined : addSeconds(rotatedAt, seconds);
}

function shadowEnd(entry: DirectoryEntry, rotatedAt: Instant | undefined): Moment {
  const days = numberOf(entry, 'shadowmax');
  if (days === undefined) return undefined;
  if (days < 0 || days >= shadowNever) return 'never';
  return rotatedAt === undefined ? undefined : addSeconds(rotatedAt, days * day);
}
