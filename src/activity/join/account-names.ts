import type { ActorKept } from '../kept/profiles.ts';
import { joinRules } from './join-rules.ts';

/** One way in which the estate may name whoever a log names: whole, or of keys that begin so. */
export interface AccountName {
  readonly by: 'key' | 'name' | 'email';
  readonly value: string;
  readonly keysFrom?: string;
  /** Why that is the same: `its ARN`. */
  readonly because: string;
}

/** What a log says of whoever acted, as far as it helps to find them. */
export type ActorNamed = Pick<ActorKept, 'name' | 'kind' | 'uid' | 'email' | 'account'>;

/**
 * How a source that this connector reads would name this actor, the surest first: what the source itself tells identities
 * apart by, then what is unique within it. A name that people may choose for themselves is never one.
 */
export function accountNames(actor: ActorNamed, connector: string): readonly AccountName[] {
  const byEmail: readonly AccountName[] =
    actor.email === undefined || actor.email === null || !actor.email.includes('@')
      ? []
      : [{ by: 'email', value: actor.email, because: 'its e-mail address' }];
  return [
    ...(joinRules.find((rule) => rule.connector === connector)?.names(actor) ?? ofAny(actor)),
    ...byEmail,
  ];
}

/** Of a source of no kind known here only its own keys say who it is. */
const ofAny = ({ uid }: ActorNamed): readonly AccountName[] =>
  uid === null ? [] : [{ by: 'key', value: uid, because: 'its id' }];

/** Whether logs of a source that this connector reads could name this account: what they never name is not unused. */
export const couldBeNamed = (key: string, connector: string): boolean =>
  joinRules.find((rule) => rule.connector === connector)?.neverNamed?.test(key) !== true;
