import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Part of what AWS publishes of its APIs (`api.json`: the service models of botocore, Apache-2.0, see NOTICE): the operations
 * that the connector asks, and the shapes of what they take and answer, without their documentation.
 */
const ref = z.object({
  shape: z.string(),
  location: z.string().optional(),
  locationName: z.string().optional(),
  flattened: z.boolean().optional(),
});
const shape = z.object({
  type: z.string(),
  required: z.array(z.string()).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  payload: z.string().optional(),
  members: z.record(z.string(), ref).optional(),
  member: ref.optional(),
  key: ref.optional(),
  value: ref.optional(),
  flattened: z.boolean().optional(),
});
const operation = z.object({
  http: z.object({ method: z.string(), requestUri: z.string() }),
  input: z.object({ shape: z.string() }).optional(),
  output: z.object({ shape: z.string(), resultWrapper: z.string().optional() }).optional(),
  errors: z.record(z.string(), z.object({ code: z.string(), status: z.number() })),
});
const service = z.object({
  protocol: z.string(),
  apiVersion: z.string(),
  endpointPrefix: z.string(),
  signingName: z.string().optional(),
  targetPrefix: z.string().optional(),
  operations: z.record(z.string(), operation),
  shapes: z.record(z.string(), shape),
});
export type Service = z.infer<typeof service>;
export type Operation = z.infer<typeof operation>;

const file = z.object({ services: z.record(z.string(), service) });
export const services: Readonly<Record<string, Service>> = file.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'api.json'), 'utf8')),
).services;

/** What is wrong with a value of a shape, by AWS's own model: nothing, or each fault with its place. */
export function faultsOf(of: Service, name: string, value: unknown, at = name): readonly string[] {
  const it = of.shapes[name];
  if (it === undefined) return [`${at}: no shape ${name}`];
  switch (it.type) {
    case 'structure': {
      if (!isRecord(value)) return [`${at}: is no structure`];
      const known = it.members ?? {};
      return [
        ...(it.required ?? []).flatMap((each) =>
          value[each] === undefined ? [`${at}.${each}: is required`] : [],
        ),
        ...Object.entries(value).flatMap(([each, inner]) => {
          const member = known[each];
          if (inner === undefined) return [];
          return member === undefined
            ? [`${at}.${each}: is not known`]
            : faultsOf(of, member.shape, inner, `${at}.${each}`);
        }),
      ];
    }
    case 'list': {
      const { member } = it;
      if (!Array.isArray(value) || member === undefined) return [`${at}: is no list`];
      return [
        ...outOf(it, value.length, at),
        ...value.flatMap((each, n) => faultsOf(of, member.shape, each, `${at}.${n}`)),
      ];
    }
    case 'map': {
      const inner = it.value;
      if (!isRecord(value) || inner === undefined) return [`${at}: is no map`];
      return Object.entries(value).flatMap(([key, each]) => faultsOf(of, inner.shape, each, `${at}.${key}`));
    }
    case 'string':
      if (typeof value !== 'string') return [`${at}: is no string`];
      return [
        ...outOf(it, value.length, at),
        ...(it.enum !== undefined && !it.enum.includes(value)
          ? [`${at}: ${value} is none of ${it.enum.join()}`]
          : []),
        ...(it.pattern !== undefined && !matches(it.pattern, value)
          ? [`${at}: ${value} is not ${it.pattern}`]
          : []),
      ];
    case 'integer':
    case 'long':
      return typeof value === 'number' && Number.isInteger(value)
        ? outOf(it, value, at)
        : [`${at}: is no integer`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at}: is no boolean`];
    case 'timestamp':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? [] : [`${at}: is no moment`];
    case 'blob':
      return value instanceof Uint8Array ? [] : [`${at}: is no bytes`];
    default:
      return [`${at}: a ${it.type} is not known here`];
  }
}

const outOf = ({ min, max }: z.infer<typeof shape>, size: number, at: string): readonly string[] =>
  (min !== undefined && size < min) || (max !== undefined && size > max)
    ? [`${at}: ${size} is out of bounds`]
    : [];

function matches(pattern: string, value: string): boolean {
  // AWS writes them in Java's words
  const text = pattern.replaceAll(/\\p\{(L|M|Z|S|N|P|Print)\}/g, (all, of: string) =>
    of === 'Print' ? '\\x20-\\x7e' : all,
  );
  return new RegExp(`^(?:${text})$`, 'u').test(value);
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as the query and rest-xml protocols write it, without the element around it. */
export function xmlOf(of: Service, name: string, value: unknown): string {
  const it = of.shapes[name];
  if (it?.type === 'structure' && isRecord(value))
    return Object.entries(it.members ?? {})
      .map(([member, { shape: inner, locationName }]) => {
        const each = value[member];
        if (each === undefined) return '';
        return element(locationName ?? member, xmlOf(of, inner, each));
      })
      .join('');
  if (it?.type === 'list' && Array.isArray(value) && it.member !== undefined) {
    const { shape: inner, locationName = 'member' } = it.member;
    return value.map((each) => element(locationName, xmlOf(of, inner, each))).join('');
  }
  if (it?.type === 'map' && isRecord(value))
    return Object.entries(value)
      .map(([key, each]) =>
        element('entry', element('key', escaped(key)) + element('value', escaped(String(each)))),
      )
      .join('');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return escaped(String(value));
}

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\r\n]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A form of the query protocol as the value of its input's shape; lists are not asked by anything here. */
export function fromQuery(
  of: Service,
  name: string,
  form: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const members = of.shapes[name]?.members ?? {};
  return Object.fromEntries(
    [...form]
      .filter(([key]) => key !== 'Action' && key !== 'Version')
      .map(([key, text]) => {
        const type = of.shapes[members[key]?.shape ?? '']?.type;
        return [key, type === 'integer' ? Number(text) : type === 'boolean' ? text === 'true' : text];
      }),
  );
}
