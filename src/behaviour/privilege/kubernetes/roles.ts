import { stringify } from 'yaml';
import {
  anyName,
  clusterWide,
  parsePlace,
  type ResourcePlace,
} from '../../../platform/wire/kubernetes-place.ts';
import type { GrantHeld, Need } from '../dialect.ts';
import type { Sufficing } from '../suffices.ts';
import { isOfKubernetes } from './index.ts';

export interface RbacRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}
/** A Role, or without a namespace a ClusterRole that is bound in the whole cluster. */
export interface RbacRole {
  readonly namespace: string | undefined;
  readonly rules: readonly RbacRule[];
}

/** Kinds whose objects are named by people and stay: others have names that are made up each time. */
const named: ReadonlySet<string> = new Set(
  'secrets configmaps serviceaccounts serviceaccounts/token roles clusterroles rolebindings clusterrolebindings users groups namespaces persistentvolumeclaims'.split(
    ' ',
  ),
);
/** More names of one kind than this are told as any. */
const mostNames = 5;

/** Verbs on one kind in one place, and the names that they were used on; undefined: any. */
interface Part {
  readonly verb: string;
  readonly place: ResourcePlace;
  readonly names: Set<string> | undefined;
}

/**
 * The roles that would have sufficed: every verb that was used on each kind, where it was used. Names are kept where the right
 * itself has one, and for kinds whose objects people name. `kept`: rights of which no log would show use, as they are.
 */
export function rolesFor(
  account: string,
  of: {
    readonly grants: readonly GrantHeld[];
    readonly needs: readonly Need[];
    readonly kept: readonly GrantHeld[];
  },
): { readonly roles: readonly RbacRole[]; readonly policy: Sufficing } {
  const generalised = new Set<string>();
  const parts = new Map<string, Part>();
  const urls = new Map<string, Set<string>>();
  for (const need of of.needs) {
    const allowing = of.grants.filter((grant) => isOfKubernetes(grant, need));
    if (allowing.length === 0 || need.on === null) continue;
    const verb = decoded(need.action);
    const place = parsePlace(need.on);
    if (place === undefined) {
      setIn(urls, verb).add(decoded(need.on));
      continue;
    }
    const isByName = allowing.every(({ on }) => (parsePlace(on)?.name ?? anyName) !== anyName);
    const isNamed = place.name !== '' && (isByName || named.has(place.type));
    const key = JSON.stringify([verb, place.group, place.type, place.namespace, isByName]);
    const part = parts.get(key) ?? { verb, place, names: isNamed ? new Set<string>() : undefined };
    parts.set(key, part);
    part.names?.add(place.name);
    if (!isNamed && place.name !== '')
      generalised.add(`any of ${kindOf(place)} ${whereOf(place)}: their names are made up as they come`);
  }
  const rules = new Map<string, { readonly key: string; readonly rule: RbacRule }[]>();
  const add = (namespace: string, rule: RbacRule): void => {
    // verbs that are on the same are one rule
    const { verbs, ...on } = rule;
    const key = JSON.stringify(on);
    const list = rules.get(namespace) ?? [];
    rules.set(namespace, list);
    const same = list.findIndex((each) => each.key === key);
    const before = list[same];
    if (before === undefined) list.push({ key, rule });
    else
      list[same] = {
        key,
        rule: { ...rule, verbs: [...new Set([...before.rule.verbs, ...verbs])].toSorted() },
      };
  };
  for (const { verb, place, names } of parts.values()) {
    const isMany =
      names !== undefined &&
      names.size > mostNames &&
      named.has(place.type) &&
      grantsAny(of.grants, verb, place);
    if (isMany)
      generalised.add(
        `any of ${kindOf(place)} ${whereOf(place)}: ${names.size} of them were used, more than ${mostNames}`,
      );
    add(place.namespace, {
      verbs: [verb],
      apiGroups: [place.group],
      resources: [place.type],
      ...(names === undefined || isMany ? {} : { resourceNames: [...names].toSorted() }),
    });
  }
  for (const [verb, paths] of urls)
    add(clusterWide, { verbs: [verb], nonResourceURLs: [...paths].toSorted() });
  for (const grant of of.kept) {
    const place = parsePlace(grant.on);
    if (place !== undefined)
      add(place.namespace === '*' ? clusterWide : place.namespace, {
        verbs: [decoded(grant.action)],
        apiGroups: [place.group],
        resources: [place.type],
        ...(place.name === anyName ? {} : { resourceNames: [place.name] }),
      });
    else if (grant.on.startsWith('/'))
      add(clusterWide, { verbs: [decoded(grant.action)], nonResourceURLs: [decoded(grant.on)] });
  }
  const roles = [...rules].map(([namespace, list]) => ({
    namespace: namespace === clusterWide ? undefined : namespace,
    rules: list.map(({ rule }) => rule),
  }));
  return {
    roles,
    policy: {
      language: 'rbac',
      text: roles.map((role) => stringify(objectOf(account, role))).join('---\n'),
      generalised: [...generalised],
      kept: of.kept.map(({ action, on }) => `${decoded(action)} on ${on}: no log may show its use`),
      leftOut: [],
    },
  };
}

/** Whether these roles allow what is needed, as the RBAC authorizer reads rules. */
export function rolesAllow(roles: readonly RbacRole[], { action, on }: Need): boolean {
  if (on === null) return false;
  const verb = decoded(action);
  const place = parsePlace(on);
  return roles.some(
    ({ namespace, rules }) =>
      (namespace === undefined || namespace === place?.namespace) &&
      rules.some((rule) =>
        place === undefined
          ? has(rule.verbs, verb) &&
            (rule.nonResourceURLs ?? []).some((url) =>
              url.endsWith('*') ? decoded(on).startsWith(url.slice(0, -1)) : url === decoded(on),
            )
          : has(rule.verbs, verb) &&
            has(rule.apiGroups, place.group) &&
            hasType(rule.resources, place.type) &&
            (rule.resourceNames === undefined || rule.resourceNames.includes(place.name)),
      ),
  );
}

const has = (list: readonly string[] | undefined, word: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(word));
const hasType = (list: readonly string[] | undefined, type: string): boolean =>
  has(list, type) ||
  (type.includes('/') && list?.includes(`*/${type.slice(type.indexOf('/') + 1)}`) === true);

const grantsAny = (grants: readonly GrantHeld[], verb: string, place: ResourcePlace): boolean =>
  grants.some(
    (grant) =>
      (grant.on === '*' || parsePlace(grant.on)?.name === anyName) &&
      isOfKubernetes(grant, { action: verb, on: placeOf(place), named: null, reads: false }),
  );

const placeOf = ({ group, type, namespace }: ResourcePlace): string =>
  `${group === '' ? 'core' : group}:${type}  in ${namespace}`;

function objectOf(account: string, { namespace, rules }: RbacRole): object {
  const name = `least-${account.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-')}`
    .slice(0, 200)
    .replace(/[.-]+$/, '');
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    rules,
  };
}

const kindOf = ({ group, type }: ResourcePlace): string => (group === '' ? type : `${type}.${group}`);
const whereOf = ({ namespace }: ResourcePlace): string =>
  namespace === clusterWide ? 'in the cluster' : `in ${namespace}`;

const decoded = (text: string): string =>
  text.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function setIn(map: Map<string, Set<string>>, key: string): Set<string> {
  const set = map.get(key) ?? new Set<string>();
  map.set(key, set);
  return set;
}
