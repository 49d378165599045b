import { encode } from '../../platform/wire/kubernetes-place.ts';

export { anyName, clusterWide, parsePlace, placeText } from '../../platform/wire/kubernetes-place.ts';

/**
 * Names of Kubernetes things in the estate.
 *
 * Accounts and groups: `serviceaccount/NAMESPACE/NAME`, `user/NAME`, `group/NAME`, `Deployment/NAMESPACE/NAME`; a role where
 * it is bound: `ClusterRole/NAME`, `ClusterRole/NAME in NAMESPACE`, `Role/NAMESPACE/NAME`. In a name `% / # * ?` and the
 * blank are percent-encoded. What a right is on: `platform/wire/kubernetes-place.ts`.
 */

/** The namespace of manifests that leave it to whoever applies them. */
export const unstated = '(unstated)';

/** One part of a key. */
export const part = (name: string): string => encode(name, /[%/#*? ]/g);

/** A URL rule as RBAC reads it: exactly, or by prefix when it ends in stars; `*` alone is every path. */
export function urlText(url: string): string {
  if (!url.endsWith('*')) return encode(url, /[%*? ]/g);
  const prefix = url.replace(/\*+$/, '');
  return `${prefix === '' ? '/' : encode(prefix, /[%*? ]/g)}*`;
}

/** RBAC compares verbs letter by letter and the estate without case, so a capital is encoded: it never matched a request. */
export const verbText = (verb: string): string => (verb === '*' ? '*' : encode(verb, /[%*? A-Z]/g));

export const serviceAccountKey = (namespace: string, name: string): string =>
  `serviceaccount/${part(namespace)}/${part(name)}`;
export const userKey = (name: string): string => `user/${part(name)}`;
export const groupKey = (name: string): string => `group/${part(name)}`;
export const workloadKey = (kind: string, namespace: string, name: string): string =>
  `${part(kind)}/${part(namespace)}/${part(name)}`;
export const bindingKey = (kind: string, namespace: string | undefined, name: string): string =>
  namespace === undefined ? `${kind}/${part(name)}` : `${kind}/${part(namespace)}/${part(name)}`;

/** A role where it counts: a ClusterRole everywhere or in one namespace, a Role in its own. */
export function roleKey(role: {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  readonly namespace: string | undefined;
}): string {
  if (role.kind === 'Role') return `Role/${part(role.namespace ?? unstated)}/${part(role.name)}`;
  return role.namespace === undefined
    ? `ClusterRole/${part(role.name)}`
    : `ClusterRole/${part(role.name)} in ${part(role.namespace)}`;
}
