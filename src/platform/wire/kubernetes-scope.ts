import { clusterWide, covers, type ResourcePlace } from './kubernetes-place.ts';

/** Whether `GROUP:RESOURCE` is a kind of Kubernetes itself that lies in no namespace; a subresource lies where its resource does. */
export const liesInNone = (kind: string): boolean => builtIn.has(kind.split('/')[0] ?? '');

/**
 * Of these verbs on a kind that lies in no namespace those that the API server asks about in one all the same: whoever makes
 * a RoleBinding is asked for `bind` on the ClusterRole in the namespace of the binding, and OpenShift asks for `use` on
 * security context constraints in that of the pod.
 */
export function askedInNamespace(kind: string, verbs: readonly string[]): readonly string[] {
  const asked = asking.get(kind);
  return asked !== undefined && (verbs.includes(asked) || verbs.includes('*')) ? [asked] : [];
}

const asking: ReadonlyMap<string, string> = new Map([
  ['rbac.authorization.k8s.io:clusterroles', 'bind'],
  ['security.openshift.io:securitycontextconstraints', 'use'],
]);

/** Whether a right, of this verb or of all, is enough for `verb` on `GROUP:RESOURCE`: in a namespace it reaches nothing that lies in none. */
export function reaches(
  right: { readonly verb: string; readonly place: ResourcePlace },
  verb: string,
  kind: string,
): boolean {
  const { place } = right;
  if ((right.verb !== '*' && right.verb !== verb) || !covers(place, kind)) return false;
  const isEverywhere = place.namespace === '*' || place.namespace === clusterWide;
  return isEverywhere || !liesInNone(kind) || askedInNamespace(kind, [verb]).length > 0;
}

/** The kinds of Kubernetes itself; namespaces, which count as lying in themselves, are not among them. */
const builtIn: ReadonlySet<string> = new Set(
  Object.entries({
    '': ['nodes', 'persistentvolumes', 'componentstatuses', 'users', 'groups'],
    'rbac.authorization.k8s.io': ['clusterroles', 'clusterrolebindings'],
    'apiextensions.k8s.io': ['customresourcedefinitions'],
    'apiregistration.k8s.io': ['apiservices'],
    'admissionregistration.k8s.io': [
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
    ],
    'authentication.k8s.io': ['tokenreviews', 'selfsubjectreviews', 'uids', 'userextras'],
    'authorization.k8s.io': ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'subjectaccessreviews'],
    'certificates.k8s.io': ['certificatesigningrequests', 'clustertrustbundles', 'signers'],
    'storage.k8s.io': [
      'storageclasses',
      'volumeattachments',
      'csidrivers',
      'csinodes',
      'volumeattributesclasses',
    ],
    'scheduling.k8s.io': ['priorityclasses'],
    'node.k8s.io': ['runtimeclasses'],
    'networking.k8s.io': ['ingressclasses', 'ipaddresses', 'servicecidrs'],
    'flowcontrol.apiserver.k8s.io': ['flowschemas', 'prioritylevelconfigurations'],
    'resource.k8s.io': ['deviceclasses', 'resourceslices'],
    'metrics.k8s.io': ['nodes'],
  }).flatMap(([group, types]) => types.map((type) => `${group}:${type}`)),
);
