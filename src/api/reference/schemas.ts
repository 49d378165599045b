import { z } from 'zod';
import type { Route } from '../route.ts';

/** JSON Schema as it is written into the document: draft 2020-12, which OpenAPI 3.1 takes as it is. */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * Turns zod schemas into JSON Schema, collecting the named ones (`.meta({ id })`) as the document's components. The input
 * form is what a caller may send, the output form what they are sent; a schema whose two forms differ has two names.
 */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
    const names = new Map(Object.keys($defs).map((name) => [name, name]));
    for (const [name, definition] of Object.entries($defs)) {
      const known = this.schemas[name];
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(pointed(definition, names)))
        names.set(name, `${name}${io === 'input' ? 'Given' : 'Sent'}`);
    }
    for (const [name, definition] of Object.entries($defs))
      this.schemas[names.get(name) ?? name] ??= pointed(definition, names);
    return pointed(json, names);
  }

  /** Members of an object schema with whether each must be there. */
  members(
    schema: z.ZodObject,
    io: 'input' | 'output',
  ): readonly { readonly name: string; readonly required: boolean; readonly schema: JsonSchema }[] {
    const { properties = {}, required = [] } = this.of(schema, io);
    return Object.entries(properties).map(([name, property]) => ({
      name,
      required: required.includes(name),
      schema: typeof property === 'object' ? property : {},
    }));
  }
}

/** `#/$defs/X` becomes `#/components/schemas/X`; a schema's own `id` is its name there and not said again. */
function pointed(value: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, member]) => {
        if (key === '$ref' && typeof member === 'string')
          return [[key, referenceTo(member.replace('#/$defs/', ''), names)]];
        if (key === 'id' && typeof member === 'string' && names.has(member)) return [];
        if (member === unsafeMost || member === -unsafeMost) return [];
        return [[key, walk(member)]];
      }),
    );
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy of a JSON Schema with other references
  return walk(value) as JsonSchema;
}

const referenceTo = (name: string, names: ReadonlyMap<string, string>): string =>
  `#/components/schemas/${names.get(name) ?? name}`;

/** What zod says of every integer, and nobody needs to be told. */
const unsafeMost = Number.MAX_SAFE_INTEGER;

/** The names in a route's path. */
export const pathNames = (route: Pick<Route, 'path'>): readonly string[] =>
  [...route.path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => name ?? '');
