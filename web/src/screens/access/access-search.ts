import { readSaved } from '../../saved-views/saved-search.ts';

/** A question about access as it stands in the address: a link asks what its sender asked. */
export interface AccessSearch {
  readonly ask?: 'what';
  readonly action?: string;
  readonly resource?: string;
  /** A key, a name, `source/key`, or an identity’s reference. */
  readonly identity?: string;
  /** As of when; absent: now. */
  readonly at?: string;
  readonly view?: 'paths';
  /** The saved view that this was opened from. */
  readonly saved?: string;
}

/** What can be asked: a question with all its parts. */
export type Question =
  | { readonly is: 'who'; readonly action: string; readonly resource: string; readonly at?: string }
  | { readonly is: 'what'; readonly identity: string; readonly at?: string };

const longest = 2000;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads an address leniently: what is no part of a question is not asked. */
export function readAccessSearch(raw: Readonly<Record<string, unknown>>): AccessSearch {
  const { ask, at, view } = raw;
  return {
    ...(ask === 'what' ? { ask } : {}),
    ...text('action', raw['action']),
    ...text('resource', raw['resource']),
    ...text('identity', raw['identity']),
    ...(typeof at === 'string' && moment.test(at) && !Number.isNaN(Date.parse(at)) ? { at } : {}),
    ...(view === 'paths' ? { view } : {}),
    ...readSaved(raw['saved']),
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
export function questionOf({ ask, action, resource, identity, at }: AccessSearch): Question | undefined {
  const when = at === undefined ? {} : { at };
  if (ask === 'what') return identity === undefined ? undefined : { is: 'what', identity, ...when };
  return action === undefined || resource === undefined
    ? undefined
    : { is: 'who', action, resource, ...when };
}
