import { basename } from 'node:path';
import { Fault } from '../../../model/index.ts';
import { csvRows } from '../../../platform/csv-rows.ts';
import { csvLimits } from '../../../platform/csv-stream.ts';
import { csvHeader, csvRecord, parseCsvRows } from '../../../platform/parse-csv-rows.ts';
import { bytesOf, inFile, listInput, refuseLinksOut } from '../../kit/input-files.ts';
import { delimiters } from '../../../platform/wire/field-mapping.ts';
import type { SampledFile } from './sample.ts';

/** How much of a folder is looked at: so many files, and of each so many rows and bytes. */
interface Bounds {
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}
/** Where one person waits for it at their own machine. */
export const wideBounds: Bounds = { files: 100, rows: 5000, bytes: 8 << 20 };
/** Where a server does it that answers others meanwhile. */
export const narrowBounds: Bounds = { files: 40, rows: 1000, bytes: 1 << 19 };

/** The beginning of every CSV file of a folder. Nothing else of it is opened. */
export async function sampleFiles(
  folder: string,
  signal: AbortSignal,
  most: Bounds = wideBounds,
): Promise<readonly SampledFile[]> {
  const files = (await listInput(folder)).filter((file) => /\.(?:csv|tsv)$/i.test(file));
  if (files.length === 0)
    throw new Fault('not_found', `There is no CSV file in \`${folder}\`.`, {
      next: 'Give the folder that holds the export.',
    });
  if (files.length > most.files)
    throw new Fault('input_too_large', `\`${folder}\` holds more than ${most.files} CSV files.`, {
      next: 'Put those that belong together into a folder of their own.',
    });
  await refuseLinksOut(folder, files);
  const sampled: SampledFile[] = [];
  for (const file of files)
    for await (const one of inFile(file, sampleOf(file, signal, most))) sampled.push(one);
  return sampled;
}

async function* sampleOf(path: string, signal: AbortSignal, most: Bounds): AsyncIterable<SampledFile> {
  let header: readonly string[] | undefined;
  let delimiter: SampledFile['delimiter'] = ',';
  const rows: Record<string, string>[] = [];
  let bytes = 0;
  for await (const batch of csvRows(bytesOf(path, signal), csvLimits.recordBytes)) {
    let begin = 0;
    if (header === undefined) {
      delimiter = delimiterOf(batch.bytes.toString('utf8', batch.starts[0] ?? 0, batch.ends[0] ?? 0));
      const [names = []] = parseCsvRows(batch, [0], delimiter);
      header = csvHeader(names, csvLimits.columns);
      begin = 1;
    }
    const wanted: number[] = [];
    for (let row = begin; row < batch.starts.length && rows.length + wanted.length < most.rows; row++)
      wanted.push(row);
    for (const [n, fields] of parseCsvRows(batch, wanted, delimiter).entries())
      rows.push({ ...csvRecord(fields, header, batch.lines[wanted[n] ?? 0] ?? 0) });
    bytes += batch.bytes.length;
    if (rows.length >= most.rows || bytes >= most.bytes) break;
  }
  if (header !== undefined) yield { file: basename(path), delimiter, header, rows };
}

/** The one that the first line has most of, outside quotes. */
function delimiterOf(line: string): SampledFile['delimiter'] {
  const plain = line.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = delimiters.map((each) => ({ each, count: plain.split(each).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.each ?? ',';
}
