import { Fault, type Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { SeenRecords } from '../kit/seen-records.ts';
import { boundRoles, type BoundRole } from './bound-roles.ts';
import type { Cluster } from './cluster.ts';
import { isPrivileged } from './dangers.ts';
import { bindingKey, groupKey, roleKey } from './names.ts';
import { observePlace, placeOfUrl } from './resources.ts';
import { clusterScopedWith, rightsOf, type Right } from './rights.ts';
import { masters, subjectNamed, type Named } from './subjects.ts';

export interface Roles {
  readonly bound: readonly BoundRole[];
  readonly named: ReadonlyMap<string, Named>;
  /** Subjects that no rule can match: a service account of no namespace, a kind that is none. */
  readonly unmatched: number;
}

/** Roles where they are bound and the subjects that bindings name, in a fixed order. */
export function rolesOf(cluster: Cluster): Roles {
  const named = new Map<string, Named>();
  let unmatched = 0;
  for (const { subjects, namespace } of cluster.bindings)
    for (const subject of subjects) {
      const found = subjectNamed(subject, namespace);
      if (found === undefined) unmatched++;
      else named.set(found.key, found);
    }
  const bound = [...boundRoles(cluster).values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { bound, named, unmatched };
}

/** Each bound role as a group that holds its rights, and its parts as groups that it is a member of. */
export function* observeRoles(
  cluster: Cluster,
  { bound }: Roles,
  told: SeenRecords,
): Iterable<readonly Observation[]> {
  const isClusterScoped = clusterScopedWith(cluster.clusterScoped);
  for (const role of bound) {
    yield [groupOf(role), ...partsOf(role)];
    const held = new Set<string>();
    for (const rule of role.rules)
      for (const right of explained(role, () => rightsOf(rule, role.scope, isClusterScoped))) {
        const key = joinKeys(right.action, right.pattern);
        if (held.has(key)) continue;
        held.add(key);
        if (held.size > mostRights) throw tooMany(role);
        yield observeRight(role.key, right, told);
      }
  }
  yield* observeMasters(told);
}

const mostRights = 1_000_000;

const tooMany = ({ kind, name }: BoundRole): Fault =>
  new Fault(
    'input_too_large',
    `${kind} \`${name.slice(0, 200)}\` stands for more than ${mostRights} rights.`,
    {
      next: 'Kubernetes keeps no role so large: check where these objects come from.',
    },
  );

/** The group that the API server lets do everything, whatever RBAC says. */
function* observeMasters(told: SeenRecords): Iterable<readonly Observation[]> {
  const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], nonResourceURLs: ['*'] };
  for (const right of rightsOf(everything, undefined, () => false))
    yield observeRight(groupKey(masters), right, told);
}

function explained<T>(role: BoundRole, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, next, cause } = error;
    throw new Fault(code, `${role.kind} \`${role.name.slice(0, 200)}\`: ${message}`, {
      ...(next === undefined ? {} : { next }),
      cause,
    });
  }
}

const groupOf = ({ key, kind, name, scope, is, parts }: BoundRole): Observation => ({
  type: 'group',
  key,
  name: scope === undefined ? name : `${name} in ${scope}`,
  kind: 'role',
  attributes: {
    kind,
    ...(scope === undefined ? {} : { namespace: scope }),
    ...(is === 'given' ? {} : { rules: notes[is] }),
    ...(parts === undefined ? {} : { aggregated: 'true' }),
  },
});
const notes = {
  default: 'not in what was read; as Kubernetes makes it',
  missing: 'not in what was read',
  unbound: 'no binding names it',
} as const;

const partsOf = ({ key, parts = [] }: BoundRole): readonly Observation[] =>
  parts.map((part) => ({
    type: 'membership',
    key: joinKeys(key, 'aggregates', part),
    memberKey: key,
    groupKey: part,
    via: 'attached',
  }));

function observeRight(holder: string, right: Right, told: SeenRecords): readonly Observation[] {
  const key = joinKeys(right.action, right.pattern);
  const grant: Observation = {
    type: 'grant',
    key: `${holder}#${key}`,
    subjectKey: holder,
    entitlementKey: key,
    effect: 'allow',
  };
  if (told.add(`right ${key}`, '') !== 'new') return [grant];
  const resources =
    right.place === undefined ? placeOfUrl(right.pattern, told) : observePlace(right.place, told);
  return [
    ...resources,
    {
      type: 'entitlement',
      key,
      resourceKey: right.pattern,
      action: right.action,
      resourcePattern: right.pattern,
      ...(isPrivileged(right) ? { privileged: true } : {}),
    },
    grant,
  ];
}

/** Who is bound to what, a membership for each subject of each binding. */
export function* observeBindings(cluster: Cluster): Iterable<readonly Observation[]> {
  for (const { name, namespace, roleRef, subjects } of cluster.bindings) {
    if (roleRef.kind === 'Role' && namespace === undefined) continue;
    const binding = bindingKey(
      namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      namespace,
      name,
    );
    const role = roleKey({ ...roleRef, namespace });
    const members = new Set(subjects.flatMap((subject) => subjectNamed(subject, namespace)?.key ?? []));
    yield [...members].map((member) => ({
      type: 'membership',
      key: joinKeys(binding, member),
      memberKey: member,
      groupKey: role,
      via: 'member',
    }));
  }
}
