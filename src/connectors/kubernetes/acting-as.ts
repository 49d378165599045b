import type { Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import type { BoundRole } from './bound-roles.ts';
import { covers, podMakers } from './dangers.ts';
import { groupKey, part, serviceAccountKey, userKey } from './names.ts';
import type { Rule } from './object-shape.ts';
import { everyoneSignedIn, type Named } from './subjects.ts';

/**
 * Rights to act as somebody else, as memberships from the role that holds them: impersonation and tokens lead there for
 * certain, starting a program as a service account depends on what admission allows. All of a kind stand behind one group
 * (`acting-as/…`), so that a role is joined to ten thousand accounts by one row.
 */
export function* observeActingAs(
  bound: readonly BoundRole[],
  subjects: ReadonlyMap<string, Named>,
): Iterable<readonly Observation[]> {
  const wanted = new Set<string>();
  for (const role of bound) {
    if (role.is === 'unbound' || isEverything(role)) continue;
    const edges = new Map<string, Edge>();
    for (const edge of role.rules.flatMap((rule) => edgesOf(rule, role, subjects))) {
      const before = edges.get(edge.to);
      if (before === undefined || edge.condition === undefined) edges.set(edge.to, edge);
    }
    for (const { to, condition } of edges.values()) {
      if (to.startsWith('acting-as/')) wanted.add(to);
      yield [assume(role.key, to, condition)];
    }
  }
  for (const key of [...wanted].toSorted()) yield everyOne(key, subjects);
}

interface Edge {
  readonly to: string;
  readonly condition?: string;
}

/** Who may do everything gains nothing by being somebody else. */
const isEverything = ({ rules, scope }: BoundRole): boolean => {
  const has = (list: readonly string[] | null | undefined): boolean => list?.includes('*') === true;
  return (
    scope === undefined &&
    rules.some(
      (r) => has(r.verbs) && has(r.apiGroups) && has(r.resources) && (r.resourceNames ?? []).length === 0,
    ) &&
    rules.some((r) => has(r.verbs) && has(r.nonResourceURLs))
  );
};

function edgesOf(rule: Rule, role: BoundRole, subjects: ReadonlyMap<string, Named>): readonly Edge[] {
  const may = (verbs: readonly string[], ...on: readonly string[]): boolean =>
    (rule.verbs ?? []).some((verb) => verb === '*' || verbs.includes(verb)) &&
    (rule.apiGroups ?? []).some((group) =>
      (rule.resources ?? []).some((type) => on.some((each) => covers({ group, type }, each))),
    );
  const names = rule.resourceNames ?? [];
  const known = (keys: readonly string[]): readonly Edge[] =>
    keys.filter((to) => subjects.has(to)).map((to) => ({ to }));
  /** Those named, or all: of the binding's namespace, or of all namespaces. */
  const accounts = (): readonly Edge[] => {
    if (names.length === 0) return [{ to: allAccounts(role.scope) }];
    const places = role.scope === undefined ? namespacesOf(subjects) : [role.scope];
    return known(places.flatMap((place) => names.map((name) => serviceAccountKey(place, name))));
  };
  const edges: Edge[] = [];
  if (may(['impersonate'], ':serviceaccounts')) edges.push(...accounts());
  if (may(['create'], ':serviceaccounts/token')) edges.push(...accounts());
  if (role.scope === undefined && may(['impersonate'], ':users'))
    edges.push(
      ...(names.length === 0 ? [{ to: 'acting-as/users' }] : known(names.map(userKey))),
      // whatever user that is: the API server takes it as signed in
      { to: groupKey(everyoneSignedIn) },
    );
  if (role.scope === undefined && may(['impersonate'], ':groups')) {
    const to = names.length === 0 ? [{ to: 'acting-as/groups' }] : known(names.map(groupKey));
    edges.push(
      ...(impersonatesSomebody(role) ? to : to.map((edge) => ({ ...edge, condition: withSomebody }))),
    );
  }
  const starts = names.length === 0 && (may(['create'], ':pods') || may(['create'], ...podMakers));
  if (starts || may(['update', 'patch'], ...podMakers))
    edges.push({ to: allAccounts(role.scope), condition: startsPrograms });
  return edges;
}

const withSomebody = 'a group is impersonated together with some user, which this role does not allow';
const startsPrograms = 'by starting a program that runs as it, which admission may forbid';

const impersonatesSomebody = ({ rules }: BoundRole): boolean =>
  rules.some(
    (rule) =>
      (rule.verbs ?? []).some((verb) => verb === '*' || verb === 'impersonate') &&
      (rule.apiGroups ?? []).some((group) =>
        (rule.resources ?? []).some((type) =>
          [':users', ':serviceaccounts'].some((each) => covers({ group, type }, each)),
        ),
      ),
  );

const allAccounts = (scope: string | undefined): string =>
  scope === undefined ? 'acting-as/serviceaccounts' : `acting-as/serviceaccounts/${part(scope)}`;

function namespacesOf(subjects: ReadonlyMap<string, Named>): readonly string[] {
  const accounts = [...subjects.values()].filter((named) => named.is === 'service account');
  return [...new Set(accounts.map(({ namespace }) => namespace))];
}

/** The group that stands for all of them, and that it may act as each. */
function everyOne(key: string, subjects: ReadonlyMap<string, Named>): readonly Observation[] {
  const members = [...subjects.values()].filter((named) => {
    if (key === 'acting-as/users') return named.is === 'user';
    if (key === 'acting-as/groups') return named.is === 'group';
    return (
      named.is === 'service account' && [allAccounts(undefined), allAccounts(named.namespace)].includes(key)
    );
  });
  const group: Observation = {
    type: 'group',
    key,
    name: key.replace('acting-as/', 'acting as any of ').replaceAll('/', ' of '),
    kind: 'group',
  };
  return [group, ...members.map((named) => assume(key, named.key))];
}

const assume = (memberKey: string, to: string, condition?: string): Observation => ({
  type: 'membership',
  key: joinKeys(memberKey, 'acts-as', to),
  memberKey,
  groupKey: to,
  via: 'assume',
  ...(condition === undefined ? {} : { conditions: [condition] }),
});
