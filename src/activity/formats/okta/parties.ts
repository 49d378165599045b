import { text } from '../../fields.ts';
import type { Party, PartyKind, Target } from '../../told.ts';

/** A map, not an object: an event may say `__proto__`. */
const kinds: ReadonlyMap<string, PartyKind> = new Map<string, PartyKind>(
  Object.entries({
    User: 'user',
    AppUser: 'user',
    SystemPrincipal: 'system',
    PublicClientApp: 'service',
    PrivateClientApp: 'service',
    ServiceClient: 'service',
    'IP address': 'unknown',
  }),
);

export function partyOf(actor: unknown): Party | undefined {
  const [id, login, name] = [told(actor, 'id'), told(actor, 'alternateId'), told(actor, 'displayName')];
  if (id === undefined && login === undefined && name === undefined) return undefined;
  const type = text(actor, 'type');
  return {
    uid: id ?? login,
    name: login ?? name,
    kind: kinds.get(type ?? '') ?? 'other',
    type,
    email: login?.includes('@') === true ? login : undefined,
  };
}

export function targetOf(target: unknown): readonly Target[] {
  const [id, login, name] = [told(target, 'id'), told(target, 'alternateId'), told(target, 'displayName')];
  return id === undefined && login === undefined && name === undefined
    ? []
    : [{ uid: id, name: name ?? login, type: text(target, 'type') }];
}

/** Okta writes `unknown` where it has no value. */
const told = (of: unknown, key: string): string | undefined => {
  const value = text(of, key);
  return value === 'unknown' ? undefined : value;
};
