import { Fault } from '../../model/index.ts';
import type { Cluster, ClusterRoleRead } from './cluster.ts';
import { roleKey } from './names.ts';
import type { Metadata, Rule, Selector } from './object-shape.ts';
import type { Scope } from './rights.ts';

/** A role where it counts, with the rules that count. */
export interface BoundRole {
  readonly key: string;
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  readonly scope: Scope;
  readonly rules: readonly Rule[];
  readonly metadata?: Metadata;
  /** `default`: not given, and known from Kubernetes itself. `missing`: bound and not given. `unbound`: nobody holds it. */
  readonly is: 'given' | 'default' | 'missing' | 'unbound';
  /** Keys of the roles that it is made of. Present for a role that is made by aggregation and was not yet put together. */
  readonly parts?: readonly string[];
}

/** The one default role whose rules never change: everything. */
const clusterAdmin: readonly Rule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Every role in each place where it is bound, by key; the parts of aggregated ones too, and those bound nowhere once. */
export function boundRoles(cluster: Cluster): ReadonlyMap<string, BoundRole> {
  refuseTooMuchAggregation(cluster);
  const found = new Map<string, BoundRole>();
  const open: { readonly name: string; readonly scope: Scope }[] = [];
  for (const [id, { rules, metadata }] of cluster.roles) {
    const scope = id.slice(0, id.indexOf('/'));
    const key = roleKey({ kind: 'Role', name: metadata.name, namespace: scope });
    found.set(key, { key, kind: 'Role', name: metadata.name, scope, rules, metadata, is: 'given' });
  }
  for (const { roleRef, namespace } of cluster.bindings) {
    if (roleRef.kind === 'ClusterRole') open.push({ name: roleRef.name, scope: namespace });
    else if (namespace !== undefined) {
      const key = roleKey({ kind: 'Role', name: roleRef.name, namespace });
      if (!found.has(key))
        found.set(key, { key, kind: 'Role', name: roleRef.name, scope: namespace, rules: [], is: 'missing' });
    }
  }
  const bound = new Set<string>();
  for (const { name, scope } of open) {
    const key = roleKey({ kind: 'ClusterRole', name, namespace: scope });
    if (found.has(key)) continue;
    bound.add(name);
    const role = clusterRoleIn(cluster, name, scope);
    found.set(key, { ...role, key });
    // open grows while it is walked
    for (const part of role.partNames ?? []) open.push({ name: part, scope });
  }
  for (const [name, { metadata }] of cluster.clusterRoles) {
    const key = roleKey({ kind: 'ClusterRole', name, namespace: undefined });
    if (!bound.has(name))
      found.set(key, {
        key,
        kind: 'ClusterRole',
        name,
        scope: undefined,
        rules: [],
        metadata,
        is: 'unbound',
      });
  }
  return found;
}

function clusterRoleIn(
  cluster: Cluster,
  name: string,
  scope: Scope,
): Omit<BoundRole, 'key'> & { readonly partNames?: readonly string[] } {
  const about = { kind: 'ClusterRole', name, scope } as const;
  const given = cluster.clusterRoles.get(name);
  if (given === undefined)
    return name === 'cluster-admin'
      ? { ...about, rules: clusterAdmin, is: 'default' }
      : { ...about, rules: [], is: 'missing' };
  const { metadata, rules, selectors } = given;
  // in a running cluster the controller has written the parts' rules into it; in a manifest its own rules count for nothing
  if (selectors === undefined || isFromCluster(metadata)) return { ...about, metadata, rules, is: 'given' };
  const partNames = partsOf(cluster.clusterRoles, name, selectors);
  const parts = partNames.map((part) => roleKey({ kind: 'ClusterRole', name: part, namespace: scope }));
  return { ...about, metadata, rules: [], is: 'given', parts, partNames };
}

const mostComparisons = 20_000_000;

/** Each aggregated role looks at every other: what would take for ever is refused before. */
function refuseTooMuchAggregation({ clusterRoles }: Cluster): void {
  let selectors = 0;
  for (const role of clusterRoles.values()) selectors += role.selectors?.length ?? 0;
  if (selectors * clusterRoles.size <= mostComparisons) return;
  throw new Fault(
    'input_too_large',
    `${selectors} selectors of aggregated roles would have to look at ${clusterRoles.size} ClusterRoles each.`,
    { next: 'No cluster is made so: check where these objects come from.' },
  );
}

/** The API server gives every object a uid; no manifest has one. */
export const isFromCluster = ({ uid, resourceVersion }: Metadata): boolean =>
  uid != null || resourceVersion != null;

/** The other ClusterRoles that any of the selectors chooses. */
function partsOf(
  roles: ReadonlyMap<string, ClusterRoleRead>,
  own: string,
  selectors: readonly Selector[],
): readonly string[] {
  return [...roles]
    .filter(
      ([name, { metadata }]) => name !== own && selectors.some((selector) => selects(selector, metadata)),
    )
    .map(([name]) => name)
    .toSorted();
}

function selects({ matchLabels, matchExpressions }: Selector, { labels }: Metadata): boolean {
  const has = (key: string): boolean => Object.hasOwn(labels, key);
  const value = (key: string): string => labels[key] ?? '';
  return (
    Object.entries(matchLabels ?? {}).every(([key, wanted]) => has(key) && value(key) === wanted) &&
    (matchExpressions ?? []).every(({ key, operator, values }) => {
      if (operator === 'Exists') return has(key);
      if (operator === 'DoesNotExist') return !has(key);
      const isIn = has(key) && (values ?? []).includes(value(key));
      return operator === 'In' ? isIn : !isIn;
    })
  );
}
