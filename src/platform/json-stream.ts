import { Tokenizer } from '@streamparser/json';
import { Fault } from '../model/failure.ts';
import { ofKind } from './input-kind.ts';
import { JsonAssembly, tooLong, type JsonLimits, type StreamedValue } from './json-assembly.ts';

export type { JsonLimits, StreamedValue } from './json-assembly.ts';

const usual: JsonLimits = {
  depth: 64,
  valueBytes: 8 << 20,
  valueItems: 500_000,
  stringBytes: 1 << 20,
  keyBytes: 64 << 20,
  several: false,
};

/**
 * Reads one JSON document of any size in bounded memory and gives, in the order of the file, the values at `paths`.
 *
 * A path is keys joined by dots (one within a key is written `\.`), `*` standing for any key or index:
 * `UserDetailList.*`; the empty path is the whole
 * document. Where a path matches, the value comes whole; other paths inside it do not match again. Values are what
 * `JSON.parse` would give.
 *
 * With `several`, documents may stand one after the other, as pages that a program printed; each has to hold one of the
 * paths.
 *
 * Throws Fault: `input_wrong_kind` when it is not JSON or holds none of the paths; `input_invalid` with the byte offset
 * when it is broken, cut off, repeats a key in one object or is not UTF-8; `input_too_large` beyond a limit. Values
 * given before a fault are no evidence of a complete file: use them only after the last one came.
 */
export async function* streamJson(
  source: AsyncIterable<Uint8Array>,
  paths: readonly string[],
  limits: Partial<JsonLimits> = {},
): AsyncIterable<StreamedValue> {
  const bounds = { ...usual, ...limits };
  let ready: StreamedValue[] = [];
  const assembly = new JsonAssembly(paths, bounds, (value) => ready.push(value));
  const tokenizer = new Tokenizer();
  let lastToken = 0;
  let bytes = 0;
  tokenizer.onToken = (token) => {
    lastToken = token.offset;
    assembly.accept({ token: token.token, value: token.value, offset: token.offset });
  };
  const broken = (cause: unknown): Fault =>
    cause instanceof Fault
      ? cause
      : new Fault(
          'input_invalid',
          `The JSON is broken after byte ${lastToken} (inside ${assembly.place}): what follows is not JSON in UTF-8.`,
          { next: 'Export the file again; if it stays so, it is not what the source documents.', cause },
        );
  for await (const slice of ofKind(source, { kinds: ['json'], name: 'JSON (an object or a list)' })) {
    try {
      tokenizer.write(slice);
    } catch (error) {
      throw broken(error);
    }
    bytes += slice.length;
    if (bytes - lastToken > bounds.stringBytes + slice.length)
      throw tooLong(lastToken, assembly.place, bounds);
    if (ready.length > 0) {
      const values = ready;
      ready = [];
      yield* values;
    }
  }
  assembly.finish(bytes);
  try {
    tokenizer.end(); // a number or an open string after the last value is a token that never came
  } catch (error) {
    throw broken(error);
  }
}
