/**
 * Kubernetes RBAC as its documentation says it, written to be obvious and nothing else: no indexes, no keys, no patterns.
 * The source of truth for tests of what the `kubernetes` connector makes of the same objects.
 */
export interface RbacRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}
export interface RbacSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}
export interface RbacCluster {
  readonly roles: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly rules: readonly RbacRule[];
  }[];
  readonly clusterRoles: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly rules: readonly RbacRule[];
    /** Its rules are those of the others with any of these labels, whatever it says itself. */
    readonly aggregates?: readonly Readonly<Record<string, string>>[];
  }[];
  readonly bindings: readonly {
    readonly name: string;
    readonly namespace?: string;
    readonly role: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string };
    readonly subjects: readonly RbacSubject[];
  }[];
}
/** Who asks, as the API server knows them after sign-in. */
export interface Asker {
  readonly user: string;
  readonly groups: readonly string[];
}
export type Request =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      /** Empty: the request names no object. */
      readonly name: string;
      /** Empty: in no namespace, or in all. */
      readonly namespace: string;
    }
  | { readonly verb: string; readonly url: string };

export const serviceAccountAsker = (namespace: string, name: string): Asker => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

export function allowed(cluster: RbacCluster, asker: Asker, request: Request): boolean {
  if (asker.groups.includes('system:masters')) return true;
  const namespace = 'url' in request ? '' : request.namespace;
  for (const binding of cluster.bindings) {
    // a RoleBinding is looked at for requests in its own namespace only
    if (binding.namespace !== undefined && binding.namespace !== namespace) continue;
    if (!binding.subjects.some((subject) => isSubject(asker, subject, binding.namespace))) continue;
    if (rulesOf(cluster, binding).some((rule) => ruleAllows(rule, request))) return true;
  }
  return false;
}

function isSubject(
  { user, groups }: Asker,
  subject: RbacSubject,
  bindingNamespace: string | undefined,
): boolean {
  if (subject.kind === 'User') return subject.name === user;
  if (subject.kind === 'Group') return groups.includes(subject.name);
  const namespace = subject.namespace ?? bindingNamespace;
  return namespace !== undefined && user === `system:serviceaccount:${namespace}:${subject.name}`;
}

function rulesOf(
  cluster: RbacCluster,
  { role, namespace }: RbacCluster['bindings'][number],
): readonly RbacRule[] {
  if (role.kind === 'Role')
    return cluster.roles.find((each) => each.name === role.name && each.namespace === namespace)?.rules ?? [];
  return clusterRules(cluster, role.name, []);
}

function clusterRules(cluster: RbacCluster, name: string, above: readonly string[]): readonly RbacRule[] {
  const role = cluster.clusterRoles.find((each) => each.name === name);
  if (role === undefined || above.includes(name)) return [];
  const { aggregates } = role;
  if (aggregates === undefined) return role.rules;
  return cluster.clusterRoles
    .filter((other) => other.name !== name)
    .filter(({ labels }) =>
      aggregates.some((wanted) => Object.entries(wanted).every(([k, v]) => labels[k] === v)),
    )
    .flatMap((other) => clusterRules(cluster, other.name, [...above, name]));
}

function ruleAllows(rule: RbacRule, request: Request): boolean {
  if (!rule.verbs.includes('*') && !rule.verbs.includes(request.verb)) return false;
  if ('url' in request)
    return (rule.nonResourceURLs ?? []).some(
      (url) => url === request.url || (url.endsWith('*') && request.url.startsWith(url.replace(/\*+$/, ''))),
    );
  const { group, resource, subresource, name } = request;
  const groupFits = (rule.apiGroups ?? []).some((each) => each === '*' || each === group);
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const typeFits = (rule.resources ?? []).some(
    (each) => each === '*' || each === full || (subresource !== '' && each === `*/${subresource}`),
  );
  const names = rule.resourceNames ?? [];
  return groupFits && typeFits && (names.length === 0 || names.includes(name));
}

/** Who there is to be. */
export interface World {
  readonly accounts: readonly { readonly namespace: string; readonly name: string }[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

export const userAsker = (user: string): Asker => ({
  user,
  groups: [user === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'],
});

/** Everybody whom an asker can be: by impersonation of users and groups, by tokens of service accounts, and so on from there. */
export function everyGuise(cluster: RbacCluster, first: Asker, world: World): readonly Asker[] {
  const found = new Map([[JSON.stringify(first), first]]);
  for (const asker of found.values()) {
    const impersonates = (resource: string, name: string, namespace = ''): boolean =>
      allowed(cluster, asker, { verb: 'impersonate', group: '', resource, subresource: '', name, namespace });
    const getsToken = (name: string, namespace: string): boolean =>
      allowed(cluster, asker, {
        verb: 'create',
        group: '',
        resource: 'serviceaccounts',
        subresource: 'token',
        name,
        namespace,
      });
    const accounts = world.accounts.filter(({ namespace, name }) =>
      impersonates('serviceaccounts', name, namespace),
    );
    const tokens = world.accounts.filter(({ namespace, name }) => getsToken(name, namespace));
    // users need not exist: any name will do
    const users = [...world.users, 'someone'].filter((name) => impersonates('users', name));
    const isSomebody = accounts.length + users.length > 0;
    const groups = world.groups.filter((name) => isSomebody && impersonates('groups', name));
    for (const guise of [
      ...[...accounts, ...tokens].map(({ namespace, name }) => serviceAccountAsker(namespace, name)),
      ...users.map(userAsker),
      ...groups.map((group) => ({ user: 'someone', groups: [group] })),
    ])
      found.set(JSON.stringify(guise), guise);
  }
  return [...found.values()];
}
