import { hash } from 'node:crypto';
import type { Brand } from '../model/index.ts';

/** `idn_…`: an identity in lists and addresses of pages. */
export type IdentityRef = Brand<'IdentityRef'>;

const shape = /^idn_[0-9a-f]{32}$/;
export const isIdentityRef = (text: string): text is IdentityRef => shape.test(text);

/** The same for the same person or account for ever: SHA-256 over what its source calls it, so that links survive re-reads. */
export function identityRefOf(entity: 'person' | 'account', source: string, key: string): IdentityRef {
  const text = [entity, source, key].map((part) => `${part.length}:${part}`).join('');
  const ref = `idn_${hash('sha256', text, 'hex').slice(0, 32)}`;
  if (!isIdentityRef(ref)) throw new TypeError(`\`${ref}\` is no reference to an identity`);
  return ref;
}
