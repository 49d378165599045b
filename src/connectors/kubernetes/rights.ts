import { Fault } from '../../model/index.ts';
import { askedInNamespace, liesInNone } from '../../platform/wire/kubernetes-scope.ts';
import { anyName, clusterWide, placeText, urlText, verbText } from './names.ts';
import type { Rule } from './object-shape.ts';

/** One verb on one place; `place` is absent for a URL. */
export interface Right {
  readonly action: string;
  readonly pattern: string;
  readonly verb: string;
  readonly place?: Place;
}
export interface Place {
  readonly group: string;
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
}

/** Where a role is bound: in one namespace, or (undefined) in the whole cluster. */
export type Scope = string | undefined;

const mostRights = 100_000;

/**
 * Takes a rule apart into verb × place, as the RBAC authorizer reads it (Kubernetes, Using RBAC Authorization): `*` is
 * everything only where it stands alone, `*` with a subresource is that subresource of anything, and a rule bound in a
 * namespace reaches neither what lies in none nor a URL. Rights that no request can use are left out: creating or deleting
 * a collection by name, and what lies in no namespace for a binding in one, but for what the API server asks about there
 * (`bind` on clusterroles).
 */
export function rightsOf(
  rule: Rule,
  scope: Scope,
  isClusterScoped: (type: string) => boolean,
): readonly Right[] {
  const verbs = unique(rule.verbs);
  const groups = unique(rule.apiGroups);
  const types = unique(rule.resources);
  const names = unique(rule.resourceNames);
  const urls = scope === undefined ? unique(rule.nonResourceURLs) : [];
  const count = verbs.length * (groups.length * types.length * Math.max(1, names.length) + urls.length);
  if (count > mostRights)
    throw new Fault('input_too_large', `A rule stands for ${count} rights; at most ${mostRights} are read.`, {
      next: 'Kubernetes keeps no rule so large: check where these objects come from.',
    });
  const rights: Right[] = [];
  for (const group of groups)
    for (const type of types) {
      const outside = isClusterScoped(`${group}:${type.split('/')[0] ?? ''}`);
      const usable = outside && scope !== undefined ? askedInNamespace(`${group}:${type}`, verbs) : verbs;
      const namespace = scope ?? (outside ? clusterWide : '*');
      for (const name of names.length === 0 ? [anyName] : names)
        for (const verb of usable) {
          if (isIdle({ verb, type, name, group, scope })) continue;
          const place = { group, type, name, namespace };
          rights.push({ action: verbText(verb), pattern: placeText(place), verb, place });
        }
    }
  for (const url of urls)
    for (const verb of verbs) rights.push({ action: verbText(verb), pattern: urlText(url), verb });
  return rights;
}

/** No request can be allowed by it: those that name no object are never matched by a name. */
function isIdle(right: {
  readonly verb: string;
  readonly group: string;
  readonly type: string;
  readonly name: string;
  readonly scope: Scope;
}): boolean {
  const { verb, group, type, name, scope } = right;
  const namesNone = verb === 'deletecollection' || (verb === 'create' && !type.includes('/') && type !== '*');
  if (namesNone && name !== anyName && name !== '') return true;
  // a namespace counts as lying in itself, but only once it is named
  return (
    scope !== undefined &&
    group === '' &&
    type === 'namespaces' &&
    (namesNone || verb === 'list' || verb === 'watch')
  );
}

const unique = (list: readonly string[] | null | undefined): readonly string[] => [...new Set(list)];

/** Whether `GROUP:RESOURCE` lies in no namespace; what nothing says of is taken to lie in one. */
export const clusterScopedWith =
  (custom: ReadonlySet<string>) =>
  (type: string): boolean =>
    liesInNone(type) || custom.has(type);
