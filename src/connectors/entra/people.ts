import type { AccountObserved, Instant, Observation } from '../../model/index.ts';
import type { Agents } from './agents.ts';
import type { Asking } from './answers.ts';
import { endpoints } from './endpoints.ts';
import { cut, Kept } from './kept.ts';
import { userKey } from './keys.ts';
import { observeSponsors } from './owners.ts';
import type { Roles } from './roles.ts';
import type { User } from './shapes.ts';

/** Users: accounts of people, of guests and of agents, and the people that the directory says they are. */
export class People {
  readonly #references = new Kept<string>('users');
  readonly #lastUsed = new Kept<Instant | null>('users');
  readonly #secondFactor = new Kept<boolean>('users');

  has(id: string): boolean {
    return this.#references.has(id);
  }
  keyOf(id: string): string {
    return userKey(id);
  }
  /** How correlation finds the person: an employee number, an e-mail, or the key by which this source knows them. */
  referenceTo(id: string): string | undefined {
    return this.#references.get(id);
  }

  async *read(
    asking: Asking,
    { roles, agents }: { readonly roles: Roles; readonly agents: Agents },
  ): AsyncIterable<Observation> {
    for await (const { id, signInActivity: said } of asking.each(endpoints.userActivity))
      this.#lastUsed.set(id, latest(said?.lastSignInDateTime, said?.lastNonInteractiveSignInDateTime));
    for await (const { id, isMfaRegistered } of asking.each(endpoints.registration))
      if (typeof isMfaRegistered === 'boolean') this.#secondFactor.set(id, isMfaRegistered);
    const sponsored: (readonly [key: string, id: string])[] = [];
    for await (const user of asking.each(endpoints.users)) {
      this.#references.set(user.id, referenceOf(user));
      const isAgent = agents.isUser(user);
      yield this.#account(user, {
        isAgent,
        attributes: {
          ...roles.attributesOf(user.id),
          ...(isAgent ? { sponsors: agents.sponsorsSaid(user.id) } : {}),
        },
      });
      if (!isAgent && isPerson(user)) yield person(user);
      if (!isAgent) yield* password(user);
      if (isAgent) sponsored.push([userKey(user.id), user.id]);
    }
    for (const [key, id] of sponsored) yield* observeSponsors(key, agents.sponsorsOf(id), this);
  }

  #account(
    user: User,
    {
      isAgent,
      attributes,
    }: { readonly isAgent: boolean; readonly attributes: Readonly<Record<string, string>> },
  ): AccountObserved {
    const { id, mail, employeeId, createdDateTime, displayName, userType, accountEnabled } = user;
    const lastUsedAt = this.#lastUsed.get(id);
    const mfa = this.#secondFactor.get(id);
    return {
      type: 'account',
      key: userKey(id),
      name: cut(user.userPrincipalName ?? displayName ?? id),
      kind: isAgent ? 'agent' : isPerson(user) || userType === 'Guest' ? 'person' : 'unknown',
      state: accountEnabled === true ? 'active' : accountEnabled === false ? 'disabled' : 'unknown',
      ...(isText(mail) && !isAgent ? { email: mail } : {}),
      ...(isText(employeeId) && !isAgent ? { employeeNumber: employeeId } : {}),
      ...(createdDateTime === undefined || createdDateTime === null ? {} : { createdAt: createdDateTime }),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      interactive: !isAgent,
      ...(mfa === undefined || isAgent ? {} : { mfa }),
      attributes: {
        ...(isText(displayName) ? { displayName: cut(displayName) } : {}),
        ...(isText(userType) ? { userType: cut(userType) } : {}),
        ...(user.onPremisesSyncEnabled === true ? { synchronised: 'true' } : {}),
        ...attributes,
      },
    };
  }
}

const isText = (text: string | null | undefined): text is string => typeof text === 'string' && text !== '';

/** Entra calls everybody a user; these say something that only people have. Guests are people of somebody else. */
const isPerson = ({ userType, employeeId, mail }: User): boolean =>
  userType !== 'Guest' && (isText(employeeId) || isText(mail));

const referenceOf = ({ id, employeeId, mail }: User): string =>
  isText(employeeId) ? employeeId : isText(mail) ? mail : userKey(id);

const person = ({
  id,
  displayName,
  mail,
  employeeId,
  accountEnabled,
  userPrincipalName,
}: User): Observation => ({
  type: 'person',
  key: userKey(id),
  name: cut(displayName ?? userPrincipalName ?? id),
  ...(isText(mail) ? { email: mail } : {}),
  ...(isText(employeeId) ? { employeeNumber: employeeId } : {}),
  // a directory knows accounts: that one was switched off does not say that its person left
  state: accountEnabled === true ? 'active' : 'unknown',
});

function* password({
  id,
  lastPasswordChangeDateTime: changed,
  accountEnabled,
  userType,
}: User): Iterable<Observation> {
  // a guest's password is kept by whoever sent them
  if (changed === undefined || changed === null || userType === 'Guest') return;
  yield {
    type: 'credential',
    key: `${userKey(id)}#password`,
    accountKey: userKey(id),
    credential: 'password',
    state: accountEnabled === false ? 'inactive' : 'active',
    rotatedAt: changed,
  };
}

/** The later of two moments; null when both are said to be none. */
export function latest(...moments: readonly (Instant | null | undefined)[]): Instant | null {
  let found: Instant | null = null;
  for (const at of moments) if (at !== undefined && at !== null && (found === null || at > found)) found = at;
  return found;
}
