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

const longest = 2000;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads an address leniently: what is no part of a question is not asked. */
export function readEscalationSearch(raw: Readonly<Record<string, unknown>>): EscalationSearch {
  const { ask, at } = raw;
  return {
    ...(ask === 'become' || ask === 'way' || ask === 'blast' ? { ask } : {}),
    ...text('identity', raw['identity']),
    ...text('from', raw['from']),
    ...text('to', raw['to']),
    ...text('of', raw['of']),
    ...(typeof at === 'string' && moment.test(at) && !Number.isNaN(Date.parse(at)) ? { at } : {}),
  };
}

const text = <N extends string>(name: N, value: unknown): { readonly [K in N]?: string } => {
  const part: { [K in N]?: string } = {};
  // the router reads an address as JSON where it can: a key that is a number is a text all the same
  const said = typeof value === 'number' ? String(value) : value;
  if (typeof said === 'string' && said.trim() !== '') part[name] = said.trim().slice(0, longest);
  return part;
};

/** The question in an address; undefined: it is not whole yet. */
export function questionOf({ ask, identity, from, to, of, at }: EscalationSearch): Question | undefined {
  const when = at === undefined ? {} : { at };
  if (ask === undefined) return { is: 'weak', ...when };
  if (ask === 'become') return identity === undefined ? undefined : { is: 'become', identity, ...when };
  if (ask === 'blast') return of === undefined ? undefined : { is: 'blast', of, ...when };
  return from === undefined || to === undefined ? undefined : { is: 'way', from, to, ...when };
}
