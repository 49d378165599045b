import { Fault } from '../../model/index.ts';
import { streamJson } from '../../platform/json-stream.ts';
import { linesOf } from '../../platform/text-lines.ts';
import type { Input } from './inputs.ts';
import type { Inventory } from './inventory.ts';
import { listedServer } from './registry.ts';
import { flatlyListed, listedTools, serverOfFile } from './tool-list.ts';
import { desktopLine, fieldsOf, recordUse, spanUse, resourceUses } from './traces.ts';

type Bytes = () => AsyncIterable<Uint8Array>;
type Takes = AsyncIterable<() => void>;

/** Each value of a file with what is to be done with it, so that a Fault about it is told with the file's name. */
export async function* valuesIn(file: Input, bytes: Bytes, inventory: Inventory): Takes {
  if (file.kind === 'registry')
    for await (const { at, value } of streamJson(bytes(), [await pathOfEntries(bytes)]))
      yield () => inventory.takeListed(listedServer(value, at), file.allows);
  else if (file.kind === 'spans') yield* spansIn(file, bytes, inventory);
  else if (file.kind === 'desktop-log') yield* desktopLinesIn(file, bytes, inventory);
  else yield* recordsIn(file, bytes, inventory);
}

const pathOfEntries = async (bytes: Bytes): Promise<string> => {
  const text = await headText(bytes);
  if (text.startsWith('[')) return '*';
  return /^\{[^[{]*"servers"\s*:\s*\[/.test(text) ? 'servers.*' : '';
};

async function* spansIn(file: Input, bytes: Bytes, inventory: Inventory): Takes {
  const take =
    (uses: ReturnType<typeof spanUse>): (() => void) =>
    () => {
      for (const use of uses) inventory.takeUse(use, file.relative);
    };
  if (file.lines)
    for await (const { line, text } of linesOf(bytes())) {
      const value = jsonOf(text, line);
      const resources = fieldsOf(value).get('resourceSpans');
      yield take(Array.isArray(resources) ? resources.flatMap(resourceUses) : spanUse(value));
    }
  else if ((await headText(bytes)).startsWith('['))
    for await (const { value } of streamJson(bytes(), ['*'])) yield take(spanUse(value));
  else
    for await (const { value } of streamJson(bytes(), ['resourceSpans.*'])) yield take(resourceUses(value));
}

/** Lines that are no message, or not a whole one, are what a program's log is full of. */
async function* desktopLinesIn(file: Input, bytes: Bytes, inventory: Inventory): Takes {
  for await (const { text } of linesOf(bytes())) {
    const line = desktopLine(text);
    const value = line === undefined ? undefined : jsonOrNothing(line.json);
    if (line === undefined || value === undefined) continue;
    const { server, at } = line;
    const use = recordUse(value);
    const tools = fieldsOf(fieldsOf(value).get('result')).get('tools');
    const whose = { agent: 'Claude Desktop', server, ...(at === undefined ? {} : { at }) };
    if (use !== undefined) yield () => inventory.takeUse({ ...whose, tool: use.tool }, file.relative);
    else if (Array.isArray(tools))
      yield () => inventory.takeTools(listedTools(tools, server, 'one line'), file.relative);
  }
}

async function* recordsIn(file: Input, bytes: Bytes, inventory: Inventory): Takes {
  const server = serverOfFile(file.relative);
  const take = (value: unknown, at: string): void => {
    const fields = fieldsOf(value);
    const tools = fields.get('tools') ?? fieldsOf(fields.get('result')).get('tools');
    const flat = flatlyListed(value, server);
    const use = recordUse(value);
    if (Array.isArray(tools)) inventory.takeTools(listedTools(tools, server, at), file.relative);
    else if (flat !== undefined) inventory.takeTools([flat], file.relative);
    else if (use !== undefined) inventory.takeUse(use, file.relative);
  };
  if (file.lines)
    for await (const { line, text } of linesOf(bytes())) {
      const value = jsonOf(text, line);
      yield () => take(value, `line ${line}`);
    }
  else
    for await (const { at, value } of streamJson(bytes(), [
      (await headText(bytes)).startsWith('[') ? '*' : '',
    ]))
      yield () => take(value, at === '' ? 'its top' : at);
}

async function headText(bytes: Bytes): Promise<string> {
  for await (const chunk of bytes())
    return Buffer.from(chunk.subarray(0, 1 << 16))
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimStart();
  return '';
}

function jsonOf(text: string, line: number): unknown {
  const value = jsonOrNothing(text);
  if (value !== undefined) return value;
  throw new Fault('input_invalid', `Line ${line} is not whole JSON: the file was cut off, or is none.`, {
    next: 'Export it again and check that it was written to its end.',
  });
}

function jsonOrNothing(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value ?? undefined;
  } catch {
    // the parser's message would repeat a part of the text
    return undefined;
  }
}
