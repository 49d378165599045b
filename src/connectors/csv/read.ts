import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault, type Observation, type ReadItem } from '../../model/index.ts';
import { csvRows, type CsvRows } from '../../platform/csv-rows.ts';
import { csvLimits } from '../../platform/csv-stream.ts';
import { csvHeader, csvRecord, noHeader, parseCsvRows } from '../../platform/parse-csv-rows.ts';
import type { Items } from '../kit/items.ts';
import type { Parts, ReadContext, ReadPage } from '../kit/connector.ts';
import { bytesInTurn, bytesOf, inFile, listInput, named, pathOf } from '../kit/input-files.ts';
import { fieldMappingSchema } from '../../platform/wire/field-mapping.ts';
import { BadRows } from './bad-rows.ts';
import { convert } from './convert.ts';
import { checkMapping, readMapping, type FileMapping, type Mapping } from './mapping.ts';

export const csvConfig = z.strictObject({
  path: z.string().min(1).max(4096),
  /** What somebody accepted when the source was added; absent: a mapping beside the files says it. */
  mapping: fieldMappingSchema.exactOptional(),
});
export type CsvConfig = z.infer<typeof csvConfig>;

export const mappingNames: readonly string[] = ['mapping.yaml', 'mapping.yml', 'mapping.json'];
export const mostMappingBytes = 1 << 20;

export const locateCsv = (location: string): CsvConfig => ({
  path: pathOf(location, 'a folder with `mapping.yaml` and the CSV files it names'),
});

/**
 * Each file of the mapping in its order, row by row; then what was left out. A row that the last complete read had under
 * the same mapping and header is not parsed again. Bad rows beyond the tolerance end the read.
 */
export async function* readCsv(context: ReadContext<CsvConfig>): AsyncIterable<ReadPage> {
  const { folder, mapping, unread } = await openFolder(context);
  const bad = new BadRows(mapping.tolerateBadRows);
  const ignored: Observation[] = unread === undefined ? [] : [overruled(unread)];
  for (const file of mapping.files) {
    const path = await within(folder, file.file);
    const reading = new FileReading(context, file, bad);
    for await (const page of inFile(path, reading.pages(path))) yield page;
    ignored.push(...ignoredColumns(file, reading.header));
  }
  bad.refuseTooMany();
  yield { observations: [...ignored, ...bad.observe()], complete: true };
}

/** One file under one entry of the mapping. */
class FileReading {
  readonly #context: ReadContext<CsvConfig>;
  readonly #file: FileMapping;
  readonly #bad: BadRows;
  #items: Items | undefined;
  header: readonly string[] = [];

  constructor(context: ReadContext<CsvConfig>, file: FileMapping, bad: BadRows) {
    this.#context = context;
    this.#file = file;
    this.#bad = bad;
  }

  async *pages(path: string): AsyncIterable<ReadPage> {
    for await (const rows of csvRows(this.#seen(path), csvLimits.recordBytes)) {
      const begin = this.#items === undefined ? 1 : 0;
      this.#items ??= this.#begin(rows);
      yield this.#page(rows, begin, this.#items);
    }
    if (this.#items === undefined) throw noHeader();
  }

  async *#seen(path: string): AsyncIterable<Uint8Array> {
    for await (const bytes of bytesInTurn(path, this.#context.signal)) {
      this.#context.saw(bytes);
      yield bytes;
    }
  }

  #begin(rows: CsvRows): Items {
    const [names = []] = parseCsvRows(rows, [0], this.#file.delimiter);
    this.header = checkedHeader(csvHeader(names, csvLimits.columns), this.#file);
    return this.#context.items(JSON.stringify([this.#file, this.header]));
  }

  #page(rows: CsvRows, begin: number, items: Items): ReadPage {
    const { bytes, starts, ends, lines } = rows;
    const wanted: number[] = [];
    const wantedItems: ReadItem[] = [];
    for (let row = begin; row < starts.length; row++) {
      const item = items.meet(bytes, starts[row] ?? 0, ends[row] ?? 0);
      if (item === undefined) continue;
      wanted.push(row);
      wantedItems.push(item);
    }
    const observations: Observation[] = [];
    const from: (ReadItem | undefined)[] = [];
    for (const [n, fields] of parseCsvRows(rows, wanted, this.#file.delimiter).entries()) {
      const line = lines[wanted[n] ?? 0] ?? 0;
      const record = csvRecord(fields, this.header, line);
      const converted = convert(record, this.#file, (secret) => this.#context.fingerprint(secret));
      if (converted.is === 'bad') this.#bad.add(this.#file.file, line, converted.why);
      else {
        observations.push(converted.observation);
        from.push(wantedItems[n]);
      }
    }
    return { observations, items: from };
  }
}

/** The mapping in other words. Nothing of the files that it names is opened. */
export async function partsOfCsv(context: Pick<ReadContext<CsvConfig>, 'config' | 'signal'>): Promise<Parts> {
  const { mapping, saidIn } = await openFolder(context);
  return {
    saidIn,
    parts: mapping.files.map(({ file: name, record, columns, constants }) => ({
      file: name,
      record,
      fields: [
        ...Object.entries(columns).map(([field, from]) => ({ field, from, isConstant: false })),
        ...Object.entries(constants).map(([field, from]) => ({ field, from, isConstant: true })),
      ],
    })),
  };
}

interface Opened {
  readonly folder: string;
  /** What says what the columns mean, as people call it. */
  readonly saidIn: string;
  readonly mapping: Mapping;
  /** A mapping that lies there and is not the one that was accepted. */
  readonly unread?: string;
}

/** Whether it is said already what the columns mean; where there is no folder, there is nothing to propose either. */
export async function saysItself({ path, mapping }: CsvConfig): Promise<boolean> {
  const found = await listInput(path);
  return mapping !== undefined || found.includes(path) || found.some(isMapping);
}

const isMapping = (file: string): boolean => mappingNames.includes(basename(file));

async function openFolder({
  config,
  signal,
}: Pick<ReadContext<CsvConfig>, 'config' | 'signal'>): Promise<Opened> {
  const found = await listInput(config.path);
  const file = found.find(isMapping);
  if (config.mapping !== undefined)
    return {
      folder: await realpath(config.path),
      saidIn: 'The accepted mapping',
      mapping: checkMapping(config.mapping),
      ...(file === undefined ? {} : { unread: basename(file) }),
    };
  if (file === undefined)
    throw new Fault('not_found', `There is no mapping.yaml in \`${config.path}\`.`, {
      next: 'Have one proposed: `countersign source add NAME:csv=FOLDER`. Or write it; docs/connectors/csv.md shows how.',
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
      saidIn: basename(file),
      mapping: readMapping(Buffer.concat(chunks).toString('utf8')),
    };
  } catch (error) {
    throw error instanceof Fault ? named(file, error) : error;
  }
}

const overruled = (file: string): Observation => ({
  type: 'gap',
  key: `mapping/${file}`,
  what: `${file}, which says what the columns mean`,
  why: 'the mapping that was accepted when the source was added is used instead',
});

/** The file's real path, which must lie in the folder: a link that leads out of it is refused. */
async function within(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const [found] = await listInput(path);
  if (found !== path || dirname(await realpath(path)) !== folder)
    throw new Fault('input_invalid', `\`${path}\` is not a file of this folder.`, {
      next: 'Put the file itself into the folder.',
    });
  return path;
}

function checkedHeader(header: readonly string[], file: FileMapping): readonly string[] {
  const missing = Object.values(file.columns).find((column) => !header.includes(column));
  if (missing !== undefined)
    throw new Fault(
      'input_invalid',
      `There is no column \`${missing}\`; it has ${header
        .map((column) => `\`${column.slice(0, 100)}\``)
        .join(', ')
        .slice(0, 2000)}.`,
      { next: `Correct the column names of \`${file.file}\` in the mapping, or export the column.` },
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
