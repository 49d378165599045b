// Values that a route's own schema takes, made from the JSON Schema that its OpenAPI document shows: whatever is valid by
// what we tell others is tried.
import fc from 'fast-check';
import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;
type Named = Readonly<Record<string, JsonSchema | boolean>>;

/** Real values, for named schemas (`FindingId`) and for members (`.id`), so that valid input also means something. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Valid input of a schema. Half of what could be a known value is one. */
export function arbitraryOf(schema: z.ZodType, known: Known): fc.Arbitrary<unknown> {
  const { $defs = {}, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return of(json, { named: $defs, known }, 0);
}

interface Given {
  readonly named: Named;
  readonly known: Known;
}

function of(schema: JsonSchema | boolean | undefined, given: Given, depth: number): fc.Arbitrary<unknown> {
  if (schema === undefined || typeof schema === 'boolean') return fc.jsonValue({ maxDepth: 2 });
  const again = (part: JsonSchema | boolean | undefined) => of(part, given, depth + 1);
  if (schema.$ref !== undefined)
    return named(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1), given, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return fc.oneof(...choices.map(again));
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -(2 ** 31),
        max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31),
      });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(
        again(typeof schema.items === 'object' && !Array.isArray(schema.items) ? schema.items : undefined),
        {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(schema.maxItems ?? 4, Math.max(4, schema.minItems ?? 0)),
        },
      );
    case 'object':
      return object(schema, again, given.known);
    case undefined:
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function named(name: string, given: Given, depth: number): fc.Arbitrary<unknown> {
  const made = name === 'Instant' ? instant : of(given.named[name], given, depth + 1);
  const known = given.known[name] ?? [];
  return known.length === 0 ? made : fc.oneof(fc.constantFrom(...known), made);
}

const instant = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

function text(schema: JsonSchema): fc.Arbitrary<string> {
  const [minLength, maxLength] = [schema.minLength ?? 0, schema.maxLength ?? 200];
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
  const short = Math.max(minLength, Math.min(maxLength, 40));
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ minLength, maxLength: short }) },
    { weight: 3, arbitrary: fc.string({ minLength, maxLength: short, unit: 'binary' }).map(cut(maxLength)) },
    { weight: 1, arbitrary: fc.constant('x'.repeat(Math.min(maxLength, 100_000))) },
  );
}
/** `maxLength` counts units of UTF-16. */
const cut = (most: number) => (value: string) => (value.length > most ? value.slice(0, most) : value);

function object(
  schema: JsonSchema,
  again: (part: JsonSchema | boolean | undefined) => fc.Arbitrary<unknown>,
  known: Known,
): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  if (Object.keys(properties).length === 0)
    return typeof additionalProperties === 'object'
      ? fc.dictionary(
          again(propertyNames ?? { type: 'string', maxLength: 20 }).map(String),
          again(additionalProperties),
          {
            maxKeys: 4,
          },
        )
      : fc.constant({});
  const member = (name: string, part: JsonSchema | boolean): fc.Arbitrary<unknown> => {
    const there = known[`.${name}`] ?? [];
    return there.length === 0 ? again(part) : fc.oneof(fc.constantFrom(...there), again(part));
  };
  return fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, member(name, part)])),
    { requiredKeys: Object.keys(properties).filter((name) => required.includes(name)) },
  );
}
