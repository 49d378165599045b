/** A column of an exported table. */
export type CsvColumn<Row> = readonly [name: string, of: (row: Row) => string | number | boolean | null];

/** RFC 4180. What is not known is empty. */
export const csvOf = <Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string =>
  [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, of]) => cell(of(row))))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');

/** Names are written by whoever runs a source: a spreadsheet must not take one for a formula. */
export function cell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
