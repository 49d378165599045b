import { createHash } from 'node:crypto';
import type { Jwk } from './shapes.ts';

/**
 * The thumbprint by which a public key is known wherever it is seen: RFC 7638, written as RFC 9278 does. Undefined for a key of
 * another kind than RSA and elliptic curves.
 */
export function jwkThumbprint({ kty, n, e, crv, x, y }: Jwk): string | undefined {
  const members =
    kty === 'RSA' && typeof n === 'string' && typeof e === 'string'
      ? { e, kty, n }
      : kty === 'EC' && typeof crv === 'string' && typeof x === 'string' && typeof y === 'string'
        ? { crv, kty, x, y }
        : undefined;
  if (members === undefined) return undefined;
  const digest = createHash('sha256').update(JSON.stringify(members)).digest('base64url');
  return `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${digest}`;
}
