import { csvRows } from './csv-rows.ts';
import { csvHeader, csvRecord, noHeader, parseCsvRows, type CsvDelimiter } from './parse-csv-rows.ts';

export interface CsvLimits {
  /** Bytes of one record as written. */
  readonly recordBytes: number;
  readonly columns: number;
}
export interface CsvOptions extends Partial<CsvLimits> {
  readonly delimiter?: CsvDelimiter;
}
export const csvLimits: CsvLimits = { recordBytes: 1 << 20, columns: 1000 };

/** One record under the names of the header line. The object has no prototype: only columns are in it. */
export interface CsvRecord {
  /** The line it starts on; the header is line 1. */
  readonly line: number;
  readonly record: Readonly<Record<string, string>>;
}

/**
 * Reads CSV (RFC 4180, UTF-8, a header line first) of any size in bounded memory.
 *
 * Throws Fault: `input_wrong_kind` when it is no text, or JSON or HTML; `input_invalid` with the line when columns repeat,
 * a record has more or fewer fields than the header, a quote stays open or bytes are not UTF-8; `input_too_large` beyond
 * a limit. A file cut off exactly between two records cannot be told from a complete one: that is the caller's to judge
 * (a shrinking source). Empty lines are passed over.
 */
export async function* streamCsv(
  source: AsyncIterable<Uint8Array>,
  options: CsvOptions = {},
): AsyncIterable<CsvRecord> {
  const { recordBytes, columns, delimiter = ',' } = { ...csvLimits, ...options };
  let header: readonly string[] | undefined;
  for await (const rows of csvRows(source, recordBytes)) {
    const parsed = parseCsvRows(
      rows,
      rows.starts.map((_, row) => row),
      delimiter,
    );
    for (const [row, fields] of parsed.entries()) {
      const line = rows.lines[row] ?? 0;
      if (header === undefined) header = csvHeader(fields, columns);
      else yield { line, record: csvRecord(fields, header, line) };
    }
  }
  if (header === undefined) throw noHeader();
}
