import { createHash, randomBytes } from 'node:crypto';

/** A secret that is told once, and what is kept of it. */
export interface NewSecret {
  /** `cs_KIND_` and 43 base64url characters (256 bits): secret scanners can find it, and a person can tell what it is. */
  readonly secret: string;
  readonly hash: Buffer;
}

export type SecretKind = 'session' | 'link' | 'token' | 'flow';

export function newSecret(kind: SecretKind): NewSecret {
  const secret = `cs_${kind}_${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashOf(secret) };
}

/**
 * What is looked up instead of the secret. Looking up by a hash of 256 random bits leaks nothing through time that helps to
 * guess one, so no comparison has to take the same time always.
 */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Whether a text can be a secret of that kind at all; what cannot is not looked up. */
export const looksLike = (kind: SecretKind, text: string): boolean =>
  text.length === `cs_${kind}_`.length + 43 && text.startsWith(`cs_${kind}_`) && /^[\w-]+$/.test(text);
