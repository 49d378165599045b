import { readInstant } from '../../../model/index.ts';

/** One file as far as it was looked at. */
export interface SampledFile {
  readonly file: string;
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly header: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** What a column's values look like; shares are of the cells that are not empty. */
export interface Column {
  readonly name: string;
  readonly words: readonly string[];
  readonly filled: number;
  readonly distinct: ReadonlySet<string>;
  readonly isUnique: boolean;
  readonly emails: number;
  readonly dates: number;
  readonly booleans: number;
  readonly numbers: number;
  readonly names: number;
}

/** `employeeNumber`, `employee_number` and `Employee Number [Required]` are the same words. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .slice(0, 300)
    .replaceAll(/\[[^\]]*\]|\([^)]*\)/g, ' ')
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const booleans: ReadonlySet<string> = new Set(['true', 'false', 'yes', 'no', 'y', 'n', '1', '0']);
const mail = /^[^\s@,;]{1,64}@[^\s@,;]{1,250}\.\p{L}{2,24}$/u;
const person = /^\p{Lu}[\p{L}'’.-]*(?:\s+\p{Lu}[\p{L}'’.-]*){1,4}$/u;

export function columnsOf({ header, rows }: SampledFile): readonly Column[] {
  return header.map((name) => {
    const cells = rows.map((row) => (row[name] ?? '').trim()).filter((cell) => cell !== '');
    const distinct = new Set(cells);
    const share = (is: (cell: string) => boolean): number =>
      cells.length === 0 ? 0 : cells.filter(is).length / cells.length;
    return {
      name,
      words: wordsOf(name),
      filled: rows.length === 0 ? 0 : cells.length / rows.length,
      distinct,
      isUnique: cells.length > 0 && cells.length === rows.length && distinct.size === cells.length,
      emails: share((cell) => mail.test(cell)),
      dates: share((cell) => cell.toLowerCase() === 'never' || readInstant(cell) !== undefined),
      booleans: share((cell) => booleans.has(cell.toLowerCase())),
      numbers: share((cell) => /^-?\d{1,15}$/.test(cell)),
      names: share((cell) => person.test(cell)),
    };
  });
}

/** The share of this column's values that the other one has too. */
export function sharedWith(column: Column, other: ReadonlySet<string>): number {
  if (column.distinct.size === 0) return 0;
  let shared = 0;
  for (const value of column.distinct) if (other.has(value)) shared++;
  return shared / column.distinct.size;
}
