import type { RecordType } from '../mapping.ts';
import { chooseRecord, type Choice, type Chosen } from './choose-fields.ts';
import { columnsOf, sharedWith, type Column, type SampledFile } from './sample.ts';

export interface ProposedField {
  readonly field: string;
  readonly column: string;
  readonly because: string;
  readonly values?: Readonly<Record<string, string>>;
}
export interface ProposedFile {
  readonly file: string;
  readonly delimiter: SampledFile['delimiter'];
  readonly record: RecordType;
  readonly fields: readonly ProposedField[];
  readonly constants: Readonly<Record<string, string>>;
  readonly left: readonly { readonly column: string; readonly why: string }[];
}
/** A mapping that nobody confirmed: what each file would be, and why; and what was left out, and why. */
export interface MappingProposal {
  readonly files: readonly ProposedFile[];
  readonly leftFiles: readonly { readonly file: string; readonly why: string }[];
}

interface Looked {
  readonly sampled: SampledFile;
  readonly columns: readonly Column[];
  readonly choice: Choice;
}

/** Deterministic: names of columns and files, shapes of values, and which columns hold the keys of which file. */
export function proposeMapping(files: readonly SampledFile[]): MappingProposal {
  const leftFiles: { file: string; why: string }[] = [];
  const looked: Looked[] = [];
  for (const sampled of files) {
    const columns = columnsOf(sampled);
    const choice = chooseRecord(sampled.file, columns);
    if (choice === undefined)
      leftFiles.push({
        file: sampled.file,
        why: 'its columns fill no kind of record with all that it needs',
      });
    else looked.push({ sampled, columns, choice });
  }
  const newest = looked.filter((each) => {
    const later = looked.find((other) => isEarlierOf(each, other));
    if (later !== undefined)
      leftFiles.push({
        file: each.sampled.file,
        why: `it has the columns and most keys of \`${later.sampled.file}\`: an earlier export of the same; one source reads one`,
      });
    return later === undefined;
  });
  return { files: newest.map((each) => proposedFile(each, newest)), leftFiles };
}

/** The same table, exported before: by name, since names of exports hold their dates. */
function isEarlierOf(one: Looked, other: Looked): boolean {
  if (one === other || one.sampled.file >= other.sampled.file) return false;
  if (one.choice.record !== other.choice.record) return false;
  if (one.sampled.header.join('\0') !== other.sampled.header.join('\0')) return false;
  const [a, b] = [keyColumn(one), keyColumn(other)];
  return a !== undefined && b !== undefined && sharedWith(a, b.distinct) >= 0.5;
}

const keyColumn = ({ choice }: Looked): Column | undefined =>
  choice.chosen.find(({ field }) => field === 'key')?.column;

/** Fields that name a record of another file, and which record that may be. */
const references: Readonly<Record<string, readonly RecordType[]>> = {
  managerKey: ['person'],
  memberKey: ['account', 'group'],
  groupKey: ['group'],
  accountKey: ['account'],
  subjectKey: ['account', 'group'],
  entitlementKey: ['entitlement'],
  resourceKey: ['resource'],
  parentKey: ['resource'],
};

function proposedFile(looked: Looked, all: readonly Looked[]): ProposedFile {
  const { sampled, columns, choice } = looked;
  const left: { column: string; why: string }[] = choice.unfit.map(({ column, field, why }) => ({
    column: column.name,
    why: `by its name it could be \`${field}\`, but ${why}`,
  }));
  const fields: ProposedField[] = [];
  for (const each of choice.chosen) {
    const joined = joinOf(each, looked, all);
    if (joined.why !== undefined) left.push({ column: each.column.name, why: joined.why });
    else
      fields.push({
        field: each.field,
        column: joined.column ?? each.column.name,
        because: joined.because ?? each.because,
        ...(each.values === undefined ? {} : { values: each.values }),
      });
  }
  const used = new Set([...fields.map(({ column }) => column), ...left.map(({ column }) => column)]);
  for (const { name } of columns)
    if (!used.has(name)) left.push({ column: name, why: 'its name speaks for no field' });
  const has = (field: string): boolean => fields.some((each) => each.field === field);
  return {
    file: sampled.file,
    delimiter: sampled.delimiter,
    record: choice.record,
    fields: fields.toSorted((a, b) => (a.field === 'key' ? -1 : b.field === 'key' ? 1 : 0)),
    constants: {
      ...(choice.record === 'person' && !has('state') ? { state: 'unknown' } : {}),
      ...(choice.record === 'credential' && !has('credential') ? { credential: 'token' } : {}),
    },
    left,
  };
}

/** A reference is only proposed when the keys that it names are there, or the file that would have them is not. */
function joinOf(
  { field, column }: Chosen,
  looked: Looked,
  all: readonly Looked[],
): { readonly because?: string; readonly column?: string; readonly why?: string } {
  const targets = references[field];
  if (targets === undefined || column.distinct.size === 0) return {};
  const tables = all.filter(({ choice }) => targets.includes(choice.record));
  const holding = tables.find((each) => {
    const key = keyColumn(each);
    return key !== undefined && sharedWith(column, key.distinct) >= 0.8;
  });
  if (holding !== undefined)
    return {
      because: `its values are keys of ${holding === looked ? 'this file' : `\`${holding.sampled.file}\``} (\`${keyColumn(holding)?.name ?? ''}\`)`,
    };
  if (tables.length === 0)
    return field === 'managerKey' ? {} : { because: 'its name; no file here holds what it refers to' };
  const [other] = tables.flatMap((each) =>
    each.columns
      .filter((candidate) => candidate !== column && sharedWith(column, candidate.distinct) >= 0.8)
      .map((candidate) => ({ each, candidate })),
  );
  if (other !== undefined)
    return {
      why: `by its name it could be \`${field}\`, but its values are those of \`${other.candidate.name}\` of \`${other.each.sampled.file}\`, and ${field} has to name its key (\`${keyColumn(other.each)?.name ?? ''}\`)`,
    };
  return {
    why: `by its name it could be \`${field}\`, but hardly any of its values is a key of ${tables.map(({ sampled }) => `\`${sampled.file}\``).join(', ')}`,
  };
}
