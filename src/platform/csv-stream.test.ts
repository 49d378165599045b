import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../model/failure.ts';
import { streamCsv, type CsvOptions, type CsvRecord } from './csv-stream.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
async function* pieces(data: Uint8Array, size = data.length): AsyncIterable<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const all = async (text: string | Uint8Array, options?: CsvOptions, size?: number): Promise<CsvRecord[]> => {
  const data = typeof text === 'string' ? bytes(text) : text;
  return collect(streamCsv(pieces(data, size), options));
};
const faultOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Fault)) throw new Error('expected a Fault', { cause: error });
  return `${error.code}: ${error.message}`;
};
const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe('records', () => {
  test('gives each record with the line that it starts on', async () => {
    for (const eol of ['\r\n', '\n', '\r']) {
      const text = `\ufeffname,note${eol}ann,"two${eol}lines"${eol}${eol}bob,"say ""hi"""${eol}cy,""${eol}`;
      expect(await all(text)).toEqual([
        { line: 2, record: { name: 'ann', note: `two${eol}lines` } },
        { line: 5, record: { name: 'bob', note: 'say "hi"' } },
        { line: 6, record: { name: 'cy', note: '' } },
      ]);
    }
  });

  test('reads back whatever was written, however the bytes are cut', async () => {
    const field = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { minLength: 1 }),
        fc.integer({ min: 1, max: 7 }),
        async (rows, size) => {
          const lines = ['a,__proto__', ...rows.map((row) => row.map(quote).join(','))];
          const read = await all(lines.join('\n'), {}, size);
          expect(read.map(({ record }) => [record['a'], record['__proto__']])).toEqual(rows);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('holds nothing but its columns', async () => {
    const [first] = await all('__proto__,a\nx,y\n');
    expect(Object.keys(first?.record ?? {})).toEqual(['__proto__', 'a']);
    expect(first?.record['constructor']).toBeUndefined();
  });

  test('reads another delimiter', async () => {
    expect(await all('a;b\n1;2', { delimiter: ';' })).toEqual([{ line: 2, record: { a: '1', b: '2' } }]);
  });
});

describe('refusals', () => {
  test.each([
    ['a,b\n1\n', 'input_invalid: Line 2 has 1 fields, the header has 2 (is the file cut off?).'],
    ['a,b\n1,2\n1,2,3\n', 'input_invalid: Line 3 has 3 fields, the header has 2.'],
    ['a,a\n', 'input_invalid: Two columns have the same name on line 1: column 1 and 2.'],
    ['a,,b\n', 'input_invalid: Column 2 has no name on line 1.'],
    [
      'a,b\n1,"2\n',
      'input_invalid: The file ends inside a quoted field (line 2): it is cut off, or a quote is missing.',
    ],
    [
      'a,b\n1,2"3\n',
      'input_invalid: The CSV is broken (line 2): quotes belong around a whole field and are doubled inside it.',
    ],
    ['{"a":1}', 'input_wrong_kind: The input looks like JSON, expected CSV with a header line.'],
    ['<html>', 'input_wrong_kind: The input looks like HTML or XML, expected CSV with a header line.'],
    ['', 'input_invalid: The input is empty: 0 bytes, expected CSV with a header line.'],
    ['\n\n', 'input_invalid: The file has no header line: expected the names of its columns on line 1.'],
  ])('refuses %j', async (text, message) => {
    expect(await faultOf(all(text))).toBe(message);
  });

  test('refuses bytes that are not UTF-8', async () => {
    const data = new Uint8Array([...bytes('a,b\n1,'), 0xe9, 0x0a]);
    expect(await faultOf(all(data))).toBe('input_invalid: The file is not UTF-8 (between byte 0 and 8).');
  });

  test('refuses a record and a header beyond their limits', async () => {
    expect(await faultOf(all(`a\n"${'x'.repeat(200_000)}`, { recordBytes: 1000 }))).toMatch(
      /^input_too_large: One record is longer than 1000 bytes/,
    );
    expect(await faultOf(all('a,b,c\n', { columns: 2 }))).toBe(
      'input_too_large: The header has 3 columns, at most 2 are read.',
    );
  });

  test('passes on the fault of a source that breaks', async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield bytes(`a,b\n${'1,2\n'.repeat(1000)}`);
      throw new Fault('source_unreachable', 'gone');
    }
    expect(await faultOf(collect(streamCsv(broken())))).toBe('source_unreachable: gone');
  });
});
