/**
 * Kubernetes: comes in one cluster's objects, from its API server or as YAML or JSON of an export or of manifests; goes out service accounts,
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
        'list on clusterroles, clusterrolebindings, roles and rolebindings (rbac.authorization.k8s.io), namespaces and serviceaccounts; without one of them a live read is partial',
        'list on pods, replicationcontrollers, deployments, statefulsets, daemonsets, replicasets, jobs, cronjobs and customresourcedefinitions, for what runs as whom; without one it is told as not read',
        'get on /.well-known/openid-configuration (every service account may, by system:service-account-issuer-discovery), for which roles of a cloud trust the cluster',
        'list on secrets only if tokens that never end are to be found: it allows reading all of them',
        'for an export with kubectl, the same for whoever makes it; Countersign then needs to read the files and nothing else',
      ],
      write: [],
    },
  },
  locate: locateKubernetes,
  spellings,
  meanings,
  read: readKubernetes,
};
