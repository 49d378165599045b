import { groupKey, serviceAccountKey, userKey } from './names.ts';
import type { Subject } from './object-shape.ts';

/** Whom a binding names. */
export type Named =
  | {
      readonly is: 'service account';
      readonly namespace: string;
      readonly name: string;
      readonly key: string;
    }
  | { readonly is: 'user'; readonly name: string; readonly key: string }
  | { readonly is: 'group'; readonly name: string; readonly key: string };

export const everyServiceAccount = 'system:serviceaccounts';
export const everyoneSignedIn = 'system:authenticated';
export const nobodySignedIn = 'system:unauthenticated';
export const anonymous = 'system:anonymous';
export const masters = 'system:masters';
export const serviceAccountsOf = (namespace: string): string => `${everyServiceAccount}:${namespace}`;

export const serviceAccountNamed = (namespace: string, name: string): Named => ({
  is: 'service account',
  namespace,
  name,
  key: serviceAccountKey(namespace, name),
});
export const userNamed = (name: string): Named => ({ is: 'user', name, key: userKey(name) });
export const groupNamed = (name: string): Named => ({ is: 'group', name, key: groupKey(name) });

/**
 * The subject of a binding in that namespace (absent: in the whole cluster). A service account without a namespace is of
 * the binding's own; without either, nobody. The user name `system:serviceaccount:NS:NAME` is that service account.
 */
export function subjectNamed(
  { kind, name, namespace }: Subject,
  bound: string | undefined,
): Named | undefined {
  if (kind === 'Group') return groupNamed(name);
  if (kind === 'ServiceAccount') {
    const place = namespace || bound;
    return place === undefined ? undefined : serviceAccountNamed(place, name);
  }
  if (kind !== 'User') return undefined;
  const [, place, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  return place === undefined || account === undefined ? userNamed(name) : serviceAccountNamed(place, account);
}
