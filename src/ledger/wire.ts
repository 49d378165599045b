/** Reads SSH wire encoding (RFC 4251 §5). Every getter answers undefined once the bytes have run out or are malformed. */
export interface WireReader {
  byte(): number | undefined;
  uint32(): number | undefined;
  string(): Buffer | undefined;
  /** A positive mpint in its shortest form, as big-endian bytes without the leading zero. */
  mpint(): Buffer | undefined;
  rest(): number;
}

export function readWire(bytes: Uint8Array): WireReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const uint32 = (): number | undefined => {
    if (at + 4 > buffer.length) return undefined;
    at += 4;
    return buffer.readUInt32BE(at - 4);
  };
  const string = (): Buffer | undefined => {
    const length = uint32();
    if (length === undefined || at + length > buffer.length) return undefined;
    at += length;
    return buffer.subarray(at - length, at);
  };
  return {
    byte() {
      const value = buffer[at];
      at++;
      return value;
    },
    uint32,
    string,
    mpint() {
      const raw = string();
      const [first, second] = raw ?? [];
      if (raw === undefined || first === undefined || first >= 0x80) return undefined;
      if (first !== 0) return raw;
      return second !== undefined && second >= 0x80 ? raw.subarray(1) : undefined;
    },
    rest: () => buffer.length - at,
  };
}

export const wireUint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const wireString = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([wireUint32(bytes.length), bytes]);
};
