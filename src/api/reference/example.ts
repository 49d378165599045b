import type { JsonSchema } from './schemas.ts';

type Named = Readonly<Record<string, JsonSchema>>;

/** A value that the schema takes, made of the examples that its parts name; short rather than complete. */
export function exampleOf(schema: JsonSchema | boolean | undefined, named: Named, depth = 0): unknown {
  if (schema === undefined || typeof schema === 'boolean' || depth > 12) return {};
  const { $ref, anyOf, oneOf, examples, items, properties, required = [] } = schema;
  const again = (part: JsonSchema | boolean | undefined): unknown => exampleOf(part, named, depth + 1);
  if ($ref !== undefined) return again(named[$ref.slice($ref.lastIndexOf('/') + 1)]);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  const [choice] = oneOf ?? anyOf ?? [];
  if (choice !== undefined) return again(choice);
  if (properties !== undefined)
    return Object.fromEntries(required.map((name) => [name, again(properties[name])]));
  if (schema.type === 'array')
    return typeof items === 'object' && !Array.isArray(items) ? [again(items)] : [];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 3;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'string') return '…';
  return {};
}
