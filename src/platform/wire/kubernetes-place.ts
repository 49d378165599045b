/**
 * What a right in Kubernetes is on, as the estate writes it. It has always four parts, so that a `*` in one of them cannot
 * reach into another: `GROUP:RESOURCE NAME in NAMESPACE`. The core group is `core`; a subresource is part of the resource
 * (`pods/log`); a request that names no object (list, create) has an empty NAME; what lies in no namespace is
 * `in (cluster)`. In a name `% * ?` and the blank are percent-encoded.
 */
export interface ResourcePlace {
  readonly group: string;
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
}

/** The namespace of what lies in none. No namespace can be called so. */
export const clusterWide = '(cluster)';

/** Percent-encodes what `what` matches. */
export const encode = (text: string, what: RegExp): string =>
  text.replace(what, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

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

/** Whether a right on this place covers `GROUP:RESOURCE`, the core group empty. */
export function covers({ group, type }: Pick<ResourcePlace, 'group' | 'type'>, wanted: string): boolean {
  const colon = wanted.indexOf(':');
  const [wantedGroup, wantedType] = [wanted.slice(0, colon), wanted.slice(colon + 1)];
  if (group !== '*' && group !== wantedGroup) return false;
  return type === '*' || type === wantedType || (type.startsWith('*/') && wantedType.endsWith(type.slice(1)));
}
