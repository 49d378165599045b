import type { Role, SubjectId } from '../model/index.ts';
import type { Permission } from './permission.ts';

/**
 * Who asks, as the door established it before anything of the request was read. It says who may look and operate; it never
 * decides: who signs comes from the signature in the input alone.
 */
export type Caller =
  /** Whoever reaches the Unix socket, which only the data folder's owner does. */
  | { readonly kind: 'socket' }
  /** Nobody in particular: only for `public` routes. */
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'person';
      readonly person: SubjectId;
      readonly roles: readonly Role[];
      /** The session's id (not its secret). */
      readonly session: string;
    }
  | {
      readonly kind: 'token';
      /** The token's id (not its secret). */
      readonly token: string;
      readonly owner: SubjectId;
      readonly scopes: readonly Permission[];
    };
