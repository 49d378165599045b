import {
  readInstant,
  type AccountObserved,
  type IdentityKind,
  type Instant,
  type Observation,
} from '../../model/index.ts';
import type { ReportedUser } from './credential-report.ts';
import type { RoleDetail, UserDetail } from './export-shape.ts';
import type { Resolved } from './principals.ts';
import { observeOwners, readTags } from './tags.ts';
import type { TrustedPrincipal } from './trust.ts';

/** An IAM user, with what the credential report says of it when there is one. */
export function observeUser(user: UserDetail, reported: ReportedUser | undefined): readonly Observation[] {
  const { kind, attributes, ...stated } = readTags(user.Tags);
  const createdAt = momentOf(user.CreateDate) ?? reported?.createdAt;
  const email = stated.email ?? (looksLikeEmail(user.UserName) ? user.UserName : undefined);
  return [
    {
      type: 'account',
      key: user.Arn,
      name: user.UserName,
      kind: kind ?? kindFrom(reported, stated.employeeNumber),
      state: 'active',
      ...stated,
      ...(email === undefined ? {} : { email }),
      ...(createdAt === undefined ? {} : { createdAt }),
      ...reportedFacts(reported),
      attributes: { ...attributes, ...placed(user.Path, user.UserId), ...bounded(user.PermissionsBoundary) },
    },
    ...(reported?.credentials ?? []),
    ...observeOwners(user.Arn, user.Tags),
  ];
}

/** A user that only the credential report knows; the root user is always one. */
export function observeReportedUser(reported: ReportedUser): readonly Observation[] {
  const { key, name, isRoot, createdAt } = reported;
  return [
    {
      type: 'account',
      key,
      name: isRoot ? `root user of ${key.split(':')[4] ?? 'the account'}` : name,
      kind: isRoot ? 'person' : kindFrom(reported, undefined),
      state: 'active',
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(looksLikeEmail(name) ? { email: name } : {}),
      ...reportedFacts(reported),
      ...(isRoot ? { powers: ['root'] } : {}),
    },
    ...reported.credentials,
  ];
}

/** A role is an account that can be assumed; its trust policy tells what it is. */
export function observeRole(
  role: RoleDetail,
  trusted: readonly (TrustedPrincipal & { readonly resolved: Resolved })[],
): readonly Observation[] {
  const { kind, attributes, ...stated } = readTags(role.Tags);
  const createdAt = momentOf(role.CreateDate);
  const used = role.RoleLastUsed;
  const serviceLinked = role.Path?.startsWith('/aws-service-role/') === true;
  return [
    {
      type: 'account',
      key: role.Arn,
      name: role.RoleName,
      kind: kind ?? kindByTrust(trusted),
      state: 'active',
      ...stated,
      ...(createdAt === undefined ? {} : { createdAt }),
      ...lastUsed(used),
      canBeAssumed: trusted.length > 0,
      interactive: false,
      attributes: {
        ...attributes,
        ...placed(role.Path, role.RoleId),
        ...bounded(role.PermissionsBoundary),
        ...(serviceLinked ? { serviceLinked: 'true' } : {}),
        ...profiled(role.InstanceProfileList),
        ...(used?.Region === undefined ? {} : { lastUsedRegion: used.Region }),
      },
    },
    ...observeOwners(role.Arn, role.Tags),
  ];
}

/** An empty RoleLastUsed says: not in the last 400 days, as far as AWS keeps it. None at all says nothing. */
function lastUsed(used: RoleDetail['RoleLastUsed']): { readonly lastUsedAt?: Instant | null } {
  if (used === undefined || used === null) return {};
  const at = momentOf(used.LastUsedDate);
  return { lastUsedAt: at ?? null };
}

/** A password is for a person at a console. Keys and no password: a program, whoever made it. */
function kindFrom(
  reported: ReportedUser | undefined,
  employeeNumber: string | undefined,
): AccountObserved['kind'] {
  if (employeeNumber !== undefined || reported?.hasPassword === true) return 'person';
  const hasKey = reported?.credentials.some((c) => c.type === 'credential' && c.credential === 'access_key');
  return reported?.hasPassword === false && hasKey === true ? 'service_account' : 'unknown';
}

function kindByTrust(
  trusted: readonly (TrustedPrincipal & { readonly resolved: Resolved })[],
): IdentityKind | 'unknown' {
  if (trusted.some(({ kind }) => kind === 'service')) return 'workload';
  if (trusted.some(({ kind, named }) => kind === 'federated' && !named.includes(':saml-provider/')))
    return 'workload';
  return trusted.some(({ kind, resolved }) => kind === 'aws' && resolved.outside) ? 'integration' : 'unknown';
}

function reportedFacts(
  reported: ReportedUser | undefined,
): Pick<AccountObserved, 'interactive' | 'mfa' | 'lastUsedAt'> {
  if (reported === undefined) return {};
  const { hasPassword, mfa, lastUsedAt } = reported;
  return {
    ...(hasPassword === undefined ? {} : { interactive: hasPassword }),
    ...(mfa === undefined ? {} : { mfa }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  };
}

const placed = (path: string | undefined, id: string | undefined): Readonly<Record<string, string>> => ({
  ...(path === undefined || path === '/' ? {} : { path }),
  ...(id === undefined ? {} : { uniqueId: id }),
});

/** Told also when there is none: only in a profile can a role be given to a machine. */
const profiled = (profiles: RoleDetail['InstanceProfileList']): Readonly<Record<string, string>> =>
  profiles === undefined
    ? {}
    : { instanceProfiles: profiles.map((each) => each.InstanceProfileName ?? '?').join(', ') || 'none' };

const bounded = (boundary: UserDetail['PermissionsBoundary']): Readonly<Record<string, string>> =>
  boundary === undefined || boundary === null ? {} : { permissionsBoundary: boundary.PermissionsBoundaryArn };

const momentOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : readInstant(text);
const looksLikeEmail = (name: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}$/i.test(name);
