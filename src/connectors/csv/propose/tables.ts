import { fieldsOf } from '../../kit/observation-shape.ts';
import type { MappingProposed, ProposedColumn, ProposedTable } from '../../kit/connector.ts';
import { derivable, recordTypes } from '../mapping.ts';
import { proposeMapping, type ProposedFile } from './propose.ts';
import { columnsOf, type Column, type SampledFile } from './sample.ts';
import { samplesOf } from './samples.ts';

const most = { columnsOfATable: 200, columns: 2000, nameLength: 256, reason: 300 } as const;

/** The proposal table by table and column by column, so that somebody can correct it before accepting it. */
export function tablesProposed(files: readonly SampledFile[]): MappingProposed {
  const { files: proposed, leftFiles } = proposeMapping(files);
  let room: number = most.columns;
  const tables = files.map((sampled): ProposedTable => {
    const file = proposed.find((each) => each.file === sampled.file);
    const why = leftFiles.find((each) => each.file === sampled.file)?.why;
    // a name that no mapping can hold cannot be chosen
    const nameable = columnsOf(sampled).filter(({ name }) => name !== '' && name.length <= most.nameLength);
    const columns = nameable.slice(0, Math.min(most.columnsOfATable, room));
    room -= columns.length;
    return {
      file: sampled.file,
      delimiter: sampled.delimiter,
      record: file?.record ?? null,
      why: why === undefined ? null : cut(why),
      columns: columns.map((column) => proposedColumn(column, file)),
      moreColumns: sampled.header.length - columns.length,
      constants: file?.constants ?? {},
    };
  });
  return { tables, records: mappable };
}

function proposedColumn(column: Column, file: ProposedFile | undefined): ProposedColumn {
  const left = file?.left.find((each) => each.column === column.name);
  return {
    column: column.name,
    fields: (file?.fields ?? [])
      .filter((each) => each.column === column.name)
      .map(({ field, because, values }) => ({ field, because: cut(because), values: values ?? {} })),
    left: left === undefined ? null : cut(left.why),
    ...samplesOf(column),
  };
}

const cut = (text: string): string => (text.length > most.reason ? `${text.slice(0, most.reason)}…` : text);

/** Which fields each record has, which of them it needs, and which words a closed one may hold. */
const mappable: MappingProposed['records'] = recordTypes.map((record) => ({
  record,
  fields: [
    ...fieldsOf(record)
      .filter(([name]) => name !== 'attributes' && name !== 'fingerprint')
      .map(([name, { kind, required }]) => ({
        name,
        isNeeded: required && !derivable[record].includes(name),
        words: typeof kind === 'string' ? null : kind,
      })),
    ...(record === 'credential' ? [{ name: 'secret', isNeeded: false, words: null }] : []),
  ],
}));
