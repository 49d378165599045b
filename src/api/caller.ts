import type { SessionHow } from '../commands/signin.ts';
import type { ConsoleCaller, SubjectId } from '../model/index.ts';

/**
 * Who asks, as the door established it before anything of the request was read. It says who may look and operate; it never
 * decides: who signs comes from the signature in the input alone.
 */
export type Caller =
  /** Whoever reaches the Unix socket, which only the data folder's owner does. */
  | { readonly kind: 'socket' }
  /** Nobody in particular: only for `public` routes. */
  | { readonly kind: 'anonymous' }
  /** Holds the first link of a ledger that has no signer yet. */
  | { readonly kind: 'setup'; readonly session: OpenSession }
  | {
      readonly kind: 'person';
      readonly who: ConsoleCaller & { readonly kind: 'person' };
      readonly session: OpenSession;
    }
  | { readonly kind: 'token'; readonly who: ConsoleCaller & { readonly kind: 'token' } };

/** A session without its secret. */
export interface OpenSession {
  readonly id: string;
  /** What a write has to bring along. */
  readonly csrf: string;
  /** By what it was begun. */
  readonly how: SessionHow;
}

/** The person who called in a session, for routes that are about oneself. */
export const personOfCaller = (caller: Caller): SubjectId | undefined =>
  caller.kind === 'person' ? caller.who.person.id : undefined;

/** One stable text per caller, for budgets and for what is kept per caller. */
export function callerKey(caller: Caller): string {
  switch (caller.kind) {
    case 'socket':
    case 'anonymous':
      return caller.kind;
    case 'setup':
      return `setup:${caller.session.id}`;
    case 'person':
      return `person:${caller.who.person.id}`;
    case 'token':
      return `token:${caller.who.token.id}`;
  }
}
