import { groupsOf, type PolicyAction } from '../cedar-schema.ts';
import type { AnySlice } from '../slice.ts';
import { entityIn, entityKey, fieldsOf, type Fields, type Scene, type Value } from './values.ts';

/** A slice as closures look at it, with nothing met. */
export function sceneOf(slice: AnySlice, action: PolicyAction): Scene {
  const attributes = new Map<string, Fields>();
  const parents = new Map<string, ReadonlySet<string>>();
  for (const entity of slice.entities) {
    const key = entityIn(entity.uid);
    if (key === undefined) continue;
    attributes.set(key, fieldsOf(entity.attrs));
    parents.set(key, new Set(entity.parents.flatMap((parent) => entityIn(parent) ?? [])));
  }
  return {
    principal: entityKey(slice.principal.type, slice.principal.id),
    resource: entityKey(slice.resource.type, slice.resource.id),
    actions: actionsOf(action),
    context: new Map<string, Value>([...fieldsOf(slice.context), ['met', new Set()]]),
    attributes,
    parents,
  };
}

/** The same with these needs met. */
export const withMet = (scene: Scene, met: readonly string[]): Scene =>
  met.length === 0
    ? scene
    : {
        ...scene,
        context: new Map([...scene.context, ['met', new Set(met.map((need) => entityKey('Need', need)))]]),
      };

const known = new Map<PolicyAction, ReadonlySet<string>>();
function actionsOf(action: PolicyAction): ReadonlySet<string> {
  const before = known.get(action);
  if (before !== undefined) return before;
  const all = new Set(groupsOf(action).map((id) => entityKey('Action', id)));
  known.set(action, all);
  return all;
}
