import { done, refuse, roles as allRoles, type Result, type Role } from '../../model/index.ts';
import type { MatchedBy, Provider } from './provider.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What a provider said of one subject: in the ID token, which it signed, and at its userinfo endpoint if that was asked. */
export interface Asserted {
  readonly subject: string;
  readonly token: Claims;
  readonly userinfo: Claims | undefined;
}

/** Whom to look for. */
export interface Sought {
  readonly by: MatchedBy;
  readonly value: string;
}

const most = { valueLength: 320, groups: 2000, groupLength: 256 } as const;

/** The claims that hold this one: the token's before those of userinfo, and never a mixture of both. */
const holding = ({ token, userinfo }: Asserted, claim: string): Claims | undefined =>
  [token, userinfo].find((claims) => claims !== undefined && Object.hasOwn(claims, claim));

/** Whether userinfo has to be asked: the token leaves out what says who somebody is, or which groups they are in. */
export const leavesOut = (provider: Provider, token: Claims): boolean =>
  [provider.person.claim, provider.groups.claim].some((claim) => !Object.hasOwn(token, claim));

/**
 * Which person the provider means. An e-mail counts only where the same claims call it verified, and only in plain ASCII:
 * letters that look or fold alike belong to somebody else.
 */
export function personSought(provider: Provider, asserted: Asserted): Result<Sought> {
  const { claim, matches } = provider.person;
  const claims = holding(asserted, claim);
  const value = claims?.[claim];
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text === '' || text.length > most.valueLength)
    return nobody(provider, `it does not tell \`${claim}\``);
  if (matches !== 'email') return done({ by: matches, value: text });
  if (claims?.['email_verified'] !== true) return nobody(provider, 'it does not call your e-mail verified');
  return /^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,255}$/.test(text)
    ? done({ by: matches, value: text.toLowerCase() })
    : nobody(provider, 'your e-mail there is not one that can be compared');
}

/** The roles that a subject's groups give them here, by exact name. None is a refusal, and so is what cannot be read. */
export function rolesGiven(provider: Provider, asserted: Asserted): Result<readonly Role[]> {
  const { claim, roles } = provider.groups;
  const value = holding(asserted, claim)?.[claim];
  const groups: readonly unknown[] | undefined =
    typeof value === 'string' ? [value] : Array.isArray(value) ? value : undefined;
  if (groups === undefined) return noRole(`${provider.name} does not tell your groups (\`${claim}\`).`);
  if (
    groups.length > most.groups ||
    !groups.every((group) => typeof group === 'string' && group.length <= most.groupLength)
  )
    return noRole(`Your groups at ${provider.name} cannot be read.`);
  const held = new Set(groups);
  const given = allRoles.filter((role) => roles.some((each) => each.role === role && held.has(each.group)));
  return given.length > 0
    ? done(given)
    : noRole(`None of your groups at ${provider.name} gives a role here.`);
}

const noRole = (message: string) =>
  refuse('not_permitted', message, 'Ask an administrator of Countersign which group to be in.');

export const nobody = (provider: Provider, because: string) =>
  refuse(
    'not_permitted',
    `${provider.name} knows you; Countersign cannot tell who you are here: ${because}.`,
    'Ask an administrator of Countersign, or sign in another way.',
  );
