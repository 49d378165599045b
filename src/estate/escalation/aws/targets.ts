import type { Principal } from '../../access/aws-estate.ts';
import { contextOf, type Context } from '../../access/aws/index.ts';
import type { Judged } from './asking.ts';
import { isOfCustomer, type EstateFacts } from './estate-facts.ts';
import type { Over } from './technique.ts';

/** What a caller comes to have. */
export type Gain =
  | { readonly is: 'principal'; readonly principal: Principal }
  | { readonly is: 'group'; readonly key: string }
  | { readonly is: 'administrator'; readonly account: string };

/** One thing that a technique is tried with. */
export interface Target {
  /** What it is told as: the user, role, group or policy. */
  readonly key: string;
  /** The user, role or group that the technique acts on; of a policy whoever has it. */
  readonly holder: string;
  readonly policy: string;
  /** Services to which a role could be passed. */
  readonly services: readonly string[];
  /** The permissions boundary of the holder, as requests that change it carry it. */
  readonly boundary: Context;
  /** Whose rights are changed: the caller’s own, or those of whom it then becomes. */
  readonly changed: Principal;
  readonly gains: Gain;
  /** Answers besides those to the caller’s needs: that a service may assume the role. */
  readonly rests?: readonly Judged[];
  /** What has to be so and the source does not tell. */
  readonly presumes: readonly string[];
}

/** Over what it is the same for every caller of an account; the caller itself is among it, see `isIdle`. */
export const isOfAccount = ({ is }: Over): boolean =>
  is === 'user' ||
  is === 'role to change' ||
  is === 'policy of a role' ||
  is === 'role to pass' ||
  is === 'role in use';

/** Becoming what one is, or changing oneself as if one were another. */
export const isIdle = (over: Over, caller: Principal, { changed }: Target): boolean =>
  changed.key === caller.key && (isOfAccount(over) || over.is === 'role to assume');

/** Everything that a technique is tried with for one caller; nothing when it is not for such a caller. */
export function targetsOf(over: Over, caller: Principal, facts: EstateFacts): readonly Target[] {
  const account = caller.key.split(':')[4] ?? '';
  const { users, changeable, groups, rolesByPolicy } = facts.of(account);
  const isUser = caller.ask.caller.kind === 'user';
  switch (over.is) {
    case 'itself':
      return caller.ask.caller.kind === over.kind && (isUser || changeable.includes(caller))
        ? [itself(caller)]
        : [];
    case 'own policy':
      return ownPolicies(caller, facts).map((policy) => ({ ...itself(caller), key: policy, policy }));
    case 'own group':
      return isUser ? groupsOf(caller, facts).map((group) => ofGroup(caller, group)) : [];
    case 'group to join': {
      const own = new Set(groupsOf(caller, facts));
      return isUser ? groups.filter((group) => !own.has(group)).map((group) => ofGroup(caller, group)) : [];
    }
    case 'user':
      return users.flatMap((user) => {
        const presumes = presumedOf(user, over.with);
        return presumes === undefined ? [] : [{ ...itself(user), presumes }];
      });
    case 'role to change':
      return changeable.map(itself);
    case 'role to assume':
      return [...facts.rolesTrusting(caller, facts.mayAssume(caller))].map(itself);
    case 'policy of a role':
      return [...rolesByPolicy].flatMap(([policy, roles]) =>
        roles.map((role) => ({ ...itself(role), key: policy, policy })),
      );
    case 'role to pass':
    case 'role in use':
      return ofService(over, account, facts);
  }
}

/** A principal as what is acted on and what is gained. */
function itself(principal: Principal): Target {
  const known = selves.get(principal);
  if (known !== undefined) return known;
  const made: Target = {
    key: principal.key,
    holder: principal.key,
    policy: '',
    services: [],
    boundary: boundaryOf(principal),
    changed: principal,
    gains: { is: 'principal', principal },
    presumes: [],
  };
  selves.set(principal, made);
  return made;
}
const selves = new WeakMap<Principal, Target>();

const ofGroup = (caller: Principal, group: string): Target => ({
  ...itself(caller),
  key: group,
  holder: group,
  boundary: contextOf({}),
  gains: { is: 'group', key: group },
});

const groupsOf = (caller: Principal, { estate }: EstateFacts): readonly string[] =>
  (estate.holds.get(caller.key) ?? []).filter((each) => each.includes(':group/'));

function ownPolicies(caller: Principal, facts: EstateFacts): readonly string[] {
  const holders = [caller.key, ...groupsOf(caller, facts)];
  return [...new Set(holders.flatMap((holder) => facts.estate.holds.get(holder) ?? []))].filter(isOfCustomer);
}

const boundaryOf = ({ ask: { boundary } }: Principal): Context => {
  const [key] = [...(boundary?.policies.map(({ id }) => id) ?? []), ...(boundary?.unread ?? [])];
  return contextOf({ 'iam:PermissionsBoundary': key ?? null });
};

/** What is not known of a user; undefined: it is known, and the technique does not work. */
function presumedOf(
  { key, facts }: Principal,
  has: Extract<Over, { readonly is: 'user' }>['with'],
): readonly string[] | undefined {
  if (has === 'anything') return [];
  if (has === 'room for a key') {
    if (facts.accessKeys === undefined) return [`${key} has fewer than two access keys`];
    return facts.accessKeys < 2 ? [] : undefined;
  }
  const device = facts.hasMfa === true ? [`the second factor of ${key}, which signing in asks for`] : [];
  const wanted = has === 'a password';
  if (facts.hasPassword === undefined) return [`${key} has ${wanted ? 'a' : 'no'} password`, ...device];
  return facts.hasPassword === wanted ? device : undefined;
}

/** Roles that a service may assume, each once with all of the services that may. */
function ofService(
  over: Extract<Over, { readonly is: 'role to pass' | 'role in use' }>,
  account: string,
  facts: EstateFacts,
): readonly Target[] {
  const byRole = Map.groupBy(
    over.services.flatMap((service) =>
      facts.admitted(account, service).map(({ role, judged }) => ({ role, judged, service })),
    ),
    ({ role }) => role,
  );
  return [...byRole].flatMap(([role, each]): readonly Target[] => {
    const sure = each.filter(({ judged }) => judged.verdict === 'allow');
    const services = sure.length > 0 ? sure : each;
    const [first] = services;
    const onMachine = services.every(({ service }) => service === 'ec2.amazonaws.com');
    const profile = role.facts.hasInstanceProfile;
    if (first === undefined || (onMachine && profile === false)) return [];
    const presumes = [
      ...(over.is === 'role in use' ? [`it runs with ${role.key}`] : []),
      ...(over.is === 'role to pass' && over.inProfile && profile === undefined
        ? [`${role.key} is in an instance profile`]
        : []),
    ];
    return [
      { ...itself(role), services: services.map(({ service }) => service), rests: [first.judged], presumes },
    ];
  });
}
