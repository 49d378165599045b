import { anyName } from '../../../platform/wire/kubernetes-place.ts';
import { inCluster, scopeOf, type KubernetesTechnique, type Lead, type RightHeld } from './technique.ts';
import type { ClusterSpots } from './cluster-spots.ts';

const write = ['create', 'update', 'patch'];
/** What starts pods; changing one changes as whom they run. */
const podMakers: readonly string[] = [
  ':replicationcontrollers',
  ...['deployments', 'statefulsets', 'daemonsets', 'replicasets'].map((type) => `apps:${type}`),
  ...['jobs', 'cronjobs'].map((type) => `batch:${type}`),
];

const asAnyAccount = 'admission, which was not read, lets a program run as another service account';
const asNode =
  'admission, which was not read, lets a privileged pod or one with paths of its host start there';

const byGetAlone = 'the cluster is older than Kubernetes 1.35, from which on `get` alone is not enough';

/** Commands in what runs: by the name of a pod where the right names one. */
function intoRunning({ place }: RightHeld, spots: ClusterSpots): readonly Lead[] {
  const scope = scopeOf(place);
  if (place.name === anyName) return [{ to: spots.anyRunning(scope) }];
  const named = spots.podsNamed(scope, place.name).map((to): Lead => ({ to }));
  if (named.length > 0) return named;
  return [{ to: spots.anyRunning(scope), dependsOn: [`a pod called ${place.name} runs there, and as whom`] }];
}

/** Techniques by starting, changing and entering programs. */
export const workloadTechniques: readonly KubernetesTechnique[] = [
  {
    technique: inCluster('create-pod', {
      title: 'starts a pod as a service account',
      does: 'Starts a pod that runs as any service account of the namespace and takes the token that is mounted in it.',
      heading: 'workload-creation',
      cost: 2,
      takeAway: '`create` on pods',
    }),
    verbs: ['create'],
    on: [':pods'],
    leads: ({ place }, spots) => [{ to: spots.anyAccount(scopeOf(place)), dependsOn: [asAnyAccount] }],
  },
  {
    technique: inCluster('change-workload', {
      title: 'changes what starts pods',
      does: 'Makes or changes a Deployment, Job or the like so that its pods run as any service account of the namespace.',
      heading: 'workload-creation',
      cost: 2,
      takeAway: '`create`, `update` and `patch` on what starts pods',
    }),
    verbs: write,
    on: podMakers,
    leads: ({ place }, spots) => [{ to: spots.anyAccount(scopeOf(place)), dependsOn: [asAnyAccount] }],
  },
  {
    technique: inCluster('node-from-pod', {
      title: 'takes the node from a privileged pod',
      does: 'Starts a privileged pod, leaves it for the node, and takes the tokens of all that runs there.',
      heading: 'workload-creation',
      cost: 4,
      takeAway: '`create` on pods and what starts them; or enforce the baseline Pod Security Standard',
    }),
    verbs: ['create'],
    on: [':pods', ...podMakers],
    leads: (_, spots) => [{ to: spots.anyRunning('*'), dependsOn: [asNode] }],
  },
  {
    technique: inCluster('persistent-volume', {
      title: 'makes a volume of a path of the node',
      does: 'Makes a persistent volume of a path of the host, mounts it, and reads the tokens of all that runs on that node.',
      heading: 'persistent-volume-creation',
      cost: 5,
      takeAway: '`create` on persistentvolumes',
    }),
    verbs: ['create'],
    on: [':persistentvolumes'],
    leads: ({ also }, spots) => [
      {
        to: spots.anyRunning('*'),
        dependsOn: [
          'admission, which was not read, lets a volume of a path of the host be made',
          ...(also(['create'], [':pods', ...podMakers])
            ? []
            : ['it can also start a pod that mounts the volume']),
        ],
      },
    ],
  },
  {
    technique: inCluster('exec', {
      title: 'runs commands in a pod',
      does: 'Runs commands inside a running container and takes the token that is mounted there.',
      cost: 1,
      takeAway: '`create` and `get` on pods/exec',
      reference:
        'https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-verb-resource',
    }),
    verbs: ['create', 'get'],
    on: [':pods/exec'],
    leads: (right, spots) =>
      intoRunning(right, spots).map(({ to, dependsOn = [] }) => {
        const all = right.verb === 'get' ? [byGetAlone, ...dependsOn] : dependsOn;
        return { to, ...(all.length === 0 ? {} : { dependsOn: all }) };
      }),
  },
  {
    technique: inCluster('ephemeral-container', {
      title: 'puts a container into a pod',
      does: 'Adds a debugging container to a running pod, which sees what the pod’s service account sees.',
      cost: 1,
      takeAway: '`update` and `patch` on pods/ephemeralcontainers',
      reference: 'https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/',
    }),
    verbs: ['update', 'patch'],
    on: [':pods/ephemeralcontainers'],
    leads: intoRunning,
  },
  {
    technique: inCluster('change-pod', {
      title: 'changes the image of a pod',
      does: 'Changes the image of a running pod, so that a program of its own runs with the pod’s service account.',
      cost: 2,
      takeAway: '`update` and `patch` on pods',
      reference: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement',
    }),
    verbs: ['update', 'patch'],
    on: [':pods'],
    leads: intoRunning,
  },
  {
    technique: inCluster('node-proxy', {
      title: 'speaks to kubelets',
      does: 'Speaks to the kubelets through the API server and runs commands in any pod of their nodes, past audit and admission.',
      heading: 'access-to-proxy-subresource-of-nodes',
      cost: 2,
      takeAway: 'nodes/proxy',
    }),
    verbs: ['create', 'get', 'update', 'patch'],
    on: [':nodes/proxy'],
    leads: ({ place }, spots) => [
      {
        to: spots.anyRunning('*'),
        ...(place.name === anyName ? {} : { dependsOn: [`on the node ${place.name} it runs`] }),
      },
    ],
  },
];
