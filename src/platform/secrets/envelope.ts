import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { KeyPort } from './key-port.ts';

const base64 = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(200_000);
const sealed = z.strictObject({ iv: base64.max(16), tag: base64.max(22), data: base64 });
/** AES-256-GCM output, all parts base64url. */
type Sealed = z.infer<typeof sealed>;

/** One secret: sealed by a data key of its own, which is sealed by a key-encryption key. */
export const envelopeShape = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  wrappedKey: sealed,
  secret: sealed,
});
export type Envelope = z.infer<typeof envelopeShape>;

/**
 * Seals a secret. `bound` (store and record name) is authenticated with both layers, so an envelope opens only in its own
 * place; every call uses a fresh data key and fresh nonces.
 */
export function sealEnvelope(secret: string, bound: string, keys: KeyPort): Envelope {
  const dataKey = randomBytes(32);
  const envelope = wrapWith(
    dataKey,
    seal(createSecretKey(dataKey), Buffer.from(secret), `${bound}\0secret`),
    bound,
    keys,
  );
  dataKey.fill(0);
  return envelope;
}

/** The secret, or undefined when anything was altered, moved to another place, or its key is not here. */
export function openEnvelope(envelope: Envelope, bound: string, keys: KeyPort): string | undefined {
  const dataKey = unwrap(envelope, bound, keys);
  if (dataKey === undefined) return undefined;
  const secret = unseal(createSecretKey(dataKey), envelope.secret, `${bound}\0secret`);
  dataKey.fill(0);
  return secret?.toString('utf8');
}

/** The same sealed secret under the current key; undefined as for `openEnvelope`. The secret itself is not opened. */
export function rewrapEnvelope(envelope: Envelope, bound: string, keys: KeyPort): Envelope | undefined {
  const dataKey = unwrap(envelope, bound, keys);
  if (dataKey === undefined) return undefined;
  const again = wrapWith(dataKey, envelope.secret, bound, keys);
  dataKey.fill(0);
  return again;
}

function wrapWith(dataKey: Buffer, secret: Sealed, bound: string, keys: KeyPort): Envelope {
  const { id, key } = keys.current();
  return { keyId: id, wrappedKey: seal(key, dataKey, `${bound}\0${id}\0key`), secret };
}

function unwrap(envelope: Envelope, bound: string, keys: KeyPort): Buffer | undefined {
  const key = keys.find(envelope.keyId);
  return key === undefined ? undefined : unseal(key, envelope.wrappedKey, `${bound}\0${envelope.keyId}\0key`);
}

function seal(key: KeyObject, plain: Uint8Array, bound: string): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  const text = (bytes: Buffer): string => bytes.toString('base64url');
  return { iv: text(iv), tag: text(cipher.getAuthTag()), data: text(data) };
}

function unseal(key: KeyObject, { iv, tag, data }: Sealed, bound: string): Buffer | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
      .setAAD(Buffer.from(bound))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]);
  } catch {
    return undefined;
  }
}
