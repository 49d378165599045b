import { hash } from 'node:crypto';
import { isIdentityRef, type IdentityRef } from '../model/index.ts';

/** The same for the same person or account for ever: SHA-256 over what its source calls it, so that links survive re-reads. */
export function identityRefOf(entity: 'person' | 'account', source: string, key: string): IdentityRef {
  const text = [entity, source, key].map((part) => `${part.length}:${part}`).join('');
  const ref = `idn_${hash('sha256', text, 'hex').slice(0, 32)}`;
  if (!isIdentityRef(ref)) throw new TypeError(`\`${ref}\` is no reference to an identity`);
  return ref;
}
