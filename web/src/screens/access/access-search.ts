import { momentIn, textIn } from '../../asking/address.ts';
import { readSaved } from '../../saved-views/saved-search.ts';

/** A question about access as it stands in the address: a link asks what its sender asked. */
export interface AccessSearch {
  readonly ask?: 'what' | 'can';
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

/** What a list answers: a question with all its parts. */
export type ListQuestion = { readonly at?: string } & (
  | { readonly is: 'who'; readonly action: string; readonly resource: string }
  | { readonly is: 'what'; readonly identity: string }
  | { readonly is: 'on'; readonly identity: string; readonly action: string }
);
/** Whether one can do one thing: what a yes, a no or a “depends” answers. */
export interface CanQuestion {
  readonly is: 'can';
  readonly identity: string;
  readonly action: string;
  readonly resource: string;
  readonly at?: string;
}
export type Question = ListQuestion | CanQuestion;

/** Reads an address leniently: what is no part of a question is not asked. */
export function readAccessSearch(raw: Readonly<Record<string, unknown>>): AccessSearch {
  const { ask, view } = raw;
  return {
    ...(ask === 'what' || ask === 'can' ? { ask } : {}),
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
  if (action === undefined || resource === undefined) return undefined;
  if (ask === undefined) return { is: 'who', action, resource, ...when };
  return identity === undefined ? undefined : { is: 'can', identity, action, resource, ...when };
}
