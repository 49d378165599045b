import type { AccountView, EstateRef, PrivilegeView } from '../model/index.ts';
import { accountFacts, factOf } from './facts.ts';
import type { Conclusion, Hit } from './rule.ts';
import { anyoneStandsThere, isAnyone } from './who-stands-there.ts';

/** A right on a place of a cluster, as the `kubernetes` connector writes it: `VERB on GROUP:RESOURCE NAME in NAMESPACE`. */
export interface KubernetesRight {
  readonly verb: string;
  readonly group: string;
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
}

/** Undefined for a right of any other kind of source. */
export function kubernetesRight(what: string): KubernetesRight | undefined {
  const [, verb, group, type, name, namespace] = /^(\S+) on ([^\s:]+):(\S+) (\S*) in (\S+)$/.exec(what) ?? [];
  if (verb === undefined || group === undefined || type === undefined) return undefined;
  return { verb, group, type, name: name ?? '', namespace: namespace ?? '' };
}

export const isEverything = ({ verb, group, type, name }: KubernetesRight): boolean =>
  verb === '*' && group === '*' && type === '*' && name === '*';

export const isClusterWide = ({ namespace }: KubernetesRight): boolean =>
  namespace === '*' || namespace === '(cluster)';

/** Whether it covers that kind, with whatever verb. */
export const isOn = (right: KubernetesRight, group: string, ...types: readonly string[]): boolean =>
  (right.group === '*' || right.group === group) &&
  (right.type === '*' ||
    types.some((type) => right.type === type || right.type === `*/${type.split('/')[1] ?? ''}`));

export const hasVerb = ({ verb }: KubernetesRight, ...verbs: readonly string[]): boolean =>
  verb === '*' || verbs.includes(verb);

/** What a rule about the rights of a cluster's accounts says of each role that gives one. */
export interface RoleHit {
  readonly title: (account: string, role: string) => string;
  readonly cause: (role: string) => string;
  readonly likelihood: (view: AccountView) => Hit['risk']['likelihood'];
  readonly blast: Hit['risk']['blast'];
  readonly ease: Hit['risk']['ease'];
}

/**
 * One conclusion for each role through which the account itself holds such a right. What it could do acting as another
 * account, or in a group that a role lets it impersonate, is the finding of whoever has it. Under conditions that nobody
 * evaluated it is unknown.
 */
export function concludeByRole(
  view: AccountView,
  isIt: (right: KubernetesRight) => boolean,
  says: RoleHit,
): readonly Conclusion[] {
  const conclusions = new Map<string, Conclusion>();
  for (const held of view.privileges.toSorted((a, b) => Number(a.conditional) - Number(b.conditional))) {
    const right = kubernetesRight(held.what);
    if (right === undefined || !isIt(right)) continue;
    if (actsAsOthers(held.path)) continue;
    const giver = held.path.findLast(({ entity }) => entity === 'group') ?? view.ref;
    if (conclusions.has(giver.key)) continue;
    conclusions.set(giver.key, held.conditional ? unsure(view, giver) : hit({ view, held, giver, says }));
  }
  return [...conclusions.values()];
}

/** From a role on only the roles that it is made of are its own: what else it leads to is impersonated, or runs as somebody. */
function actsAsOthers(path: PrivilegeView['path']): boolean {
  const above = path.slice(1).filter(({ entity }) => entity !== 'entitlement');
  const role = above.findIndex(isRole);
  return (
    above.some(({ entity }) => entity === 'account') ||
    (role !== -1 && above.slice(role).some((each) => !isRole(each)))
  );
}

const isRole = ({ entity, key }: EstateRef): boolean => entity === 'group' && /^(?:Cluster)?Role\//.test(key);

const unsure = (view: AccountView, giver: EstateRef): Conclusion => ({
  is: 'unknown',
  subject: view.ref,
  aspect: giver.key,
  missing: 'whether the conditions are met under which it holds the right',
});

function hit(about: {
  readonly view: AccountView;
  readonly held: PrivilegeView;
  readonly giver: EstateRef;
  readonly says: RoleHit;
}): Hit {
  const { view, held, giver, says } = about;
  const what = factOf(giver, 'allows', held.what, view.observedAt);
  const { standsFor } = view.attributes;
  const whom = standsFor === undefined ? [] : [factOf(view.ref, 'standsFor', standsFor, view.observedAt)];
  const path = factOf(
    view.ref,
    `path/${giver.key}`,
    held.path.map(({ key }) => key),
    view.observedAt,
  );
  return {
    is: 'hit',
    subject: view.ref,
    aspect: giver.key,
    title: says.title(view.ref.name, giver.name),
    cause: { key: `${giver.source}/${giver.key}`, title: says.cause(giver.name) },
    facts: [...accountFacts(view), ...whom, what, path],
    material: [...whom, what, path].map(({ id }) => id),
    risk: {
      likelihood: isAnyone(view) ? [anyoneStandsThere] : says.likelihood(view),
      blast: says.blast,
      ease: says.ease,
    },
    recheckAt: null,
  };
}
