import type { Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { ActingTargets } from './acting-targets.ts';
import type { BoundRole } from './bound-roles.ts';
import { covers } from '../../platform/wire/kubernetes-place.ts';
import { podMakers } from './dangers.ts';
import { groupKey, userKey } from './names.ts';
import type { Rule } from './object-shape.ts';
import { anonymous, everyoneSignedIn, type Named } from './subjects.ts';

/**
 * Rights to act as somebody else, as memberships from the role that holds them: impersonation and tokens lead there for
 * certain, starting a program as a service account depends on what admission allows. All of a kind stand behind one group
 * (`acting-as/…`), so that a role is joined to ten thousand accounts by one row.
 */
export function* observeActingAs(
  bound: readonly BoundRole[],
  subjects: ReadonlyMap<string, Named>,
): Iterable<readonly Observation[]> {
  const targets = new ActingTargets(subjects);
  for (const role of bound) {
    if (role.is === 'unbound' || isEverything(role)) continue;
    const edges = new Map<string, Edge>();
    for (const rule of role.rules)
      for (const edge of edgesOf(rule, role, targets)) {
        const before = edges.get(edge.to);
        if (before === undefined || edge.condition === undefined) edges.set(edge.to, edge);
      }
    for (const { to, condition } of edges.values()) yield [assume(role.key, to, condition)];
  }
  for (const { key, name, members } of targets.used()) {
    yield [{ type: 'group', key, name, kind: 'group' }];
    for (const member of members) yield [assume(key, member)];
  }
}

interface Edge {
  readonly to: string;
  readonly condition?: string;
}

const has = (list: readonly string[] | null | undefined, what: string): boolean =>
  list?.includes(what) === true;

/** Who may do everything gains nothing by being somebody else. */
const isEverything = ({ rules, scope }: BoundRole): boolean =>
  scope === undefined &&
  rules.some(
    (rule) =>
      has(rule.verbs, '*') &&
      has(rule.apiGroups, '*') &&
      has(rule.resources, '*') &&
      (rule.resourceNames ?? []).length === 0,
  ) &&
  rules.some((rule) => has(rule.verbs, '*') && has(rule.nonResourceURLs, '*'));

/** Whether the rule has one of the verbs on one of the kinds (`GROUP:RESOURCE`). */
const may = (rule: Rule, verbs: readonly string[], on: readonly string[]): boolean =>
  (rule.verbs ?? []).some((verb) => verb === '*' || verbs.includes(verb)) &&
  (rule.apiGroups ?? []).some((group) =>
    (rule.resources ?? []).some((type) => on.some((each) => covers({ group, type }, each))),
  );

function* edgesOf(rule: Rule, role: BoundRole, targets: ActingTargets): Iterable<Edge> {
  const names = rule.resourceNames ?? [];
  const isForAll = names.length === 0;
  if (may(rule, ['impersonate'], [':serviceaccounts']) || may(rule, ['create'], [':serviceaccounts/token'])) {
    if (isForAll) yield { to: targets.allAccounts(role.scope) };
    else for (const to of targets.accountsNamed(names, role.scope)) yield { to };
  }
  // users and groups lie in no namespace, so a binding in one reaches none of them
  if (role.scope === undefined && may(rule, ['impersonate'], [':users'])) {
    if (isForAll) yield { to: targets.allUsers() };
    else for (const to of targets.known(names.map(userKey))) yield { to };
    // whatever user that is: the API server takes it as signed in
    if (names.length === 0 || names.some((name) => name !== anonymous))
      yield { to: groupKey(everyoneSignedIn) };
  }
  if (role.scope === undefined && may(rule, ['impersonate'], [':groups'])) {
    const condition = impersonatesSomebody(role) ? {} : { condition: withSomebody };
    if (isForAll) yield { to: targets.allGroups(), ...condition };
    else for (const to of targets.known(names.map(groupKey))) yield { to, ...condition };
  }
  const starts = isForAll && may(rule, ['create'], [':pods', ...podMakers]);
  if (starts || may(rule, ['update', 'patch'], podMakers))
    yield { to: targets.allAccounts(role.scope), condition: startsPrograms };
}

const withSomebody = 'a group is impersonated together with some user, which this role does not allow';
const startsPrograms = 'by starting a program that runs as it, which admission may forbid';

const impersonatesSomebody = ({ rules }: BoundRole): boolean =>
  rules.some((rule) => may(rule, ['impersonate'], [':users', ':serviceaccounts']));

const assume = (memberKey: string, to: string, condition?: string): Observation => ({
  type: 'membership',
  key: joinKeys(memberKey, 'acts-as', to),
  memberKey,
  groupKey: to,
  via: 'assume',
  ...(condition === undefined ? {} : { conditions: [condition] }),
});
