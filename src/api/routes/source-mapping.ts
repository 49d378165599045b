import { z } from 'zod';
import { delimiters, fieldMappingSchema, mappedRecords } from '../../platform/wire/field-mapping.ts';

/** Given where a folder of tables does not say itself what its columns mean, after somebody has looked at it. */
export const acceptedMapping = fieldMappingSchema.exactOptional();

const words = z.record(z.string(), z.string());
const column = z.strictObject({
  column: z.string(),
  fields: z.array(
    z.strictObject({
      field: z.string(),
      because: z.string(),
      values: words.meta({ description: 'What the column writes → what it means.' }),
    }),
  ),
  left: z
    .string()
    .nullable()
    .meta({ description: 'Why it means nothing, where its name spoke for something.' }),
  samples: z.array(z.string()).meta({ description: 'Some values, cut short.' }),
  isHidden: z.boolean().meta({ description: 'Its values are not shown: they could be secrets.' }),
  words: z.array(z.string()).meta({ description: 'All its values, where they are a few words.' }),
});

/** What the tables of a source could mean, and what that can be corrected to. */
export const proposedMapping = z
  .strictObject({
    tables: z.array(
      z.strictObject({
        file: z.string(),
        delimiter: z.enum(delimiters),
        record: z.enum(mappedRecords).nullable(),
        why: z.string().nullable().meta({ description: 'Why it is proposed to be left out.' }),
        columns: z.array(column),
        moreColumns: z.int(),
        constants: words.meta({ description: 'Field → the same text for every row.' }),
      }),
    ),
    records: z.array(
      z.strictObject({
        record: z.enum(mappedRecords),
        fields: z.array(
          z.strictObject({
            name: z.string(),
            isNeeded: z.boolean(),
            words: z.array(z.string()).nullable().meta({ description: 'The closed choice; null: any text.' }),
          }),
        ),
      }),
    ),
  })
  .meta({
    id: 'ProposedMapping',
    description: 'Made from the beginnings of the tables, without a model. Nobody confirmed it.',
  });
