import { maxLeafBytes } from './hashing.ts';

/** C2SP entry bundle: each entry as a big-endian uint16 length and its bytes. Throws RangeError over 65,535 bytes. */
export function writeBundle(leaves: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const leaf of leaves) {
    if (leaf.length > maxLeafBytes) throw new RangeError(`an entry of ${leaf.length} bytes fits no bundle`);
    parts.push(Buffer.of(leaf.length >> 8, leaf.length & 0xff), leaf);
  }
  return Buffer.concat(parts);
}

/** The entries of a bundle in order (views, not copies); undefined when its bytes end inside an entry. */
export function readBundle(bytes: Uint8Array): Uint8Array[] | undefined {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const end = at + 2 + length;
    if (end > bytes.length) return undefined;
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return leaves;
}
