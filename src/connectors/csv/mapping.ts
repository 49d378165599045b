import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { fieldsOf, type FieldShape } from '../kit/observation-shape.ts';

/** Record types that a CSV file can hold. */
export const recordTypes = [
  'person',
  'account',
  'group',
  'membership',
  'credential',
  'resource',
  'entitlement',
  'grant',
  'ownership',
] as const;
export type RecordType = (typeof recordTypes)[number];

const name = z.string().min(1).max(256);
const fileMapping = z.strictObject({
  /** A file beside the mapping. */
  file: z
    .string()
    .max(255)
    .regex(/^[^/\\\0]+$/, 'expected a file name in the same folder, without a path')
    .refine((file) => file !== '..' && file !== '.', 'expected a file name'),
  record: z.enum(recordTypes),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  /** Field → column. `attributes.NAME` keeps a column as an attribute; `secret` keeps only its keyed fingerprint. */
  columns: z.record(name, name),
  /** Field → the same text for every row. */
  constants: z.record(name, z.string().max(4096)).default({}),
  /** Field → what the file writes → what it means: `state: { Active: active }`. */
  values: z.record(name, z.record(z.string().max(4096), z.string().max(4096))).default({}),
});
export type FileMapping = z.infer<typeof fileMapping>;

const mapping = z.strictObject({
  version: z.literal(1),
  files: z.array(fileMapping).min(1).max(100),
  /** How many rows that cannot be read are left out, and told as a gap, before the read is refused. */
  tolerateBadRows: z.number().int().min(0).max(1_000_000).default(0),
});
export type Mapping = z.infer<typeof mapping>;

/** Fields that are made from others when the mapping does not name them. */
export const derivable: Readonly<Record<RecordType, readonly string[]>> = {
  person: [],
  account: ['name', 'kind', 'state'],
  group: ['name', 'kind'],
  membership: ['key', 'via'],
  credential: ['key', 'state'],
  resource: ['name', 'kind'],
  entitlement: ['key', 'resourcePattern'],
  grant: ['key', 'effect'],
  ownership: ['key', 'role'],
};

/** Text of `mapping.yaml` (or JSON, which is YAML) → mapping. Throws Fault `input_invalid` naming the place. */
export function readMapping(text: string): Mapping {
  const result = mapping.safeParse(parsed(text));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'cannot be read'}`);
  }
  for (const file of result.data.files) checkFields(file);
  return result.data;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = parse(text, { maxAliasCount: 20, prettyErrors: false });
    return value;
  } catch (cause) {
    throw invalid('it is not YAML', cause);
  }
}

/** The shape of a field of a record type, where `attributes.NAME` and `secret` are fields too. */
export function shapeOf(record: RecordType, field: string): FieldShape | undefined {
  const text: FieldShape = { kind: 'text', required: false };
  const fields = fieldsOf(record);
  if (field.startsWith('attributes.'))
    return fields.some(([known]) => known === 'attributes') ? text : undefined;
  if (field === 'secret') return record === 'credential' ? text : undefined;
  if (field === 'attributes' || field === 'fingerprint') return undefined;
  return fields.find(([known]) => known === field)?.[1];
}

function checkFields(file: FileMapping): void {
  const given = [...Object.keys(file.columns), ...Object.keys(file.constants)];
  for (const field of [...given, ...Object.keys(file.values)])
    if (shapeOf(file.record, field) === undefined)
      throw invalid(
        `${file.file}: a ${file.record} has no field \`${field}\`; it has ${fieldsOf(file.record)
          .map(([known]) => known)
          .join(', ')}`,
      );
  const twice = given.find((field, i) => given.indexOf(field) !== i);
  if (twice !== undefined) throw invalid(`${file.file}: \`${twice}\` is both a column and a constant`);
  for (const [field, shape] of fieldsOf(file.record))
    if (shape.required && !given.includes(field) && !derivable[file.record].includes(field))
      throw invalid(`${file.file}: a ${file.record} needs \`${field}\`, from a column or a constant`);
}

const invalid = (why: string, cause?: unknown): Fault =>
  new Fault('input_invalid', `The mapping cannot be used: ${why}.`, {
    next: 'Correct mapping.yaml; docs/connectors/csv.md shows one.',
    cause,
  });
