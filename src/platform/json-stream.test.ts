import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../model/failure.ts';
import { streamJson, type JsonLimits, type StreamedValue } from './json-stream.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
async function* pieces(
  data: Uint8Array,
  sizes: readonly number[] = [data.length],
): AsyncIterable<Uint8Array> {
  let at = 0;
  for (let i = 0; at < data.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? data.length);
    yield data.subarray(at, at + size);
    at += size;
  }
}
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const all = async (
  text: string | Uint8Array,
  paths: readonly string[],
  limits?: Partial<JsonLimits>,
  sizes?: readonly number[],
): Promise<StreamedValue[]> => {
  const data = typeof text === 'string' ? bytes(text) : text;
  return collect(streamJson(pieces(data, sizes), paths, limits));
};
const faultOf = async (work: Promise<unknown>): Promise<{ code: string; message: string }> => {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Fault)) throw new Error('expected a Fault', { cause: error });
  return { code: error.code, message: error.message };
};

describe('several documents', () => {
  test('are each read as if they stood alone, however they are parted and the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), {
          minLength: 1,
        }),
        fc.constantFrom('', '\n', ' \r\n\t '),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        async (documents, between, sizes) => {
          const texts = documents.map((each) => JSON.stringify(each));
          const found = await all(texts.join(between), [''], { several: true }, sizes);
          expect(found.map(({ value }) => value)).toStrictEqual(texts.map((text) => JSON.parse(text)));
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each(['{"a":[1]}{"b":[2]}', '{"a":[1]},{"a":[2]}', '{"a":[1]}x', '{"a":[1]}{"a":[2]'])(
    'are refused where one of them is none: %s',
    async (text) => {
      expect((await faultOf(all(text, ['a.*'], { several: true }))).code).toMatch(/^input_/);
    },
  );

  test('are refused where one is expected', async () => {
    expect((await faultOf(all('{"a":[1]}{"a":[2]}', ['a.*']))).code).toBe('input_invalid');
  });
});

describe('values', () => {
  test('gives what lies at a key that holds dots, and nothing else', async () => {
    const text = '{"@odata":{"nextLink":"no"},"@odata.nextLink":"yes","value":[1]}';
    const found = await all(text, ['value.*', '@odata\\.nextLink']);
    expect(found.map(({ at, value }) => [at, value])).toEqual([
      ['@odata.nextLink', 'yes'],
      ['value.0', 1],
    ]);
  });

  test('gives each value at a path, with the pattern and the place', async () => {
    const text =
      '{"Users":[{"n":1},{"n":2}],"skip":{"deep":[1,2,{"x":null}]},"Roles":{"a":[true]},"Empty":[]}';
    expect(await all(text, ['Users.*', 'Roles.*', 'Empty.*'])).toEqual([
      { path: 'Users.*', at: 'Users.0', value: { n: 1 } },
      { path: 'Users.*', at: 'Users.1', value: { n: 2 } },
      { path: 'Roles.*', at: 'Roles.a', value: [true] },
    ]);
  });

  test('agrees with JSON.parse on any document, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.array(fc.jsonValue())),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        async (value, sizes) => {
          const text = JSON.stringify(value);
          const [whole] = await all(text, [''], {}, sizes);
          expect(whole?.value).toStrictEqual(JSON.parse(text));
          const children = await all(text, ['*'], {}, sizes);
          expect(children.map((c) => c.value)).toStrictEqual(Object.values(JSON.parse(text)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each(['[""]2', '[""]"]', '{}-', '[1] tru', '[] "'])(
    'refuses %j: something begins after the end',
    async (text) => {
      expect(await faultOf(all(text, ['']))).toMatchObject({ code: 'input_invalid' });
    },
  );

  test('accepts exactly what JSON.parse accepts, among damaged documents', async () => {
    const chars = '{}[]":,0-+.eE\\tnu x\u0001'.split('');
    const mutation = fc.tuple(fc.nat(), fc.constantFrom(...chars), fc.nat({ max: 2 }));
    // Ours refuses more, and only this: repeated keys, scalars at the top, infinite numbers, half characters.
    const stricter = /appears twice|looks like|too large to be read|half a character/;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), mutation, async (value, [at, char, mode]) => {
        const text = JSON.stringify(value);
        const i = at % text.length;
        const damaged = text.slice(0, i) + (mode === 0 ? '' : char) + text.slice(mode === 1 ? i : i + 1);
        const theirs = await Promise.resolve(damaged)
          .then(JSON.parse)
          .catch(() => 'refused');
        const ours = await all(damaged, ['']).then(
          ([whole]) => whole?.value,
          (error: unknown) => (error instanceof Fault && stricter.test(error.message) ? theirs : 'refused'),
        );
        expect(ours).toStrictEqual(theirs);
      }),
      { numRuns: 1500 },
    );
  });

  test('keeps `__proto__` as a key of its own and touches no prototype', async () => {
    const [first] = await all('{"l":[{"__proto__":{"admin":true},"constructor":1,"a":2}]}', ['l.*']);
    const value = first?.value;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(Object(value))).toEqual(['__proto__', 'constructor', 'a']);
    expect('admin' in {}).toBe(false);
  });

  test('passes over a byte order mark', async () => {
    expect(await all('\ufeff[1]', ['*'])).toEqual([{ path: '*', at: '0', value: 1 }]);
  });

  test('reads a null list as an empty one', async () => {
    expect(await all('{"Users":null}', ['Users.*'])).toEqual([]);
  });
});

describe('refusals', () => {
  test('names the byte where a cut-off file ends, at every cut', async () => {
    const text = '{"Users":[{"name":"é\\u00e9"},{"n":-1.5e3}],"x":true}';
    const data = bytes(text);
    for (let cut = 1; cut < data.length; cut++) {
      const fault = await faultOf(all(data.subarray(0, cut), ['Users.*']));
      expect(fault.code).toBe('input_invalid');
      expect(fault.message).toContain(`cut off at byte ${cut},`);
    }
  });

  test.each([
    ['{"a":1,"a":2}', 'appears twice'],
    ['{"a":{"b":1,"\\u0062":2}}', 'appears twice'],
    ['{"a":[1,2', 'cut off at byte 9'],
    ['{"a":tru3}', 'broken after byte'],
    ['{"a":1}{"a":2}', 'expected nothing'],
    ['{"a":[1,]}', 'expected value'],
    ['{"a" 1}', 'expected colon'],
    ['{"a":"\\ud800"}', 'half a character'],
    ['{"a":1e999}', 'too large to be read'],
    ['{"a":01}', 'Byte 6'],
  ])('refuses %s', async (text, message) => {
    const fault = await faultOf(all(text, ['a']));
    expect(fault.code).toBe('input_invalid');
    expect(fault.message).toContain(message);
  });

  test('refuses a repeated key on the way to a value', async () => {
    expect((await faultOf(all('{"Users":[1],"Users":[2]}', ['Users.*']))).message).toBe(
      'The key `Users` appears twice in one object, again at byte 13: the file can be read in two ways.',
    );
  });

  test('refuses bytes that are not UTF-8', async () => {
    const data = new Uint8Array([...bytes('{"a":"'), 0xc3, 0x28, ...bytes('"}')]);
    expect(await faultOf(all(data, ['a']))).toEqual({
      code: 'input_invalid',
      message: 'The JSON is broken after byte 4 (inside `a`): what follows is not JSON in UTF-8.',
    });
  });

  test.each([
    ['a gzip file', new Uint8Array([0x1f, 0x8b, 8, 0])],
    ['HTML or XML', bytes('<!doctype html><p>sign in')],
    ['plain text', bytes('user,arn\na,b')],
    ['UTF-16 text', new Uint8Array([0xff, 0xfe, 0x7b, 0])],
    ['binary data', new Uint8Array([0x7f, 0x45, 0, 0, 1])],
  ])('says that it looks like %s', async (looksLike, data) => {
    expect(await faultOf(all(data, ['a']))).toEqual({
      code: 'input_wrong_kind',
      message: `The input looks like ${looksLike}, expected JSON (an object or a list).`,
    });
  });

  test('refuses a JSON file that has none of the places asked for, naming what it has', async () => {
    expect(await faultOf(all('{"Version":"2012-10-17","x\\u001b[31m":[]}', ['Users.*', 'Roles.*']))).toEqual({
      code: 'input_wrong_kind',
      message:
        'The JSON holds none of `Users.*`, `Roles.*`; at its top level it has `Version`, `x\\u001b[31m`.',
    });
  });

  test('refuses a list that is not a list', async () => {
    expect((await faultOf(all('{"Users":"none"}', ['Users.*']))).message).toBe(
      '`Users` at byte 9 is a string, expected a list or an object.',
    );
  });

  test('refuses an empty input', async () => {
    expect((await faultOf(all('', ['a']))).message).toBe(
      'The input is empty: 0 bytes, expected JSON (an object or a list).',
    );
  });

  test('refuses nesting beyond the limit, in what is kept and in what is skipped', async () => {
    for (const path of ['a', 'b']) {
      const text = `{"a":${'['.repeat(100_000)}`;
      expect((await faultOf(all(text, [path]))).message).toContain('deeper than 64 levels');
    }
    const deep = `{"a":${'['.repeat(63)}${']'.repeat(63)}}`;
    expect(await all(deep, ['a'])).toHaveLength(1);
  });

  test.each([
    ['one string', `{"a":"${'x'.repeat(3_000)}"}`, { stringBytes: 2_000 }],
    ['one string that never ends', `{"a":"${'x'.repeat(300_000)}`, { stringBytes: 2_000 }],
    ['one value', `{"a":[${'"0123456789",'.repeat(200)}1]}`, { valueBytes: 2_000 }],
    ['items in a value', `{"a":[${'[],'.repeat(200)}1]}`, { valueItems: 100 }],
    ['keys on the way', `{${Array.from({ length: 99 }, (_, i) => `"k${i}":1`).join()}}`, { keyBytes: 2_000 }],
  ])('refuses %s beyond its limit', async (_, text, limits) => {
    expect((await faultOf(all(text, ['a'], limits))).code).toBe('input_too_large');
  });
});
