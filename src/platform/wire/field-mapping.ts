import { z } from 'zod';

/** Kinds of record that a row of a table can be. */
export const mappedRecords = [
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
export type MappedRecord = (typeof mappedRecords)[number];

export const delimiters = [',', ';', '\t', '|'] as const;

const name = z.string().min(1).max(256);
const fileMapping = z.strictObject({
  file: z
    .string()
    .max(255)
    .regex(/^[^/\\\0]+$/, 'expected a file name in the same folder, without a path')
    .refine((file) => file !== '..' && file !== '.', 'expected a file name'),
  record: z.enum(mappedRecords),
  delimiter: z.enum(delimiters).default(','),
  columns: z.record(name, name).meta({
    description:
      'Field → column. `attributes.NAME` keeps a column as an attribute; `secret` keeps only its keyed fingerprint.',
  }),
  constants: z
    .record(name, z.string().max(4096))
    .default({})
    .meta({ description: 'Field → the same text for every row.' }),
  values: z
    .record(name, z.record(z.string().max(4096), z.string().max(4096)))
    .default({})
    .meta({ description: 'Field → what the file writes → what it means.' }),
});
export type FileMapping = z.infer<typeof fileMapping>;

/** What the columns of a folder’s tables mean: the text of a `mapping.yaml`, or what somebody accepted. */
export const fieldMappingSchema = z
  .strictObject({
    version: z.literal(1),
    files: z.array(fileMapping).min(1).max(100),
    tolerateBadRows: z.number().int().min(0).max(1_000_000).default(0).meta({
      description:
        'How many rows that cannot be read are left out, and told as a gap, before the read is refused.',
    }),
  })
  .meta({
    id: 'FieldMapping',
    description: 'Which file is read as which record, and what its columns mean.',
  });
export type FieldMapping = z.infer<typeof fieldMappingSchema>;
