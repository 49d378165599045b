import { anyName } from '../../../platform/wire/kubernetes-place.ts';
import type { Spot } from '../becoming.ts';
import { everywhere, type ClusterSpots } from './cluster-spots.ts';
import { inCluster, scopeOf, type KubernetesTechnique, type Lead, type RightHeld } from './technique.ts';

const rbac = (type: string): string => `rbac.authorization.k8s.io:${type}`;
const [roles, clusterRoles] = [rbac('roles'), rbac('clusterroles')];
const change = ['create', 'update', 'patch'];

const noBindings = { dependsOn: ['it can also make or change a binding, which this role does not allow'] };

/** Techniques by binding roles and writing into them, past what one holds. */
export const roleTechniques: readonly KubernetesTechnique[] = [
  {
    technique: inCluster('bind-role', {
      title: 'binds a role that it does not hold',
      does: 'Binds a role to itself without holding that role’s rights, which the verb `bind` allows.',
      heading: 'bind-verb',
      cost: 1,
      takeAway: '`bind` on roles and clusterroles',
    }),
    verbs: ['bind'],
    on: [roles, clusterRoles],
    leads: (right, spots) => [
      ...(right.isOn(clusterRoles) ? clusterRolesBound(right, spots) : []),
      ...(right.isOn(roles) ? rolesBound(right, spots) : []),
    ],
  },
  {
    technique: inCluster('escalate-role', {
      title: 'writes rights into a role',
      does: 'Writes any right into a role that it holds, which the verb `escalate` allows.',
      heading: 'escalate-verb',
      cost: 1,
      takeAway: '`escalate` on roles and clusterroles',
    }),
    verbs: ['escalate'],
    on: [roles, clusterRoles],
    leads: (right, spots) => [
      ...(right.isOn(clusterRoles)
        ? [written(spots.power, [...missingUpdate(right, 'clusterroles'), ...onlyNamed(right)])]
        : []),
      ...(right.isOn(roles) ? [rolesWritten(right, spots)] : []),
    ],
  },
];

/** In the whole cluster by a ClusterRoleBinding; in one namespace, or in each, by a RoleBinding there. */
function clusterRolesBound({ place, also }: RightHeld, spots: ClusterSpots): readonly Lead[] {
  const scope = scopeOf(place);
  const inNamespaces = also(change, [rbac('rolebindings')]);
  const isAll = place.name === anyName || place.name === 'cluster-admin';
  if (scope !== everywhere)
    return bound(
      isAll ? spots.everything(scope) : clusterRole(spots, `${place.name} in ${scope}`),
      inNamespaces,
    );
  const inCluster = also(change, [rbac('clusterrolebindings')]);
  return [
    ...(inCluster || !inNamespaces
      ? bound(isAll ? spots.power : clusterRole(spots, place.name), inCluster)
      : []),
    ...(isAll && inNamespaces ? [{ to: spots.anyAccount(everywhere) }] : []),
  ];
}

/** A Role is bound in its own namespace alone, and only one that is there. */
function rolesBound({ place, also }: RightHeld, spots: ClusterSpots): readonly Lead[] {
  const scope = scopeOf(place);
  const to = place.name === anyName ? [spots.anyRole(scope)] : spots.rolesNamed(scope, place.name);
  return to.flatMap((each) => bound(each, also(change, [rbac('rolebindings')])));
}

const bound = (to: Spot | undefined, binds: boolean): readonly Lead[] =>
  to === undefined ? [] : [{ to, ...(binds ? {} : noBindings) }];

/** The role where it is bound already; one that is bound nowhere is not known with its rights. */
function clusterRole(spots: ClusterSpots, name: string): Spot | undefined {
  const node = spots.at.nodeOf(`ClusterRole/${name}`);
  return node === undefined ? undefined : { is: 'node', node };
}

/** What is written has to be held too: by the Role that lets it write, or by another that it is bound to or may bind. */
function rolesWritten(right: RightHeld, spots: ClusterSpots): Lead {
  const scope = scopeOf(right.place);
  const holds =
    right.roleIn === scope || (right.also(['bind'], [roles]) && right.also(change, [rbac('rolebindings')]));
  return written(scope === everywhere ? spots.anyAccount(everywhere) : spots.everything(scope), [
    ...missingUpdate(right, 'roles'),
    ...(right.place.name === anyName && !holds
      ? ['it is bound to some Role there that it can write into']
      : []),
    ...onlyNamed(right),
  ]);
}

const missingUpdate = ({ also }: RightHeld, kind: 'roles' | 'clusterroles'): readonly string[] =>
  also(['update', 'patch'], [rbac(kind)]) ? [] : [`it can also \`update\` ${kind}`];
const onlyNamed = ({ place }: RightHeld): readonly string[] =>
  place.name === anyName ? [] : [`it is bound to ${place.name} itself`];
const written = (to: Spot, dependsOn: readonly string[]): Lead => ({
  to,
  ...(dependsOn.length === 0 ? {} : { dependsOn }),
});
