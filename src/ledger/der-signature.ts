/**
 * The two numbers of an ECDSA signature from its DER (SEQUENCE of two INTEGERs, each in its one shortest form, nothing
 * after them), side by side, `width` bytes each. Undefined for anything else.
 */
export function readDerSignature(bytes: Uint8Array, width: number): Buffer | undefined {
  const der = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 2 + 2 * (width + 3)) return undefined;
  const flat = Buffer.alloc(2 * width);
  let at = 2;
  for (const place of [0, 1]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    const [first = 0x80, second = 0] = number;
    if (der[at] !== 0x02 || number.length !== length || first >= 0x80) return undefined;
    if (first === 0 && second < 0x80) return undefined; // 0, or a zero too many
    const shortest = first === 0 ? number.subarray(1) : number;
    if (shortest.length > width) return undefined;
    shortest.copy(flat, (place + 1) * width - shortest.length);
    at += 2 + length;
  }
  return at === der.length ? flat : undefined;
}
