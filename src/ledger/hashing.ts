import { hash } from 'node:crypto';

/** SHA-256 of bytes, 32 bytes. */
export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** Most bytes one entry may have: the C2SP entry bundle prefixes each with a uint16 length. */
export const maxLeafBytes = 65_535;

const leafScratch = Buffer.alloc(1 + maxLeafBytes); // byte 0 stays 0x00, the leaf tag
const nodeScratch = Buffer.alloc(65);
nodeScratch[0] = 0x01;

/** RFC 6962 §2.1: SHA-256(0x00 ‖ leaf). */
export function leafHash(leaf: Uint8Array): Buffer {
  if (leaf.length > maxLeafBytes) return sha256(Buffer.concat([Buffer.of(0x00), leaf]));
  leafScratch.set(leaf, 1);
  return sha256(leafScratch.subarray(0, 1 + leaf.length));
}

/** RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right), both 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeScratch.set(left, 1);
  nodeScratch.set(right, 33);
  return sha256(nodeScratch);
}

/** RFC 6962 §2.1: the hash of a tree without leaves. */
export const emptyRoot: Buffer = sha256(new Uint8Array(0));

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Strict base64 (RFC 4648 §4, padded) of exactly what it decodes to; undefined for anything else. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** Strict base64url (RFC 4648 §5, no padding) of exactly what it decodes to; undefined for anything else. */
export function readBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
