import { reaches } from '../../platform/wire/kubernetes-scope.ts';
import { anyName, clusterWide } from './names.ts';
import type { Right } from './rights.ts';

/** A right that allows more than its words say. */
export interface Danger {
  readonly id: string;
  readonly verbs: readonly string[];
  /** `GROUP:RESOURCE`, the core group empty. */
  readonly on: readonly string[];
  readonly says: string;
  /** Held on all of these, it is nearly everything: wherever it is held, or only in the whole cluster. */
  readonly privileged: 'anywhere' | 'in the whole cluster' | 'never';
}

const write = ['create', 'update', 'patch'];
const rbac = (...types: readonly string[]): readonly string[] =>
  types.map((type) => `rbac.authorization.k8s.io:${type}`);

/** What starts pods; changing one changes as whom they run. */
export const podMakers: readonly string[] = [
  ':replicationcontrollers',
  ...['deployments', 'statefulsets', 'daemonsets', 'replicasets'].map((type) => `apps:${type}`),
  ...['jobs', 'cronjobs'].map((type) => `batch:${type}`),
];

/** Kubernetes, Role Based Access Control Good Practices, “privilege escalation risks”. */
export const dangers: readonly Danger[] = [
  {
    id: 'impersonate',
    verbs: ['impersonate'],
    on: [':users', ':groups', ':serviceaccounts', 'authentication.k8s.io:uids'],
    says: 'acts as those users, groups or service accounts, with all that they can do',
    privileged: 'in the whole cluster',
  },
  {
    id: 'escalate',
    verbs: ['escalate'],
    on: rbac('roles', 'clusterroles'),
    says: 'may write rights into a role that it does not hold itself',
    privileged: 'anywhere',
  },
  {
    id: 'bind',
    verbs: ['bind'],
    on: rbac('roles', 'clusterroles'),
    says: 'may give anybody a role whose rights it does not hold itself',
    privileged: 'anywhere',
  },
  {
    id: 'token',
    verbs: ['create'],
    on: [':serviceaccounts/token'],
    says: 'gets a token of those service accounts, and so can do what they can',
    privileged: 'in the whole cluster',
  },
  {
    id: 'pods',
    verbs: ['create'],
    on: [':pods'],
    says: 'starts programs as any service account of the namespace, with its secrets mounted',
    privileged: 'in the whole cluster',
  },
  {
    id: 'workloads',
    verbs: write,
    on: podMakers,
    says: 'starts programs as any service account of the namespace, through the pods that these make',
    privileged: 'in the whole cluster',
  },
  {
    id: 'secrets',
    verbs: ['get', 'list', 'watch'],
    on: [':secrets'],
    says: 'reads passwords, keys and the tokens of service accounts that are kept there',
    privileged: 'in the whole cluster',
  },
  {
    id: 'token-secrets',
    verbs: ['create'],
    on: [':secrets'],
    says: 'has the cluster make a token that never ends for any service account of the namespace',
    privileged: 'never',
  },
  {
    id: 'exec',
    verbs: ['create', 'get'],
    on: [':pods/exec', ':pods/attach'],
    says: 'runs commands inside containers, with their service account and what they mounted',
    privileged: 'in the whole cluster',
  },
  {
    id: 'debug',
    verbs: ['update', 'patch'],
    on: [':pods/ephemeralcontainers'],
    says: 'puts a container of its own into a running pod',
    privileged: 'in the whole cluster',
  },
  {
    id: 'kubelet',
    verbs: ['create', 'get', ...write],
    on: [':nodes/proxy'],
    says: 'speaks to kubelets themselves: commands in every pod of a node, past audit and admission',
    privileged: 'anywhere',
  },
  {
    id: 'certificates',
    verbs: ['update', 'patch', 'approve', 'sign'],
    on: ['certificates.k8s.io:certificatesigningrequests/approval', 'certificates.k8s.io:signers'],
    says: 'lets client certificates be issued, which can name any user and most groups',
    privileged: 'in the whole cluster',
  },
  {
    id: 'webhooks',
    verbs: write,
    on: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'].map(
      (type) => `admissionregistration.k8s.io:${type}`,
    ),
    says: 'sees, and can change, every object on its way into the cluster',
    privileged: 'anywhere',
  },
];

/** The dangers that a right holds, in the order of the list. */
export const dangersOf = ({ verb, place }: Pick<Right, 'verb' | 'place'>): readonly Danger[] =>
  place === undefined
    ? []
    : dangers.filter(({ verbs, on }) =>
        verbs.some((each) => on.some((kind) => reaches({ verb, place }, each, kind))),
      );

/** Everything, or a way to it: all of a namespace, all of one kind everywhere by every verb, or a danger that is. */
export function isPrivileged(right: Right): boolean {
  const { verb, place } = right;
  if (place === undefined || place.name !== anyName) return false;
  if (verb === '*' && place.group === '*' && place.type === '*') return true;
  const everywhere = place.namespace === '*' || place.namespace === clusterWide;
  return dangersOf(right).some(
    ({ privileged }) => privileged === 'anywhere' || (privileged === 'in the whole cluster' && everywhere),
  );
}
