import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRows } from './csv-rows.ts';
import { parseCsvRows } from './parse-csv-rows.ts';

async function* pieces(data: Buffer, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

/** All fields of all rows, or `refused`. */
async function ours(data: Buffer, size: number): Promise<readonly (readonly string[])[] | 'refused'> {
  const all: (readonly string[])[] = [];
  try {
    for await (const rows of csvRows(pieces(data, size), 1 << 20)) {
      const odd = rows.starts.flatMap((_, row) => (row % 2 === 1 ? [row] : []));
      const even = rows.starts.flatMap((_, row) => (row % 2 === 0 ? [row] : []));
      const oddFields = parseCsvRows(rows, odd, ','); // taken apart: a row means the same without its neighbours
      const evenFields = parseCsvRows(rows, even, ',');
      for (const [row] of rows.starts.entries())
        all.push((row % 2 === 1 ? oddFields[(row - 1) / 2] : evenFields[row / 2]) ?? []);
    }
  } catch {
    return 'refused';
  }
  return all;
}

function whole(data: Buffer): readonly (readonly string[])[] | 'refused' {
  try {
    return parse(data, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch {
    return 'refused';
  }
}

const soup = fc
  .array(fc.constantFrom('a', 'é', ',', '"', '""', ' ', '\n', '\r\n', '\n', '"x"', '"y\n"', 'b'), {
    minLength: 1,
    maxLength: 40,
  })
  .map((parts) => `h,i\n${'x,y\n'.repeat(130)}${parts.join('')}`); // more than the bytes that are looked at first

test('cuts a file into rows that mean, each by itself, what the parser reads in the whole', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(
      soup,
      fc.constantFrom('\n', '\r\n', '\r', 'as it is'),
      fc.integer({ min: 1, max: 9 }),
      async (text, ending, size) => {
        const even = text.replaceAll('\r\n', '\n').replaceAll('\n', ending);
        const data = Buffer.from(ending === 'as it is' ? text : even);
        const expected = whole(data);
        if (expected !== 'refused') read++;
        expect(await ours(data, size)).toEqual(expected);
      },
    ),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(200);
});

test('knows the line of each row, through quoted lines and empty ones', async () => {
  const lines: number[] = [];
  const text = 'h\r\n"two\r\nlines"\r\n\r\nlast';
  for await (const rows of csvRows(pieces(Buffer.from(text), 3), 100)) lines.push(...rows.lines);
  expect(lines).toEqual([1, 2, 5]);
});
