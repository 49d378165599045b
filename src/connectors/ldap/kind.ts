import type { IdentityKind } from '../../model/index.ts';
import { namesOf } from './dn.ts';
import { classesOf, numberOf, textOf, textsOf, type DirectoryEntry } from './entry.ts';

/** What an entry is to the estate. `other`: neither acts nor passes anything on (folders, contacts, printers). */
export type EntryIs = 'account' | 'group' | 'other';

const groups: ReadonlySet<string> = new Set(
  `group groupofnames groupofuniquenames groupofentries groupofmembers posixgroup groupofurls ipausergroup
   organizationalrole nsmanagedroledefinition foreignsecurityprincipal`.split(/\s+/),
);
const accounts: ReadonlySet<string> = new Set(
  `person organizationalperson inetorgperson user computer account posixaccount shadowaccount simplesecurityobject
   applicationprocess inetuser msds-groupmanagedserviceaccount msds-managedserviceaccount ipahost ipaservice`.split(
    /\s+/,
  ),
);
/** Under `person` in Active Directory's schema and yet nobody who can sign in. */
const neither: ReadonlySet<string> = new Set(['contact']);

export function whatIs(entry: DirectoryEntry): EntryIs {
  const classes = classesOf(entry);
  const is = (known: ReadonlySet<string>): boolean => [...classes].some((name) => known.has(name));
  if (is(neither)) return 'other';
  return is(groups) ? 'group' : is(accounts) ? 'account' : 'other';
}

/** Words by which organisations say what an account is, in `employeeType`. */
const words: ReadonlyMap<string, IdentityKind> = new Map([
  ...[
    'service',
    'service account',
    'service_account',
    'serviceaccount',
    'machine',
    'system',
    'bot',
    'robot',
  ].map((word) => [word, 'service_account'] as const),
  ...['application', 'app', 'integration'].map((word) => [word, 'integration'] as const),
  ...['agent', 'ai agent', 'ai-agent', 'ai_agent'].map((word) => [word, 'agent'] as const),
  ...['workload', 'job'].map((word) => [word, 'workload'] as const),
]);
/** Names of folders in which organisations keep accounts that are nobody's. */
const serviceFolders =
  /^(?:service[ _-]?accounts?|services?|svc|system[ _-]?accounts?|sysaccounts|applications?|apps?|robots?|bots?|machines?)$/;

/** Exports name the lowest class alone, so each is looked for. */
const humans = ['person', 'organizationalperson', 'inetorgperson', 'user'];
const managed = ['msds-groupmanagedserviceaccount', 'msds-managedserviceaccount'];

/**
 * Whose kind of account this is, as far as the directory says: its class, `employeeType`, a servicePrincipalName, the
 * folder it lies in; a person only where it also says something that only people have.
 */
export function kindOf(entry: DirectoryEntry): IdentityKind | 'unknown' {
  const classes = classesOf(entry);
  if (managed.some((name) => classes.has(name))) return 'service_account';
  if (classes.has('computer') || classes.has('ipahost')) return 'workload';
  const said = words.get(textOf(entry, 'employeetype')?.toLowerCase() ?? '');
  if (said !== undefined) return said;
  if (textsOf(entry, 'serviceprincipalname').length > 0 || classes.has('ipaservice'))
    return 'service_account';
  const folders = (namesOf(entry.dn) ?? [])
    .slice(1)
    .flatMap((name) => name.filter(([type]) => type === 'ou' || type === 'cn'));
  if (folders.some(([, value]) => serviceFolders.test(value))) return 'service_account';
  if (!humans.some((name) => classes.has(name)))
    return classes.has('simplesecurityobject') || classes.has('applicationprocess')
      ? 'service_account'
      : 'unknown';
  const human = textOf(
    entry,
    'givenname',
    'mail',
    'employeenumber',
    'employeeid',
    'title',
    'telephonenumber',
  );
  return human === undefined ? 'unknown' : 'person';
}

/** A group that only distributes mail gives nobody access (MS-ADTS, groupType: the security flag is the sign bit). */
export const isDistribution = (entry: DirectoryEntry): boolean => {
  const type = numberOf(entry, 'grouptype');
  return type !== undefined && (type & 0x8000_0000) === 0;
};
