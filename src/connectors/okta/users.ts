import type { AccountState, Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import type { Asking } from '../kit/rest/asking.ts';
import type { ApiTokens } from './api-tokens.ts';
import { endpoints } from './endpoints.ts';
import { userKey } from './keys.ts';
import type { Met } from './met.ts';
import type { ServiceAccounts } from './service-accounts.ts';
import type { User } from './shapes.ts';

/** Whether somebody can sign in: one whose password ended or is being recovered can, by setting a new one. */
const states: ReadonlyMap<string, AccountState> = new Map<string, AccountState>([
  ['ACTIVE', 'active'],
  ['PROVISIONED', 'active'],
  ['PASSWORD_EXPIRED', 'active'],
  ['RECOVERY', 'active'],
  ['LOCKED_OUT', 'locked'],
  ['STAGED', 'disabled'],
  ['SUSPENDED', 'disabled'],
  ['DEPROVISIONED', 'disabled'],
]);

interface Beside {
  readonly tokens: ApiTokens;
  readonly services: ServiceAccounts;
  readonly met: Met;
}

/** Everybody, those who were deactivated too, with their password's age where Okta keeps it. */
export async function* readUsers(asking: Asking, beside: Beside): AsyncIterable<Observation> {
  const seen = new Set<string>();
  for (const endpoint of [endpoints.users, endpoints.deactivated])
    for await (const user of (await asking.list(endpoint, {})) ?? []) {
      // somebody who was deactivated between the two lists stands in both
      if (endpoint === endpoints.deactivated && seen.has(user.id)) continue;
      seen.add(user.id);
      yield* observe(user, beside);
    }
}

function* observe(user: User, { tokens, services, met }: Beside): Iterable<Observation> {
  const key = userKey(user.id);
  met.list(key);
  const { profile, status } = user;
  const service = services.userOf(user.id);
  services.seen(user.id, profile.email ?? profile.login);
  const attributes = Object.fromEntries(
    Object.entries({
      status,
      department: profile.department,
      title: profile.title,
      userType: profile.userType,
      type: user.type?.id,
      manager: profile.managerId ?? profile.manager,
      passwordOf: user.credentials?.provider?.type,
      ...tokens.attributesOf(user.id),
      ...service?.attributes,
    }).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
  yield {
    type: 'account',
    key,
    name: profile.login,
    kind: service === undefined ? 'person' : 'service_account',
    state: states.get(status) ?? 'unknown',
    ...(isText(profile.email) ? { email: profile.email } : {}),
    ...(isText(profile.employeeNumber) ? { employeeNumber: profile.employeeNumber } : {}),
    ...(typeof user.created === 'string' ? { createdAt: user.created } : {}),
    ...(user.lastLogin === undefined ? {} : { lastUsedAt: user.lastLogin }),
    interactive: true,
    attributes,
  };
  if (typeof user.passwordChanged === 'string')
    yield {
      type: 'credential',
      key: joinKeys(key, 'password'),
      accountKey: key,
      credential: 'password',
      state: status === 'DEPROVISIONED' || status === 'STAGED' ? 'inactive' : 'active',
      rotatedAt: user.passwordChanged,
    };
}

const isText = (value: string | null | undefined): value is string =>
  typeof value === 'string' && value !== '';
