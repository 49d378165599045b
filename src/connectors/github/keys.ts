import { createHash } from 'node:crypto';
import { keyOf } from '../kit/keys.ts';

/** Every repository of an organisation. */
export const everyRepository = (org: string): string => `${keyOf('repository', org)}/*`;

/** The group of whoever there is. */
export const anyone = 'anyone';
export const userKey = (login: string): string => keyOf('user', login);
export const organizationKey = (org: string): string => keyOf('organization', org);
export const repositoryKey = (org: string, repo: string): string => keyOf('repository', org, repo);
export const teamKey = (org: string, slug: string): string => keyOf('team', org, slug);

/** What one may do on a repository, each including those before it. */
export const ladder = ['read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ladder)[number];

/** The group of those who have at least this role on what `key` names. */
export const roleKey = (key: string, role: Role): string => `${key}#${role}`;

interface Permissions {
  readonly pull?: boolean | undefined;
  readonly triage?: boolean | undefined;
  readonly push?: boolean | undefined;
  readonly maintain?: boolean | undefined;
  readonly admin?: boolean | undefined;
}
const byName: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...ladder.map((role) => [role, role] as const),
  ['pull', 'read'],
  ['push', 'write'],
]);

/** The role by its name; of a role that the organisation made itself, the highest of these that it includes. */
export function roleOf(
  name: string | undefined,
  permissions: Permissions | undefined,
): { readonly role: Role | undefined; readonly custom?: string } {
  const known = byName.get(name ?? '');
  if (known !== undefined) return { role: known };
  const { admin, maintain, push, triage, pull } = permissions ?? {};
  const role =
    admin === true
      ? 'admin'
      : maintain === true
        ? 'maintain'
        : push === true
          ? 'write'
          : triage === true
            ? 'triage'
            : pull === true
              ? 'read'
              : undefined;
  return { role, ...(name === undefined || name === '' ? {} : { custom: name }) };
}

/** `SHA256:…` as ssh-keygen and GitHub show it; undefined for what is no public key. */
export function sshFingerprint(publicKey: string): string | undefined {
  const blob = /^[a-z0-9@.-]{3,64} ([A-Za-z0-9+/]{40,20000}={0,2})(?:\s|$)/.exec(publicKey.trim())?.[1];
  if (blob === undefined) return undefined;
  return `SHA256:${createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '')}`;
}
