/** Who makes a request. `account` is the twelve digits; ARNs as AWS writes them. */
export type Caller =
  | { readonly kind: 'user'; readonly arn: string; readonly account: string; readonly id?: string }
  | {
      /** Always a session of the role: nobody acts as the role itself. */
      readonly kind: 'role';
      readonly arn: string;
      readonly account: string;
      readonly id?: string;
      readonly sessionName?: string;
      readonly serviceLinked?: boolean;
      /** Somebody of the account, whom no policy names by ARN and of whom no more is known; without account: of any. */
      readonly unnamed?: true;
    }
  | {
      /** A session that an IAM user made with GetFederationToken. */
      readonly kind: 'federated_user';
      readonly arn: string;
      readonly account: string;
      readonly userArn: string;
    }
  | { readonly kind: 'root'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly name: string }
  /** Somebody whom an OIDC or SAML provider vouches for, before a role is assumed. */
  | { readonly kind: 'identity_provider'; readonly provider: string }
  | { readonly kind: 'anonymous' };

/** A principal that a policy names. */
export interface Named {
  readonly type: 'anyone' | 'aws' | 'service' | 'federated' | 'canonical' | 'other';
  readonly name: string;
}

/**
 * In what way a policy names the caller: everybody; the user or the very session; the role or user that the session was
 * made from; the account, which leaves it to that account's own policies.
 */
export type NamedAs = 'anyone' | 'itself' | 'origin' | 'account';

/** A way in which the caller is named, perhaps only if its session has a certain name, or if a canonical id is its account's. */
export interface Naming {
  readonly as: NamedAs;
  readonly ifSessionIs?: string;
  readonly ifUnclear?: string;
}

export function namedOf(
  given: string | Readonly<Record<string, string | readonly string[]>>,
): readonly Named[] {
  if (typeof given === 'string') return [given === '*' ? anyone : { type: 'aws', name: given }];
  return Object.entries(given).flatMap(([type, names]) =>
    (typeof names === 'string' ? [names] : names).map((name): Named => {
      const known = types.get(type.toLowerCase()) ?? 'other';
      return known === 'aws' && name === '*' ? anyone : { type: known, name };
    }),
  );
}

const anyone: Named = { type: 'anyone', name: '*' };
const types: ReadonlyMap<string, Named['type']> = new Map([
  ['aws', 'aws'],
  ['service', 'service'],
  ['federated', 'federated'],
  ['canonicaluser', 'canonical'],
]);

/** How one named principal is this caller; undefined when it is not. Names are compared letter by letter, without wildcards. */
export function namingOf(named: Named, caller: Caller): Naming | undefined {
  if (named.type === 'anyone') return { as: 'anyone' };
  const { name } = named;
  if (caller.kind === 'anonymous') return undefined;
  if (caller.kind === 'service')
    return named.type === 'service' && name === caller.name ? { as: 'itself' } : undefined;
  if (caller.kind === 'identity_provider')
    return named.type === 'federated' && name === caller.provider ? { as: 'itself' } : undefined;
  if (named.type === 'canonical')
    return {
      as: 'account',
      ifUnclear: `whether the canonical user ${name} is the account ${caller.account}`,
    };
  if (named.type !== 'aws') return undefined;
  if (isAccount(name, caller.account)) return { as: caller.kind === 'root' ? 'itself' : 'account' };
  if (caller.kind === 'root') return undefined;
  if (caller.kind === 'federated_user') {
    if (name === caller.arn) return { as: 'itself' };
    return name === caller.userArn ? { as: 'origin' } : undefined;
  }
  if (name === caller.arn || (caller.id !== undefined && name === caller.id))
    return { as: caller.kind === 'user' ? 'itself' : 'origin' };
  if (caller.kind === 'user') return undefined;
  const session = sessionNamed(name, caller);
  if (session === undefined) return undefined;
  if (caller.sessionName === undefined) return { as: 'itself', ifSessionIs: session };
  return session === caller.sessionName ? { as: 'itself' } : undefined;
}

const isAccount = (name: string, account: string): boolean =>
  name === account || (name.endsWith(`:iam::${account}:root`) && name.startsWith('arn:'));

/** The session name in `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, if it is one of this role. */
function sessionNamed(
  name: string,
  role: { readonly arn: string; readonly account: string },
): string | undefined {
  const roleName = role.arn.slice(role.arn.lastIndexOf('/') + 1);
  const partition = role.arn.split(':')[1] ?? '';
  const before = `arn:${partition}:sts::${role.account}:assumed-role/${roleName}/`;
  return name.startsWith(before) && name.length > before.length ? name.slice(before.length) : undefined;
}
