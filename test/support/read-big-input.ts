// Reads a generated input of a given size in a process of its own and tells its peak memory: `node read-big-input.ts json 3000`.
import { streamCsv } from '../../src/platform/csv-stream.ts';
import { streamJson } from '../../src/platform/json-stream.ts';
import { peakMegabytes } from './peak-memory.ts';

const [kind, megabytes] = process.argv.slice(2);
const bytes = Number(megabytes) * 1e6;
const tag = `{"Key":"cost-center","Value":"Zürich, ${'platform engineering, shared services, '.repeat(6)}"},`;
const user = Buffer.from(`{"UserName":"u","Tags":[${tag.repeat(10)}{}]},\n`);
const plain = `Müller Anna,${'x'.repeat(200)},says hi\n`;
const lines = Buffer.from(`${plain.repeat(9)}"Müller, Anna",${'x'.repeat(200)},"says ""hi"""\n`);

async function* generate(head: string, record: Buffer, tail: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(head);
  const block = Buffer.concat(Array.from({ length: Math.ceil(65_536 / record.length) }, () => record));
  for (let sent = 0; sent < bytes; sent += block.length) yield block;
  yield Buffer.from(tail);
}

let values = 0;
if (kind === 'json') {
  for await (const { value } of streamJson(generate('{"UserDetailList":[', user, '{}]}'), [
    'UserDetailList.*',
  ]))
    if (value !== null) values++;
} else {
  for await (const { record } of streamCsv(generate('name,text,note\n', lines, '')))
    if (record['note']?.startsWith('says') === true) values++;
}
process.stdout.write(`${JSON.stringify({ values, peakMegabytes: peakMegabytes() })}\n`);
