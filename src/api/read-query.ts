import { z } from 'zod';

/**
 * Turns the texts of a query or path into what the schema speaks of, strictly: an integer is digits, a boolean is `true`
 * or `false`, a list is the parameter repeated. What does not read so stays text, and the schema says what it expected.
 */
export function queryReader(schema: z.ZodObject): (raw: unknown) => unknown {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const types = new Map(
    Object.entries(properties).map(([name, property]) => [
      name,
      typeof property === 'object' && typeof property.type === 'string' ? property.type : undefined,
    ]),
  );
  return (raw) =>
    typeof raw === 'object' && raw !== null
      ? Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, read(value, types.get(name))]))
      : {};
}

function read(value: unknown, type: string | undefined): unknown {
  if (type === 'array') return Array.isArray(value) ? value : [value];
  if (typeof value !== 'string') return value;
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
