import type { Observation } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { isFromCluster } from './bound-roles.ts';
import type { Cluster } from './cluster.ts';
import { unstated } from './names.ts';
import type { Roles } from './roles.ts';
import type { Named } from './subjects.ts';
import { markOf } from './tokens.ts';

/** What this reader never looks at. Said on every answer that could depend on it. */
export const unread = [
  [
    'group-members',
    'who is in a group: certificates and the identity provider say it at sign-in, the cluster does not keep it',
  ],
  [
    'other-authorizers',
    'what the Node authorizer, authorization webhooks and ABAC allow or deny besides RBAC',
  ],
  ['admission', 'admission policies and webhooks: what is refused although RBAC allows it'],
  ['user-credentials', 'client certificates and identity-provider sessions of users'],
  ['custom-workloads', 'pods that custom resources start, and the service accounts that these run as'],
  ['last-use', 'when a user or service account was last seen: it is in the audit log only'],
] as const;

const gap = (key: string, what: string, why: string): Observation => ({ type: 'gap', key, what, why });

/** What this read could not see, by name. */
export function observeGaps(
  cluster: Cluster,
  { bound, unmatched }: Roles,
  told: {
    readonly subjects: ReadonlyMap<string, Named>;
    readonly notKubernetes: number;
    readonly links: number;
  },
): readonly Observation[] {
  const missing = bound.filter(({ is }) => is === 'missing');
  const partless = bound.filter(({ parts }) => parts?.length === 0);
  const halfKnown = bound.filter(({ parts }) => parts !== undefined && parts.length > 0);
  const byManifest = [...cluster.clusterRoles.values()].some(({ metadata }) => !isFromCluster(metadata));
  const unseen = [...told.subjects.values()].filter(
    (named) =>
      named.is === 'service account' && !cluster.serviceAccounts.has(`${named.namespace}/${named.name}`),
  );
  return [
    // named so that they come after what this cluster lacks
    ...unread.map(([key, what]) =>
      gap(`unread/${key}`, what, 'this version of the connector does not read them'),
    ),
    ...missing.map(({ key, kind, name }) =>
      gap(
        `role/${key}`,
        `what ${kind} ${name} allows`,
        'something is bound to it, and it was not in what was read',
      ),
    ),
    ...partless.map(({ key, name }) =>
      gap(
        `parts/${key}`,
        `what ClusterRole ${name} allows`,
        'it is made of others by label, and none of those was in what was read',
      ),
    ),
    ...when(
      halfKnown.length > 0,
      'aggregation',
      'rules that aggregated ClusterRoles get from roles of the cluster itself',
      'manifests show only the parts that are among them',
    ),
    ...when(
      byManifest,
      'default-roles',
      'the roles and bindings that every cluster has from its start',
      'manifests do not hold them; an export of the cluster does',
    ),
    ...when(
      unseen.length > 0,
      'service-accounts',
      `${unseen.length} service accounts such as \`${unseen[0]?.name ?? ''}\``,
      'something names them, and they were not in what was read',
    ),
    ...when(
      cluster.issuer === undefined &&
        [...cluster.serviceAccounts.values()].some(
          ({ metadata }) => markOf(metadata.annotations, 'eks.amazonaws.com/role-arn') !== undefined,
        ),
      'issuer',
      'of which issuer the tokens of its service accounts are, so which roles of AWS trust this cluster',
      'it is in `/.well-known/openid-configuration`, which was not read',
    ),
    ...when(
      cluster.withoutNamespace > 0,
      'namespaces',
      `the namespace of ${cluster.withoutNamespace} objects, shown as ${unstated}`,
      'they do not say it: whoever applies them chooses',
    ),
    ...when(
      unmatched > 0,
      'subjects',
      `${unmatched} subjects of bindings`,
      'they are of no kind that RBAC knows, or a service account without a namespace',
    ),
    ...[...cluster.templates]
      .toSorted()
      .slice(0, mostTemplates)
      .map((name) =>
        gap(
          `template/${name.length > 500 ? digestOf(name) : name}`,
          `what the template \`${name.slice(-500)}\` makes`,
          'it has to be rendered first: `helm template` or `kustomize build`',
        ),
      ),
    ...when(
      cluster.templates.size > mostTemplates,
      'templates',
      `${cluster.templates.size - mostTemplates} more templates`,
      'they have to be rendered first',
    ),
    ...when(
      told.notKubernetes > 0,
      'other-files',
      `${told.notKubernetes} files in which no Kubernetes object is`,
      'they are something else, such as values for templates',
    ),
    ...when(told.links > 0, 'links', `${told.links} symbolic links`, 'they are not followed'),
  ];
}

const mostTemplates = 50;

const when = (applies: boolean, key: string, what: string, why: string): readonly Observation[] =>
  applies ? [gap(key, what, why)] : [];
