import type { Endpoint } from '../kit/rest/endpoint.ts';
import { entity, group, mounts, name, policy, role } from './shapes.ts';

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
  group: one({ id: 'group', path: 'v1/identity/group/id/{group}', what: 'what groups give', item: group }),
} as const;

export const permissions: readonly string[] = [
  ...new Set(
    [
      ...Object.values(endpoints),
      ...[...roleEndpoints.values()].flatMap(({ list, read }) => [list, read]),
    ].map(({ permission }) => permission),
  ),
].toSorted();
