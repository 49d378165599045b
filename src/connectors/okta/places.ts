import { appKey, groupKey, organizationKey, userKey, usersIn } from './keys.ts';

/**
 * What an entry of a resource set names, as a place: `orn:okta:directory:ORG:groups:ID:contained_resources` are the users of a
 * group. An entry that is about a kind of app, or of a shape that is not known, gives a condition instead of a guess.
 */
export function placeOf(
  orn: string | undefined,
  href: string | undefined,
): { readonly place: string; readonly condition?: string } | undefined {
  const [, , , , kind, ...rest] = (orn ?? '').split(':');
  if (orn?.startsWith('orn:') === true && kind !== undefined) {
    const [id, inside] = rest;
    if (kind === 'users') return { place: id === undefined ? 'user/*' : userKey(id) };
    if (kind === 'groups' && id === undefined) return { place: 'group/*' };
    if (kind === 'groups' && id !== undefined)
      return { place: inside === 'contained_resources' ? usersIn(id) : groupKey(id) };
    if (kind === 'apps' && id === undefined) return { place: 'app/*' };
    if (kind === 'apps' && inside !== undefined) return { place: appKey(inside) };
    if (kind === 'apps') return { place: 'app/*', condition: `only apps of the kind ${id}` };
    return { place: organizationKey, condition: `only ${orn.slice(0, 300)}` };
  }
  const [, what, id, users] =
    /\/api\/v1\/(users|groups|apps)(?:\/([^/?#]+)(\/users)?)?$/.exec(href ?? '') ?? [];
  if (what === undefined) return undefined;
  const single = what.slice(0, -1);
  if (id === undefined) return { place: `${single}/*` };
  if (single === 'group') return { place: users === undefined ? groupKey(id) : usersIn(id) };
  return { place: single === 'user' ? userKey(id) : appKey(id) };
}

/** Is the permission about what lies at the place? Users of a group are users. */
export function concerns(permission: string, place: string): boolean {
  const kind = permission.split('.')[1];
  const isUsers = place.startsWith('user/') || /^group\/[^/]+\/users$/.test(place);
  if (kind === 'users') return isUsers;
  if (kind === 'groups') return place.startsWith('group/') && !isUsers;
  if (kind === 'apps') return place.startsWith('app/');
  return place === organizationKey;
}
