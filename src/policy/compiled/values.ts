/**
 * Cedar values as closures compute them: an entity is the one string that `entityKey` makes of it (no policy of ours
 * compares texts, and none that does is compiled), a set a Set, a record a Map.
 */
export type Value = boolean | number | string | ReadonlySet<Value> | Fields;
export type Fields = ReadonlyMap<string, Value>;

export const entityKey = (type: string, id: string): string => `${type}::${id}`;
export const isOfType = (entity: string, type: string): boolean => entity.startsWith(`${type}::`);

/** What one evaluation looks at. */
export interface Scene {
  readonly principal: string;
  readonly resource: string;
  /** The action and every group it is in. */
  readonly actions: ReadonlySet<string>;
  readonly context: Fields;
  /** Attributes and parents of the entities that are there. */
  readonly attributes: ReadonlyMap<string, Fields>;
  readonly parents: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Evaluation went wrong, as Cedar’s would: the policy errs, and so everything is denied. */
export class EvaluationError extends Error {}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entity that `{ type, id }` or `{ __entity: { type, id } }` names. */
export function entityIn(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const named = isRecord(value['__entity']) ? value['__entity'] : value;
  const { type, id } = named;
  return typeof type === 'string' && typeof id === 'string' ? entityKey(type, id) : undefined;
}

/** Cedar’s JSON of an attribute → a value. Throws EvaluationError for what is none of ours (texts, extensions). */
export function valueOf(json: unknown): Value {
  if (typeof json === 'boolean' || typeof json === 'number') return json;
  if (Array.isArray(json)) return new Set(json.map(valueOf));
  if (isRecord(json)) {
    if (json['__entity'] !== undefined) {
      const entity = entityIn(json);
      if (entity !== undefined) return entity;
    } else return fieldsOf(json);
  }
  throw new EvaluationError('a value of a kind that is not compiled');
}

export const fieldsOf = (json: Readonly<Record<string, unknown>>): Fields =>
  new Map(Object.entries(json).map(([name, value]) => [name, valueOf(value)]));

/** Equality as Cedar has it: values of different kinds are not equal, and comparing them is no error. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((one) => holds(b, one));
  if (a instanceof Map && b instanceof Map)
    return (
      a.size === b.size &&
      [...a].every(([name, one]) => {
        const other = b.get(name);
        return other !== undefined && equal(one, other);
      })
    );
  return false;
}

export const holds = (set: ReadonlySet<Value>, value: Value): boolean =>
  set.has(value) || (typeof value === 'object' && [...set].some((one) => equal(one, value)));
