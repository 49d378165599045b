/**
 * Kubernetes: comes in one cluster's objects, as YAML or JSON of an export or of manifests; goes out service accounts,
 * users and groups that bindings name, workloads and as whom they run, tokens, and RBAC taken apart into rights, with roles
 * as groups where they are bound. Rights to act as somebody else are memberships. Of secrets it keeps names, of tokens
 * fingerprints. What it could not see is a gap by name.
 */
import type { Connector } from '../kit/connector.ts';
import { meanings } from './meanings.ts';
import { unread } from './gaps.ts';
import { kubernetesConfig, locateKubernetes, type KubernetesConfig } from './location.ts';
import { readKubernetes } from './read.ts';
import { spellings } from './spellings.ts';

export const kubernetes: Connector<KubernetesConfig> = {
  id: 'kubernetes',
  title: 'Kubernetes',
  config: kubernetesConfig,
  capabilities: {
    reads: ['account', 'group', 'membership', 'credential', 'resource', 'entitlement', 'grant', 'ownership'],
    doesNotRead: unread.map(([, what]) => what),
    writes: [],
    permissions: {
      read: [
        'get and list on roles, clusterroles, rolebindings and clusterrolebindings (rbac.authorization.k8s.io), to export them',
        'get and list on namespaces, serviceaccounts, pods, replicationcontrollers, deployments, statefulsets, daemonsets, replicasets, jobs, cronjobs and customresourcedefinitions, to export who runs as whom',
        'get and list on secrets only if tokens that never end are to be found; it allows reading all of them',
        'read permission on the exported files, which is all that Countersign itself needs',
      ],
      write: [],
    },
  },
  locate: locateKubernetes,
  spellings,
  meanings,
  read: readKubernetes,
};
