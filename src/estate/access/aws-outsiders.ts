import type { StandsFor } from './answers.ts';
import type { AwsEstate, Principal } from './aws-estate.ts';
import { contextOf, type Caller, type Named } from './aws/index.ts';

/** Somebody whom a policy names and the source does not describe, as a principal that can be asked about. */
export interface AwsOutsider {
  readonly key: string;
  readonly name: string;
  readonly standsFor: StandsFor;
  /** The group that stands for them where a trust policy names them. */
  readonly group: string;
  readonly principal: Principal;
}

/** Who is known, of what accounts and organisation. */
type Knows = Pick<AwsEstate, 'known' | 'accounts' | 'organization'>;

/**
 * Whom one name in a policy means besides those who were read. `signedIn`: nobody gets there without being of some account,
 * as with roles to assume. Of whoever was deleted AWS keeps an id that is nobody's.
 */
export function outsidersNamed(
  estate: Knows,
  { type, name }: Named,
  how: { readonly signedIn: boolean },
): readonly AwsOutsider[] {
  switch (type) {
    case 'anyone':
      return how.signedIn ? [anybodySignedIn(estate)] : [anonymous, anybodySignedIn(estate)];
    case 'service':
      return [outsider({ key: `service:${name}`, name, caller: { kind: 'service', name } })];
    case 'federated':
      return [
        outsider({
          key: name,
          name: `whoever ${name} vouches for`,
          caller: { kind: 'identity_provider', provider: name },
        }),
      ];
    case 'canonical':
      return [
        { ...anybodySignedIn(estate), key: name, name: `canonical user ${name}`, standsFor: 'outside' },
      ];
    case 'aws':
      return named(estate, name);
    case 'other':
      return [];
  }
}

function named(estate: Knows, name: string): readonly AwsOutsider[] {
  if (estate.known.has(name)) return [];
  const arn = /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
  const [, partition, account = '', rest = ''] =
    /^arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):(.+)$/.exec(arn) ?? [];
  if (partition === undefined) return [];
  if (rest === 'root') {
    if (estate.accounts.has(account)) return [];
    const key = `arn:${partition}:iam::${account}:root#principals`;
    return [
      outsider({
        key,
        name: `account ${account}`,
        caller: { kind: 'role', arn: key, account, unnamed: true },
        ...ofAccount(estate, account, `the policies of account ${account}`),
      }),
    ];
  }
  const [kind, called, session] = rest.split('/');
  const isSession = kind === 'assumed-role';
  const role = `arn:${partition}:iam::${account}:role/${called ?? ''}`;
  if (isSession && [...estate.known].some((key) => key === role || isNamed(key, account, called))) return [];
  const caller: Caller = isSession
    ? { kind: 'role', arn: role, account, ...(session === undefined ? {} : { sessionName: session }) }
    : { kind: kind === 'role' ? 'role' : 'user', arn, account };
  return [
    outsider({ key: name, name: arn, caller, ...ofAccount(estate, account, `the policies of ${arn}`) }),
  ];
}

/** A role keeps its path in its ARN, and a session of it does not. */
const isNamed = (key: string, account: string, role: string | undefined): boolean =>
  key.includes(`::${account}:role/`) && key.slice(key.lastIndexOf('/') + 1) === role;

type Own = Pick<Principal['ask'], 'identity' | 'scps' | 'context'>;

/** Nothing is known of policies of their own; of their account what the organisation says. */
function ofAccount({ organization }: Knows, account: string, policies: string): Own {
  const { asPrincipal, scps } = organization.standing(account);
  return {
    identity: { policies: [], unread: [policies] },
    scps: asPrincipal.size > 0 ? scps : [],
    context: asPrincipal,
  };
}

function outsider(
  of: { readonly key: string; readonly name: string; readonly caller: Caller } & Partial<Own>,
): AwsOutsider {
  const { key, name, caller, identity = nothing, scps = [], context = new Map() } = of;
  return {
    key,
    name,
    standsFor: 'outside',
    group: key,
    principal: { key, hash: { hi: 0, lo: 0 }, facts: noFacts, ask: { caller, identity, scps, context } },
  };
}

const nothing: Own['identity'] = { policies: [], unread: [] };
const noFacts: Principal['facts'] = {
  accessKeys: undefined,
  hasPassword: undefined,
  hasMfa: undefined,
  hasInstanceProfile: undefined,
};

/** Without signing in one is of no organisation. */
const anonymous: AwsOutsider = {
  ...outsider({
    key: '*',
    name: 'anyone, without signing in',
    caller: { kind: 'anonymous' },
    context: contextOf({ 'aws:PrincipalOrgID': null, 'aws:PrincipalOrgPaths': null }),
  }),
  standsFor: 'anyone',
};

const anybodySignedIn = (estate: Knows): AwsOutsider => ({
  ...outsider({
    key: '*#signed-in',
    name: 'anybody with an AWS account',
    caller: { kind: 'role', arn: '', account: '', unnamed: true },
    ...ofAccount(estate, '', 'the policies of whoever asks'),
  }),
  group: '*',
  standsFor: 'everyone',
});
