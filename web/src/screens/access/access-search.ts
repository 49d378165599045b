import { momentIn, textIn } from '../../asking/address.ts';
import { readSaved } from '../../saved-views/saved-search.ts';

/** A question about access as it stands in the address: a link asks what its sender asked. */
export interface AccessSearch {
  readonly ask?: 'what';
  readonly action?: string;
  readonly resource?: string;
  /** A key, a name, `source/key`, or an identity’s reference. */
  readonly identity?: string;
  /** What the identity is asked to do: then on which resources it can. */
  readonly does?: string;
  /** As of when; absent: now. */
  readonly at?: string;
  readonly view?: 'paths';
  /** The saved view that this was opened from. */
  readonly saved?: string;
}

/** What can be asked: a question with all its parts. */
export type Question =
  | { readonly is: 'who'; readonly action: string; readonly resource: string; readonly at?: string }
  | { readonly is: 'what'; readonly identity: string; readonly at?: string }
  | { readonly is: 'on'; readonly identity: string; readonly action: string; readonly at?: string };

/** Reads an address leniently: what is no part of a question is not asked. */
export function readAccessSearch(raw: Readonly<Record<string, unknown>>): AccessSearch {
  const { ask, view } = raw;
  return {
    ...(ask === 'what' ? { ask } : {}),
    ...textIn('action', raw['action']),
    ...textIn('resource', raw['resource']),
    ...textIn('identity', raw['identity']),
    ...textIn('does', raw['does']),
    ...momentIn(raw['at']),
    ...(view === 'paths' ? { view } : {}),
    ...readSaved(raw['saved']),
  };
}

/** The question in an address; undefined: it is not whole yet. */
export function questionOf({
  ask,
  action,
  resource,
  identity,
  does,
  at,
}: AccessSearch): Question | undefined {
  const when = at === undefined ? {} : { at };
  if (ask === 'what') {
    if (identity === undefined) return undefined;
    return does === undefined
      ? { is: 'what', identity, ...when }
      : { is: 'on', identity, action: does, ...when };
  }
  return action === undefined || resource === undefined
    ? undefined
    : { is: 'who', action, resource, ...when };
}
