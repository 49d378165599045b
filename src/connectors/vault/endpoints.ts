import type { Endpoint, Where } from '../kit/rest/endpoint.ts';
import { entity, group, lease, mounts, name, policy, role, token } from './shapes.ts';

/** A list of Vault: `LIST` of the path. */
const keys = (given: Pick<Endpoint<string>, 'id' | 'path' | 'what'>): Endpoint<string> => ({
  ...given,
  answer: { member: 'data.keys' },
  item: name,
  permission: `${given.path.replace(/^v1\//, '').replaceAll(/\{[^}]+\}/g, '+')}/: list`,
});
const one = <T>(given: Pick<Endpoint<T>, 'id' | 'path' | 'what' | 'item'>): Endpoint<T> => ({
  ...given,
  answer: 'one',
  permission: `${given.path.replace(/^v1\//, '').replaceAll(/\{[^}]+\}/g, '+')}: read`,
});

/** Where roles of one kind of auth method lie: `kubernetes` has `auth/MOUNT/role`. */
const roles = (kind: string, listed: string, read: string) => ({
  list: keys({
    id: `${kind}-roles`,
    path: `v1/auth/{mount}/${listed}`,
    what: `roles of the auth method ${kind}`,
  }),
  read: one({
    id: `${kind}-role`,
    path: `v1/auth/{mount}/${read}/{role}`,
    what: `what roles of ${kind} give`,
    item: role,
  }),
});
const plain = (kind: string) => roles(kind, 'role', 'role');

/** By the type of an auth method. */
export const roleEndpoints: ReadonlyMap<string, ReturnType<typeof roles>> = new Map([
  ['kubernetes', plain('kubernetes')],
  ['approle', plain('approle')],
  ['jwt', plain('jwt')],
  ['oidc', plain('oidc')],
  ['gcp', plain('gcp')],
  ['azure', plain('azure')],
  ['aws', roles('aws', 'roles', 'role')],
  ['userpass', roles('userpass', 'users', 'users')],
  ['ldap', roles('ldap', 'groups', 'groups')],
  ['cert', roles('cert', 'certs', 'certs')],
  ['token', roles('token', 'roles', 'roles')],
]);

/** Each question of Vault's API that is asked, with the line of a policy that it needs. */
export const endpoints = {
  policies: keys({ id: 'policies', path: 'v1/sys/policies/acl', what: 'policies' }),
  policy: one({
    id: 'policy',
    path: 'v1/sys/policies/acl/{policy}',
    what: 'what policies say',
    item: policy,
  }),
  authMethods: one({
    id: 'auth-methods',
    path: 'v1/sys/auth',
    what: 'auth methods and their roles',
    item: mounts,
  }),
  mounts: one({ id: 'mounts', path: 'v1/sys/mounts', what: 'secret engines', item: mounts }),
  entities: keys({ id: 'entities', path: 'v1/identity/entity/id', what: 'entities' }),
  entity: one({
    id: 'entity',
    path: 'v1/identity/entity/id/{entity}',
    what: 'what entities are',
    item: entity,
  }),
  groups: keys({ id: 'groups', path: 'v1/identity/group/id', what: 'groups of entities' }),
  accessors: {
    ...keys({
      id: 'tokens',
      path: 'v1/auth/token/accessors',
      what: 'tokens that are in use, root tokens among them',
    }),
    permission: 'auth/token/accessors/: list, sudo',
  },
  token: {
    ...one({
      id: 'token',
      path: 'v1/auth/token/lookup-accessor/{accessor}',
      what: 'whose tokens are, what they may do and when they end',
      item: token,
    }),
    permission: 'auth/token/lookup-accessor: update',
    post: {
      path: 'v1/auth/token/lookup-accessor',
      body: ({ accessor }: Where) => ({ accessor }),
    },
  },
  group: one({ id: 'group', path: 'v1/identity/group/id/{group}', what: 'what groups give', item: group }),
} as const;

const leasesBelow = 'v1/sys/leases/lookup';
const placed = (parts: readonly string[]) => ({
  path: [leasesBelow, ...parts.map((_, n) => `{${n}}`)].join('/'),
  where: Object.fromEntries(parts.map((part, n) => [String(n), part])),
});
const lists = { list: 'sys/leases/lookup/*: list, sudo', look: 'sys/leases/lookup: update' } as const;

/** Which leases there are below a path, and paths below it; parts of it are names, which a path may be made of. */
export function leasesAt(parts: readonly string[]): {
  readonly endpoint: Endpoint<string>;
  readonly where: Where;
} {
  const { path, where } = placed(parts);
  const what = 'credentials of secret engines that are handed out and have not ended';
  return { where, endpoint: { ...keys({ id: 'leases', path, what }), permission: lists.list } };
}

export function leaseAt(parts: readonly string[]) {
  const { path, where } = placed(parts);
  return {
    where,
    endpoint: {
      ...one({ id: 'lease', path, what: 'when they end', item: lease }),
      permission: lists.look,
      post: { path: leasesBelow, body: () => ({ lease_id: parts.join('/') }) },
    },
  };
}

export const permissions: readonly string[] = [
  ...new Set(
    [
      ...Object.values(endpoints),
      ...Object.values(lists).map((permission) => ({ permission })),
      ...[...roleEndpoints.values()].flatMap(({ list, read }) => [list, read]),
    ].flatMap(({ permission }) => {
      const [path = '', all = ''] = permission.split(': ');
      return all.split(', ').map((capability) => `${path}: ${capability}`);
    }),
  ),
].toSorted();
