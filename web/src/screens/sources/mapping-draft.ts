import type { RouteInput, RouteOutput } from '../../api/route-table.ts';

/** A mapping as the server proposed it, and what it can be corrected to. */
export type Proposed = NonNullable<RouteOutput<'sources.preview'>['proposed']>;
export type ProposedTable = Proposed['tables'][number];
export type Mapping = NonNullable<RouteInput<'sources.preview'>['mapping']>;
export type RecordKind = Mapping['files'][number]['record'];
export type Field = Proposed['records'][number]['fields'][number];

/** One column and what it means; a column that means two things has two lines. */
export interface DraftLine {
  readonly column: string;
  /** Undefined: it is not read. */
  readonly field: string | undefined;
  /** What the column writes → what it means, of a field with a closed choice. */
  readonly means: ReadonlyMap<string, string>;
}
export interface DraftTable {
  readonly from: ProposedTable;
  /** Undefined: the file is not read. */
  readonly record: RecordKind | undefined;
  readonly lines: readonly DraftLine[];
  readonly constants: ReadonlyMap<string, string>;
}
export type Draft = readonly DraftTable[];

const none: ReadonlyMap<string, string> = new Map();

/** What is proposed, to be corrected. */
export const draftOf = ({ tables }: Proposed): Draft =>
  tables.map((from) => ({
    from,
    record: from.record ?? undefined,
    lines: from.columns.flatMap(({ column, fields }): readonly DraftLine[] =>
      fields.length === 0
        ? [{ column, field: undefined, means: none }]
        : fields.map(({ field, values }) => ({ column, field, means: new Map(Object.entries(values)) })),
    ),
    constants: new Map(Object.entries(from.constants)),
  }));

export const fieldsOf = ({ records }: Proposed, record: RecordKind | undefined): readonly Field[] =>
  records.find((each) => each.record === record)?.fields ?? [];

/** A column that no field is for can be kept with an account or group. */
export const attributeOf = (record: RecordKind | undefined, column: string): string | undefined =>
  (record === 'account' || record === 'group') && column.length <= 200 ? `attributes.${column}` : undefined;

/** Read as another kind of record: what that kind has too still means the same. */
export function withRecord(
  proposed: Proposed,
  table: DraftTable,
  record: RecordKind | undefined,
): DraftTable {
  const known = new Set(fieldsOf(proposed, record).map(({ name }) => name));
  const keeps = (field: string, column: string): boolean =>
    known.has(field) || field === attributeOf(record, column);
  return {
    ...table,
    record,
    lines: table.lines.map((line) =>
      line.field === undefined || keeps(line.field, line.column) ? line : { ...line, field: undefined },
    ),
    constants: new Map([...table.constants].filter(([field]) => known.has(field))),
  };
}

export const withLine = (table: DraftTable, at: number, line: DraftLine): DraftTable => ({
  ...table,
  lines: table.lines.map((each, n) => (n === at ? line : each)),
});

/** The same column once more, for a second meaning. */
export const withSecond = (table: DraftTable, at: number): DraftTable => ({
  ...table,
  lines: table.lines.flatMap((each, n) =>
    n === at ? [each, { column: each.column, field: undefined, means: none }] : [each],
  ),
});

export const withConstant = (table: DraftTable, field: string, text: string): DraftTable => {
  const constants = new Map(table.constants);
  if (text === '') constants.delete(field);
  else constants.set(field, text);
  return { ...table, constants };
};

/** Fields that can be said for every row alike: those that are needed or have a closed choice, and no column says. */
export const constantFields = (proposed: Proposed, table: DraftTable): readonly Field[] => {
  const said = new Set(table.lines.map(({ field }) => field));
  return fieldsOf(proposed, table.record).filter(
    ({ name, isNeeded, words }) => !said.has(name) && (isNeeded || words !== null),
  );
};

/** What a table lacks or says twice; nothing of it is asked of the server before. */
export interface Problems {
  readonly needed: readonly string[];
  readonly twice: readonly string[];
}

export function problemsOf(proposed: Proposed, table: DraftTable): Problems {
  const said = table.lines.flatMap(({ field }) => field ?? []);
  return {
    needed: fieldsOf(proposed, table.record)
      .filter(({ name, isNeeded }) => isNeeded && !said.includes(name) && !table.constants.has(name))
      .map(({ name }) => name),
    twice: [...new Set(said.filter((field, at) => said.indexOf(field) !== at))],
  };
}

/** The mapping that is accepted; undefined: no file is read, or a table lacks something. */
export function mappingOf(proposed: Proposed, draft: Draft): Mapping | undefined {
  const read = draft.filter(({ record }) => record !== undefined);
  const isWhole = read.every((table) => {
    const { needed, twice } = problemsOf(proposed, table);
    return needed.length + twice.length === 0 && table.lines.some(({ field }) => field !== undefined);
  });
  if (!isWhole || read.length === 0) return undefined;
  return { version: 1, files: read.flatMap((table) => fileOf(proposed, table)) };
}

function fileOf(proposed: Proposed, table: DraftTable): Mapping['files'] {
  const { from, record, lines } = table;
  if (record === undefined) return [];
  const said = lines.flatMap(({ field, ...line }) => (field === undefined ? [] : [{ ...line, field }]));
  const closed = new Set(
    fieldsOf(proposed, record).flatMap(({ name, words }) => (words === null ? [] : [name])),
  );
  const offered = new Set(constantFields(proposed, table).map(({ name }) => name));
  return [
    {
      file: from.file,
      record,
      delimiter: from.delimiter,
      columns: Object.fromEntries(said.map(({ field, column }) => [field, column])),
      // a field that a column says now is no longer the same for every row
      constants: Object.fromEntries([...table.constants].filter(([field]) => offered.has(field))),
      values: Object.fromEntries(
        said.flatMap(({ field, means }) => {
          const differing = [...means].filter(([word, meaning]) => word !== meaning && meaning !== '');
          return closed.has(field) && differing.length > 0 ? [[field, Object.fromEntries(differing)]] : [];
        }),
      ),
    },
  ];
}
