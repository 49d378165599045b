import { parse } from 'yaml';
import { Fault } from '../../model/index.ts';
import {
  fieldMappingSchema,
  type FieldMapping,
  type FileMapping,
  type MappedRecord,
} from '../../platform/wire/field-mapping.ts';
import { fieldsOf, type FieldShape } from '../kit/observation-shape.ts';

export { mappedRecords as recordTypes } from '../../platform/wire/field-mapping.ts';
export type {
  FieldMapping as Mapping,
  FileMapping,
  MappedRecord as RecordType,
} from '../../platform/wire/field-mapping.ts';

/** Fields that are made from others when the mapping does not name them. */
export const derivable: Readonly<Record<MappedRecord, readonly string[]>> = {
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
export function readMapping(text: string): FieldMapping {
  const result = fieldMappingSchema.safeParse(parsed(text));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'cannot be read'}`);
  }
  return checkMapping(result.data);
}

/** The same mapping, or Fault `input_invalid` naming a field that its record has not, or what is missing. */
export function checkMapping(mapping: FieldMapping): FieldMapping {
  for (const file of mapping.files) checkFields(file);
  return mapping;
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
export function shapeOf(record: MappedRecord, field: string): FieldShape | undefined {
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
    next: 'Correct it (in mapping.yaml, or where it was accepted); docs/connectors/csv.md shows one.',
    cause,
  });
