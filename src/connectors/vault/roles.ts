import type { IdentityKind, Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import { memberOf } from '../kit/links.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { roleEndpoints } from './endpoints.ts';
import type { Identities } from './identities.ts';
import type { PolicySets } from './policy-sets.ts';
import type { Role } from './shapes.ts';

export interface AuthMethod {
  readonly path: string;
  readonly type: string;
  readonly accessor?: string | null | undefined;
}

const kinds: ReadonlyMap<string, IdentityKind | 'unknown'> = new Map<string, IdentityKind | 'unknown'>([
  ['kubernetes', 'workload'],
  ['aws', 'workload'],
  ['gcp', 'workload'],
  ['azure', 'workload'],
  ['approle', 'workload'],
  ['cert', 'workload'],
  ['jwt', 'workload'],
  ['userpass', 'unknown'],
]);

/** Roles by which somebody signs in: each an account that those whom it is bound to become, with the policies of its token. */
export async function* readRoles(
  asking: Asking,
  method: AuthMethod,
  {
    sets,
    identities,
    held,
  }: {
    readonly sets: PolicySets;
    readonly identities: Identities;
    /** By role the policies that its tokens get; those told here are added. */
    readonly held: Map<string, readonly string[]>;
  },
): AsyncIterable<Observation> {
  const { path: mount, type } = method;
  const endpoint = roleEndpoints.get(type);
  if (endpoint === undefined) return;
  const names: string[] = [];
  for await (const name of (await asking.list(endpoint.list, { mount })) ?? []) names.push(name);
  for (const name of names) {
    const found = (await asking.one(endpoint.read, { mount, role: name }))?.data;
    const key = keyOf('role', mount, name);
    const people = type === 'ldap' || (found?.role_type ?? type) === 'oidc';
    yield {
      type: 'account',
      key,
      name: `${name} (${mount})`,
      kind: people ? 'unknown' : (kinds.get(type) ?? 'unknown'),
      state: 'active',
      canBeAssumed: type !== 'userpass',
      attributes: {
        what: `role of the auth method ${type}`,
        ...(found === undefined ? { notRead: 'to whom it is bound' } : boundTo(type, found)),
      },
    };
    if (found === undefined) continue;
    const entity = identities.byAlias(method.accessor ?? undefined, name);
    const policies = [
      ...found.token_policies,
      ...found.policies,
      ...(type === 'token' ? found.allowed_policies : []),
      ...(found.token_no_default_policy === true ? [] : ['default']),
      ...(entity === undefined ? [] : identities.policiesOf(entity)),
    ];
    held.set(key, policies);
    if (policies.length === 0) continue;
    const set = yield* sets.tell(policies);
    yield memberOf(
      key,
      set,
      type === 'token' ? { conditions: ['for tokens that are made by this role with these policies'] } : {},
    );
  }
}

/** To whom the role is bound, in words that other sources use too: `payments/api`, `repo:acme/web:*`. */
function boundTo(type: string, role: Role): Readonly<Record<string, string>> {
  const { bound_service_account_names: names, bound_service_account_namespaces: namespaces } = role;
  const said = {
    serviceAccounts:
      type === 'kubernetes'
        ? namespaces
            .flatMap((namespace) => names.map((name) => `${namespace}/${name}`))
            .toSorted()
            .slice(0, 100)
            .join(', ')
        : '',
    openTo: openTo(type, role),
    oidcSubject: role.bound_subject ?? '',
    claims:
      role.bound_claims === undefined || role.bound_claims === null ? '' : JSON.stringify(role.bound_claims),
    audiences: role.bound_audiences.toSorted().join(', '),
    awsPrincipals: [...role.bound_iam_principal_arn, ...role.bound_account_id].toSorted().join(', '),
    from: role.token_bound_cidrs.toSorted().join(', '),
    period:
      typeof role.token_period === 'number' && role.token_period > 0
        ? `renewed for ever, every ${role.token_period} s`
        : '',
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, text]) => (text === '' ? [] : [[name, text.slice(0, 4000)]])),
  );
}

/** What leaves the door open to whoever is let in by the other side at all; empty: nothing. */
function openTo(type: string, role: Role): string {
  if (type === 'kubernetes') {
    const anyName = role.bound_service_account_names.includes('*');
    const anyNamespace = role.bound_service_account_namespaces.includes('*');
    if (anyName && anyNamespace) return 'every service account of the cluster';
    if (anyName)
      return `every service account in ${role.bound_service_account_namespaces.toSorted().join(', ')}`;
    return anyNamespace
      ? `the service account ${role.bound_service_account_names.toSorted().join(', ')} of every namespace`
      : '';
  }
  if (type === 'jwt' && role.role_type !== 'oidc') {
    const claims = Object.keys(role.bound_claims ?? {});
    const bound = (role.bound_subject ?? '') !== '' || claims.length > 0;
    return bound ? '' : 'every subject whom the issuer gives a token';
  }
  return type === 'approle' && role.bind_secret_id === false ? 'everybody who knows its role id' : '';
}
