import type { Brand } from './brand.ts';

/** `idn_…`: an identity in lists and addresses of pages. */
export type IdentityRef = Brand<'IdentityRef'>;

const shape = /^idn_[0-9a-f]{32}$/;
export const isIdentityRef = (text: string): text is IdentityRef => shape.test(text);
