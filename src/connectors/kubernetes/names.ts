/**
 * Names of Kubernetes things in the estate.
 *
 * Accounts and groups: `serviceaccount/NAMESPACE/NAME`, `user/NAME`, `group/NAME`, `Deployment/NAMESPACE/NAME`; a role where
 * it is bound: `ClusterRole/NAME`, `ClusterRole/NAME in NAMESPACE`, `Role/NAMESPACE/NAME`. In a name `% / # * ?` and the
 * blank are percent-encoded.
 *
 * What a right is on has always four parts, so that a `*` in one of them cannot reach into another:
 * `GROUP:RESOURCE NAME in NAMESPACE`. The core group is `core`; a subresource is part of the resource (`pods/log`); a
 * request that names no object (list, create) has an empty NAME; what lies in no namespace is `in (cluster)`. A URL that is
 * no resource is its path: `/metrics`.
 */
export interface ResourcePlace {
  readonly group: string;
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
}

/** The namespace of what lies in none. No namespace can be called so. */
export const clusterWide = '(cluster)';
/** The namespace of manifests that leave it to whoever applies them. */
export const unstated = '(unstated)';

const encode = (text: string, what: RegExp): string =>
  text.replace(what, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** One part of a key. */
export const part = (name: string): string => encode(name, /[%/#*? ]/g);

const wordIn = (text: string): string => encode(text, /[%*? :]/g);

/** A part that is `*` stands for anything, a resource `*` with a subresource for that subresource of anything; every other star is a letter. */
export function placeText({ group, type, name, namespace }: ResourcePlace): string {
  const types = type === '*' ? '*' : type.startsWith('*/') ? `*/${wordIn(type.slice(2))}` : wordIn(type);
  const groups = group === '*' ? '*' : group === '' ? 'core' : wordIn(group);
  const names = name === anyName ? '*' : encode(name, /[%*? ]/g);
  const where = namespace === '*' ? '*' : encode(namespace, /[%*? ]/g);
  return `${groups}:${types} ${names} in ${where}`;
}

/** Takes a place apart again, or `undefined` for a URL. */
export function parsePlace(text: string): ResourcePlace | undefined {
  const [, group, type, name, namespace] = /^([^: ]+):([^ ]+) ([^ ]*) in ([^ ]+)$/.exec(text) ?? [];
  if (group === undefined || type === undefined || name === undefined || namespace === undefined)
    return undefined;
  return {
    group: group === 'core' ? '' : decode(group),
    type: decode(type),
    name: name === '*' ? anyName : decode(name),
    namespace: decode(namespace),
  };
}

const decode = (text: string): string =>
  text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Any object: told apart from an object that is called `*`, which only a rule's resourceNames can name. */
export const anyName = '\0any';

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
