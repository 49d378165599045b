import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault, type Observation } from '../../model/index.ts';
import { streamCsv } from '../../platform/csv-stream.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { bytesOf, inFile, listInput, named, pathOf } from '../kit/input-files.ts';
import { BadRows } from './bad-rows.ts';
import { convert } from './convert.ts';
import { readMapping, type FileMapping, type Mapping } from './mapping.ts';

export const csvConfig = z.strictObject({ path: z.string().min(1).max(4096) });
export type CsvConfig = z.infer<typeof csvConfig>;

const mappingNames = ['mapping.yaml', 'mapping.yml', 'mapping.json'];
const mostMappingBytes = 1 << 20;
const pageRows = 1000;

export const locateCsv = (location: string): CsvConfig => ({
  path: pathOf(location, 'a folder with `mapping.yaml` and the CSV files it names'),
});

/** Each file of the mapping in its order, row by row; then what was left out. Bad rows beyond the tolerance end the read. */
export async function* readCsv(context: ReadContext<CsvConfig>): AsyncIterable<ReadPage> {
  const { folder, mapping } = await openFolder(context);
  const bad = new BadRows(mapping.tolerateBadRows);
  const ignored: Observation[] = [];
  for (const file of mapping.files) {
    const path = await within(folder, file.file);
    let observations: Observation[] = [];
    let header: readonly string[] | undefined;
    for await (const { line, record } of inFile(
      path,
      streamCsv(bytesOf(path, context.signal), { delimiter: file.delimiter }),
    )) {
      header ??= checkedHeader(record, file, path);
      const converted = convert(record, file, (secret) => context.fingerprint(secret));
      if (converted.is === 'bad') bad.add(file.file, line, converted.why);
      else observations.push(converted.observation);
      if (observations.length < pageRows) continue;
      yield { observations };
      observations = [];
    }
    yield { observations };
    ignored.push(...ignoredColumns(file, header ?? []));
  }
  bad.refuseTooMany();
  yield { observations: [...ignored, ...bad.observe()], complete: true };
}

async function openFolder({
  config,
  signal,
}: ReadContext<CsvConfig>): Promise<{ readonly folder: string; readonly mapping: Mapping }> {
  const found = await listInput(config.path);
  const file = found.find((each) => mappingNames.includes(basename(each)));
  if (file === undefined)
    throw new Fault('not_found', `There is no mapping.yaml in \`${config.path}\`.`, {
      next: 'Write one that says which column of which file means what; docs/connectors/csv.md shows how.',
    });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bytesOf(file, signal)) {
    bytes += chunk.length;
    if (bytes > mostMappingBytes)
      throw new Fault('input_too_large', `\`${file}\` is larger than ${mostMappingBytes} bytes.`, {
        next: 'A mapping is a page of text: check what this file is.',
      });
    chunks.push(chunk);
  }
  try {
    return {
      folder: await realpath(dirname(file)),
      mapping: readMapping(Buffer.concat(chunks).toString('utf8')),
    };
  } catch (error) {
    throw error instanceof Fault ? named(file, error) : error;
  }
}

/** The file's real path, which must lie in the folder: a link that leads out of it is refused. */
async function within(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const [found] = await listInput(path);
  if (found !== path || dirname(await realpath(path)) !== folder)
    throw new Fault('input_invalid', `\`${path}\` is not a file of this folder.`, {
      next: 'Put the file itself beside mapping.yaml.',
    });
  return path;
}

function checkedHeader(
  record: Readonly<Record<string, string>>,
  file: FileMapping,
  path: string,
): readonly string[] {
  const header = Object.keys(record);
  const missing = Object.values(file.columns).find((column) => !header.includes(column));
  if (missing !== undefined)
    throw new Fault(
      'input_invalid',
      `\`${path}\` has no column \`${missing}\`; it has ${header
        .map((column) => `\`${column.slice(0, 100)}\``)
        .join(', ')
        .slice(0, 2000)}.`,
      { next: `Correct the column names of \`${file.file}\` in mapping.yaml, or export the column.` },
    );
  return header;
}

function ignoredColumns(file: FileMapping, header: readonly string[]): readonly Observation[] {
  const used = new Set(Object.values(file.columns));
  const ignored = header.filter((column) => !used.has(column));
  if (ignored.length === 0) return [];
  const what = `columns ${ignored.join(', ')} of ${file.file} (read as ${file.record})`;
  return [
    {
      type: 'gap',
      key: `columns/${file.file}/${file.record}`,
      what: what.length > 4000 ? `${ignored.length} columns of ${file.file} (read as ${file.record})` : what,
      why: 'the mapping does not name them',
    },
  ];
}
