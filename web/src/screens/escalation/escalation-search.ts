import { momentIn, textIn } from '../../asking/address.ts';

/** A question about what could be become, as it stands in the address. Without `ask`: what leads to the crown jewels. */
export interface EscalationSearch {
  readonly ask?: 'become' | 'way' | 'blast';
  readonly identity?: string;
  readonly from?: string;
  readonly to?: string;
  /** A credential, or an identity. */
  readonly of?: string;
  /** As of when; absent: now. */
  readonly at?: string;
}

export type Question = { readonly at?: string } & (
  | { readonly is: 'weak' }
  | { readonly is: 'become'; readonly identity: string }
  | { readonly is: 'way'; readonly from: string; readonly to: string }
  | { readonly is: 'blast'; readonly of: string }
);

/** Reads an address leniently: what is no part of a question is not asked. */
export function readEscalationSearch(raw: Readonly<Record<string, unknown>>): EscalationSearch {
  const { ask } = raw;
  return {
    ...(ask === 'become' || ask === 'way' || ask === 'blast' ? { ask } : {}),
    ...textIn('identity', raw['identity']),
    ...textIn('from', raw['from']),
    ...textIn('to', raw['to']),
    ...textIn('of', raw['of']),
    ...momentIn(raw['at']),
  };
}

/** The question in an address; undefined: it is not whole yet. */
export function questionOf({ ask, identity, from, to, of, at }: EscalationSearch): Question | undefined {
  const when = at === undefined ? {} : { at };
  if (ask === undefined) return { is: 'weak', ...when };
  if (ask === 'become') return identity === undefined ? undefined : { is: 'become', identity, ...when };
  if (ask === 'blast') return of === undefined ? undefined : { is: 'blast', of, ...when };
  return from === undefined || to === undefined ? undefined : { is: 'way', from, to, ...when };
}
