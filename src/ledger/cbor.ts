/** What CBOR (RFC 8949) can hold here. */
export type Cbor = number | string | boolean | null | Buffer | readonly Cbor[] | CborMap;
export type CborMap = ReadonlyMap<number | string, Cbor>;

const deepest = 6;
/** By the short form of a head: how many bytes its number has, and from which number on. */
const wider: Readonly<Record<number, readonly [number, number]>> = {
  24: [1, 24],
  25: [2, 0x100],
  26: [4, 0x10000],
};

/**
 * Reads one CBOR item from the front of `bytes` and says how long it was. Strict: definite lengths in their shortest form,
 * no tags, floats or undefined, map keys that are integers or text and stand once. Undefined for anything else.
 */
export function readCbor(bytes: Uint8Array): { readonly value: Cbor; readonly length: number } | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const value = item(0);
  return value === undefined ? undefined : { value, length: at };

  function item(depth: number): Cbor | undefined {
    const first = buffer[at++];
    if (first === undefined || depth > deepest) return undefined;
    const [major, short] = [first >> 5, first & 31];
    if (major === 7) return { 20: false, 21: true, 22: null }[short];
    const size = argument(short);
    if (size === undefined || major === 6) return undefined;
    if (major === 0) return size;
    if (major === 1) return -1 - size;
    if (major === 2) return take(size);
    if (major === 3) return text(take(size));
    return major === 4 ? list(size, depth) : map(size, depth);
  }

  /** The number in an item's head, in its shortest form only. */
  function argument(short: number): number | undefined {
    if (short < 24) return short;
    const [width, least] = wider[short] ?? [];
    if (width === undefined || least === undefined || at + width > buffer.length) return undefined;
    const value = buffer.readUIntBE(at, width);
    at += width;
    return value < least ? undefined : value;
  }

  function take(size: number): Buffer | undefined {
    if (at + size > buffer.length) return undefined;
    at += size;
    return buffer.subarray(at - size, at);
  }

  function list(size: number, depth: number): readonly Cbor[] | undefined {
    const values: Cbor[] = [];
    for (let i = 0; i < size; i++) {
      const value = item(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  }

  function map(size: number, depth: number): CborMap | undefined {
    const values = new Map<number | string, Cbor>();
    for (let i = 0; i < size; i++) {
      const key = item(depth + 1);
      const value = item(depth + 1);
      if ((typeof key !== 'number' && typeof key !== 'string') || value === undefined) return undefined;
      if (values.has(key)) return undefined;
      values.set(key, value);
    }
    return values;
  }
}

function text(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const value = bytes.toString('utf8');
  return Buffer.from(value).equals(bytes) ? value : undefined;
}
