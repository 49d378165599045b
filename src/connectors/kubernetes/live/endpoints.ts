/** One list of the API, and whether a read without it is whole. */
export interface Endpoint {
  readonly kind: string;
  readonly resource: string;
  readonly apiVersion: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Without it nothing can be told gone; else it is a gap and the read is whole. */
  readonly isNeeded: boolean;
}

const of = (
  apiVersion: string,
  isNeeded: boolean,
  ...kinds: readonly (readonly [kind: string, resource: string])[]
) =>
  kinds.map(([kind, resource]): Endpoint => {
    const root = apiVersion.includes('/') ? 'apis' : 'api';
    return { kind, resource, apiVersion, path: `/${root}/${apiVersion}/${resource}`, isNeeded };
  });

/** Every list that is asked for, all of them GET. Of Secrets only those that hold a token of a service account. */
export const endpoints: readonly Endpoint[] = [
  ...of(
    'rbac.authorization.k8s.io/v1',
    true,
    ['ClusterRole', 'clusterroles'],
    ['ClusterRoleBinding', 'clusterrolebindings'],
    ['Role', 'roles'],
    ['RoleBinding', 'rolebindings'],
  ),
  ...of('v1', true, ['Namespace', 'namespaces'], ['ServiceAccount', 'serviceaccounts']),
  ...of('v1', false, ['Secret', 'secrets']).map((endpoint) => ({
    ...endpoint,
    query: { fieldSelector: 'type=kubernetes.io/service-account-token' },
  })),
  ...of('v1', false, ['Pod', 'pods'], ['ReplicationController', 'replicationcontrollers']),
  ...of(
    'apps/v1',
    false,
    ['Deployment', 'deployments'],
    ['StatefulSet', 'statefulsets'],
    ['DaemonSet', 'daemonsets'],
    ['ReplicaSet', 'replicasets'],
  ),
  ...of('batch/v1', false, ['Job', 'jobs'], ['CronJob', 'cronjobs']),
  ...of('apiextensions.k8s.io/v1', false, ['CustomResourceDefinition', 'customresourcedefinitions']),
];
