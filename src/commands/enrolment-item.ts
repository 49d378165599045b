import { keyToEnrol, type RegistrationRecord } from '../ledger/index.ts';
import { done, refuse, roles as allRoles, type Result, type Role, type SubjectId } from '../model/index.ts';
import type { FirstSigner } from './bootstrap.ts';

export interface BootstrapAskedFor {
  /** An OpenSSH line, or the line of a passkey, which comes with its registration. */
  readonly publicKey: string;
  readonly registration?: RegistrationRecord;
  readonly roles: readonly string[];
  /** A person of the estate, by the ledger's id; absent: an id of its own, linked to nobody's accounts. */
  readonly as?: SubjectId;
}

/** The person with this key and these roles as an entry names them; refuses a key that could not be enrolled. */
export function signerAsked(asked: BootstrapAskedFor, subject: SubjectId): Result<FirstSigner> {
  const key = keyToEnrol(asked.publicKey, asked.registration);
  if (typeof key === 'string') return refuse('input_invalid', `The public key cannot be used: ${key}.`);
  const roles = asked.roles.filter((role): role is Role => allRoles.some((known) => known === role));
  if (roles.length !== asked.roles.length || roles.length === 0)
    return refuse('input_invalid', `Roles are among ${allRoles.join(', ')}.`);
  return done({ subject, roles, ...key });
}

export type EnrolmentItem = Pick<FirstSigner, keyof FirstSigner> & { readonly replaces?: string };

/** What an enrolment of this key for this person covers; with `replaces`, of this key in place of that one. */
export function enrolmentItem(
  asked: BootstrapAskedFor & { readonly person: SubjectId; readonly replaces?: string },
): Result<EnrolmentItem> {
  const person = signerAsked(asked, asked.person);
  if (!person.ok) return person;
  const replaces = asked.replaces === undefined ? {} : { replaces: asked.replaces };
  return done({ ...person.value, ...replaces });
}
