import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { isDigest, must, type Digest } from '../../model/ids.ts';

/** A key for fingerprints of one estate: opaque, never printed, 32 random bytes. */
export type FingerprintKey = KeyObject;

/** A key from its 32 bytes, or a new random one. Keep it: fingerprints under two keys never match. */
export function fingerprintKey(bytes: Uint8Array = randomBytes(32)): FingerprintKey {
  if (bytes.length !== 32)
    throw new TypeError(`a fingerprint key has 32 bytes, this one has ${bytes.length}`);
  return createSecretKey(bytes);
}

/**
 * HMAC-SHA-256 of a secret as 64 hex characters: tells whether two places hold the same secret and nothing about what it
 * is, as long as the key stays in this installation. The domain tag keeps it from meaning anything elsewhere.
 */
export const fingerprint = (key: FingerprintKey, secret: string): Digest =>
  must(
    isDigest,
    createHmac('sha256', key).update('countersign/fingerprint/v1\0').update(secret).digest('hex'),
  );

/** A key for one other purpose, from which neither this key nor the key for any other purpose can be worked out. */
export const derivedKey = (key: FingerprintKey, purpose: string): Buffer =>
  createHmac('sha256', key).update('countersign/derived-key/v1\0').update(purpose).digest();
