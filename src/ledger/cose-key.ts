import { createPublicKey, type KeyObject } from 'node:crypto';
import { isSmallOrder } from './ed25519-point.ts';

/** The algorithms a passkey may have here; the key alone says which, never the signature. */
export type CoseAlgorithm = 'ES256' | 'EdDSA' | 'RS256';

export interface CoseKey {
  readonly algorithm: CoseAlgorithm;
  readonly key: KeyObject;
  /** How many bytes the key took; the caller decides whether more may follow. */
  readonly length: number;
}

const smallestModulus = 256;
const largestModulus = 512;

/**
 * Reads a COSE_Key (RFC 9053) in CTAP2 canonical CBOR from the front of `bytes`: ES256 on P-256, EdDSA on Ed25519, RS256
 * of 2048 to 4096 bits with exponent 65537. Each has one encoding, which is compared byte for byte: no parser to confuse.
 * A sentence saying what is wrong otherwise.
 */
export function readCoseKey(bytes: Uint8Array): CoseKey | string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const read of [es256, eddsa, rs256]) {
    const key = read(buffer);
    if (key !== undefined) return key;
  }
  return 'the COSE key is neither ES256 on P-256, EdDSA on Ed25519 nor RS256, in canonical CBOR';
}

type Read = (bytes: Buffer) => CoseKey | string | undefined;

/** {1: 2, 3: -7, -1: 1, -2: x, -3: y} */
const es256: Read = (bytes) => {
  const x = after(bytes, 0, 'a5010203262001215820', 32);
  const y = x === undefined ? undefined : after(bytes, x.end, '225820', 32);
  if (x === undefined || y === undefined) return undefined;
  const key = fromJwk({ kty: 'EC', crv: 'P-256', x: x.text, y: y.text });
  return key === undefined ? 'the point is not on P-256' : { algorithm: 'ES256', key, length: y.end };
};

/** {1: 1, 3: -8, -1: 6, -2: x} */
const eddsa: Read = (bytes) => {
  const x = after(bytes, 0, 'a4010103272006215820', 32);
  if (x === undefined) return undefined;
  if (isSmallOrder(x.bytes))
    return 'the Ed25519 key is a point of small order, under which anything verifies';
  const key = fromJwk({ kty: 'OKP', crv: 'Ed25519', x: x.text });
  return key === undefined ? 'the Ed25519 key is no key' : { algorithm: 'EdDSA', key, length: x.end };
};

/** {1: 3, 3: -257, -1: n, -2: 65537} */
const rs256: Read = (bytes) => {
  const head = after(bytes, 0, 'a401030339010020', 3);
  if (head?.bytes[0] !== 0x59) return undefined;
  const size = head.bytes.readUInt16BE(1);
  if (size < smallestModulus || size > largestModulus)
    return `an RSA key of ${size} bytes is refused; it must have ${smallestModulus} to ${largestModulus}`;
  const n = after(bytes, head.end, '', size);
  const e = n === undefined ? undefined : after(bytes, n.end, '2143010001', 0);
  if (n === undefined || e === undefined) return undefined;
  if ((n.bytes[0] ?? 0) < 0x80) return 'the RSA modulus is shorter than it says';
  const key = fromJwk({ kty: 'RSA', n: n.text, e: 'AQAB' });
  return key === undefined ? 'the RSA key is no key' : { algorithm: 'RS256', key, length: e.end };
};

/** The `length` bytes behind `prefix` (hex), when exactly that prefix stands at `at` and they are all there. */
function after(bytes: Buffer, at: number, prefix: string, length: number) {
  const from = at + prefix.length / 2;
  const end = from + length;
  if (end > bytes.length || bytes.toString('hex', at, from) !== prefix) return undefined;
  const part = bytes.subarray(from, end);
  return { bytes: part, text: part.toString('base64url'), end };
}

/** Undefined when the numbers are no key (a point off its curve). */
function fromJwk(jwk: Readonly<Record<string, string>>): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
