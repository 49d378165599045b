import { anyName, clusterWide, placeText } from './names.ts';
import { clusterScopedWith } from './rights.ts';

/** Kinds by the name under which `kubectl` knows them, with their group; others are asked for by their place. */
const groups: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '': 'pods services endpoints secrets configmaps serviceaccounts namespaces nodes persistentvolumes persistentvolumeclaims replicationcontrollers events limitranges resourcequotas podtemplates bindings users groups',
    apps: 'deployments statefulsets daemonsets replicasets controllerrevisions',
    batch: 'jobs cronjobs',
    'networking.k8s.io': 'ingresses networkpolicies ingressclasses',
    'rbac.authorization.k8s.io': 'roles clusterroles rolebindings clusterrolebindings',
    'certificates.k8s.io': 'certificatesigningrequests signers',
    'admissionregistration.k8s.io':
      'mutatingwebhookconfigurations validatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings',
    'apiextensions.k8s.io': 'customresourcedefinitions',
    autoscaling: 'horizontalpodautoscalers',
    policy: 'poddisruptionbudgets',
    'coordination.k8s.io': 'leases',
    'storage.k8s.io': 'storageclasses csidrivers csinodes volumeattachments',
    'authentication.k8s.io': 'tokenreviews',
    'authorization.k8s.io': 'subjectaccessreviews selfsubjectaccessreviews',
  }).flatMap(([group, types]) => types.split(' ').map((type) => [type, group] as const)),
);

const subresources: ReadonlySet<string> = new Set(
  'log exec attach portforward proxy status scale eviction ephemeralcontainers token approval finalize finalizers binding resize'.split(
    ' ',
  ),
);

const verbs: ReadonlySet<string> = new Set(
  'get list watch create update patch delete deletecollection impersonate bind escalate approve sign use *'.split(
    ' ',
  ),
);

/**
 * The place that a question in kubectl's words is about: `secrets`, `secrets in payments`, `secrets/db in payments`,
 * `pods/exec`, `deployments.apps/scale web in shop`. None when its verb or kind is not Kubernetes's own, so that a question
 * about a table called `jobs` is not taken for one about Jobs.
 */
export function spellings({
  action,
  resource,
}: {
  readonly action: string;
  readonly resource: string;
}): readonly string[] {
  const [, kind = '', stated, slashed, spaced, namespace] =
    /^([a-z0-9-]+)(?:\.([a-z0-9.-]+))?(?:\/(\S+))?(?: (?!in )(\S+))?(?: in (\S+))?$/.exec(resource) ?? [];
  const group = groups.get(kind);
  if (!verbs.has(action) || group === undefined || (stated !== undefined && stated !== group)) return [];
  const isSubresource = slashed !== undefined && subresources.has(slashed);
  if (slashed !== undefined && !isSubresource && spaced !== undefined) return [];
  const name = spaced ?? (isSubresource ? undefined : slashed);
  const outside = clusterScopedWith(new Set())(`${group}:${kind}`);
  // a namespace lies in itself
  const inItself = kind === 'namespaces' ? name : undefined;
  return [
    placeText({
      group,
      type: isSubresource ? `${kind}/${slashed}` : kind,
      name: name ?? anyName,
      namespace: outside ? clusterWide : (namespace ?? inItself ?? '*'),
    }),
  ];
}
