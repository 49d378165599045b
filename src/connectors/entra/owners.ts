import type { Observation } from '../../model/index.ts';
import { memberOf } from '../kit/links.ts';
import { keyByType, ownersOf } from './keys.ts';
import type { People } from './people.ts';
import type { ObjectRef } from './shapes.ts';

export const byNewSecret =
  'by adding a secret to it, which the tenant’s app management policy or a lock of the application may forbid';
export const byAddingThemself = 'by adding themself to the group';

/**
 * Who owns an application or a group: they answer for it, where they are people; and whoever they are, they can take what it
 * holds, so they are a group that may act as it.
 */
export function* observeOwners(
  subject: { readonly key: string; readonly name: string; readonly how: string | undefined },
  owners: readonly ObjectRef[],
  people: People,
): Iterable<Observation> {
  const keys = new Map<string, ObjectRef>();
  for (const owner of owners) {
    const key =
      keyByType(owner.id, owner['@odata.type']) ??
      (people.has(owner.id) ? people.keyOf(owner.id) : undefined);
    if (key !== undefined) keys.set(key, owner);
  }
  if (keys.size === 0) return;
  const group = ownersOf(subject.key);
  if (subject.how !== undefined) {
    yield { type: 'group', key: group, name: `owners of ${subject.name}`, kind: 'role' };
    yield memberOf(group, subject.key, { via: 'assume', conditions: [subject.how] });
  }
  for (const [key, { id }] of keys) {
    const ownerRef = people.referenceTo(id);
    // an application that owns another does not answer for it
    if (ownerRef !== undefined)
      yield {
        type: 'ownership',
        key: `${subject.key}#owner:${id}`,
        subjectKey: subject.key,
        role: 'owner',
        ownerRef,
      };
    if (subject.how !== undefined) yield memberOf(key, group);
  }
}

/** Who is accountable for an agent. */
export function* observeSponsors(
  subjectKey: string,
  sponsors: readonly ObjectRef[],
  people: People,
): Iterable<Observation> {
  for (const { id, '@odata.type': type } of sponsors) {
    const ownerRef = people.referenceTo(id) ?? keyByType(id, type);
    if (ownerRef !== undefined)
      yield { type: 'ownership', key: `${subjectKey}#sponsor:${id}`, subjectKey, role: 'sponsor', ownerRef };
  }
}
