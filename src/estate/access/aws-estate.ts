import type { SourceId } from '../../model/index.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';
import { AwsCompiled } from './aws-compiled.ts';
import { contextOf, type Ask, type Caller, type CompiledPolicy, type PolicySet } from './aws/index.ts';
import { OnResources, type OnResourceRows } from './aws-on-resources.ts';
import { isOfOrganization, type Organization, type OrganizationRows } from './aws-organization.ts';

/** A user, role or root user of an AWS source, with everything of its own that an evaluation needs. */
export interface Principal {
  readonly key: string;
  readonly hash: Hash64;
  readonly ask: Pick<Ask, 'caller' | 'identity' | 'boundary' | 'scps' | 'context'>;
  readonly facts: PrincipalFacts;
}

/** What else is known of it and no policy says; undefined: the source does not tell. */
export interface PrincipalFacts {
  readonly accessKeys: number | undefined;
  readonly hasPassword: boolean | undefined;
  readonly hasMfa: boolean | undefined;
  /** A role that is in an instance profile can be given to a machine. */
  readonly hasInstanceProfile: boolean | undefined;
}

/** One AWS source at one read, compiled. */
export interface AwsEstate {
  readonly source: SourceId;
  readonly principals: readonly Principal[];
  /** Their ARNs and unique ids, and the accounts that they are of. */
  readonly known: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
  /** What each user, role and group has attached, and which groups a user is in: by the key of the one that has. */
  readonly holds: ReadonlyMap<string, readonly string[]>;
  /** Every policy, also those that are boundaries only. */
  readonly policies: readonly CompiledPolicy[];
  /** Groups that pass on a policy, by its key. */
  readonly policyGroups: ReadonlyMap<string, Hash64>;
  /** Every other group, by its key. */
  readonly groups: ReadonlyMap<string, Hash64>;
  /** Policies and groups that something holds and nobody described, or whose document cannot be read. */
  readonly unseen: ReadonlySet<string>;
  /** What is on resources: trust policies of roles, and what the source read of others. */
  readonly onResources: OnResources;
  /** What follows from where an account stands in its organisation. */
  readonly organization: Organization;
}

/** The rows of one source that it is made from. */
export interface AwsRows {
  readonly source: SourceId;
  readonly accounts: readonly {
    readonly key: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly hash: Hash64;
    readonly interactive?: boolean | null;
    readonly mfa?: boolean | null;
    /** How many access keys it has; undefined when nothing tells of its credentials. */
    readonly accessKeys?: number | undefined;
  }[];
  /** What each one is in and has attached, by the key of the one that has. */
  readonly holds: ReadonlyMap<string, readonly string[]>;
  readonly policyGroups: ReadonlyMap<string, Hash64>;
  readonly groups?: ReadonlyMap<string, Hash64>;
  /** Groups that users are in and nobody described: what they pass on is not known. */
  readonly unseenGroups?: ReadonlySet<string>;
  readonly policies: readonly {
    readonly key: string;
    readonly use: string;
    readonly subject: string | null;
    readonly document: string;
  }[];
  /** Root, units and accounts of an organisation, and resources that can have policies of their own. */
  readonly resources: OrganizationRows['places'];
  /** Gaps that could deny, and those of what principals hold (`details` of all, `undetailed` of some users), by key. */
  readonly unread: ReadonlyMap<string, string>;
}

/**
 * Compiles what was read. A document that cannot be read is a policy not read; the answers say so. `compiled`: of the read
 * before, so that what did not change is not compiled again and is the same object.
 */
export function compileAws(rows: AwsRows, compiled = new AwsCompiled()): AwsEstate {
  compiled.turn();
  const identity = new Map<string, CompiledPolicy | undefined>();
  const onResource: OnResourceRows['policies'][number][] = [];
  const attached: OrganizationRows['attached'][number][] = [];
  for (const row of rows.policies) {
    const { key, use, subject } = row;
    const policy = compiled.policy(row);
    if (use === 'identity') identity.set(key, policy);
    else if (subject === null) continue;
    else if (use === 'trust' || use === 'resource') onResource.push({ use, key, subject, policy });
    else if (use === 'scp' || use === 'rcp') attached.push({ use, key, place: subject, policy });
  }
  const organization = compiled.organization({
    places: rows.resources.filter(({ kind }) => isOfOrganization(kind)),
    attached,
    unread: new Map([...rows.unread].filter(([key]) => /^[sr]cp/.test(key))),
  });
  const setOf = (whose: string, keys: readonly string[], unread: readonly string[] = []): PolicySet =>
    compiled.set(whose, {
      policies: keys.flatMap((key) => identity.get(key) ?? []),
      unread: [...keys.filter((key) => identity.get(key) === undefined), ...unread],
    });
  const known = new Map<
    string,
    { readonly policies: readonly string[]; readonly groups: readonly string[] }
  >();
  const heldBy = (member: string) => {
    const before = known.get(member);
    if (before !== undefined) return before;
    const all = rows.holds.get(member) ?? [];
    const found = {
      policies: all.filter((group) => rows.policyGroups.has(group)),
      groups: all.filter((group) => !rows.policyGroups.has(group)),
    };
    known.set(member, found);
    return found;
  };
  const principals = rows.accounts.flatMap((account): readonly Principal[] => {
    const { key, hash, attributes } = account;
    const caller = callerOf(key, attributes);
    if (caller === undefined) return [];
    const own = heldBy(key);
    const held = new Set([...own.policies, ...own.groups.flatMap((group) => heldBy(group).policies)]);
    const unseen = own.groups.filter((group) => rows.unseenGroups?.has(group) === true);
    const unread = [
      ...unseen.map((group) => `what the group ${group} allows`),
      ...undetailed(caller, rows.unread),
    ];
    const identity = setOf(key, [...held], unread);
    const bound = attributes['permissionsBoundary'];
    const boundary = bound === undefined ? undefined : setOf(`boundary ${key}`, [bound]);
    const make = (): Principal => {
      const standing = organization.standing(key.split(':')[4] ?? '');
      const context =
        caller.kind === 'user'
          ? new Map([...standing.asPrincipal, ...tagsOf(attributes)])
          : standing.asPrincipal;
      const ask = {
        caller,
        identity,
        ...(boundary === undefined ? {} : { boundary }),
        scps: standing.scps,
        context,
      };
      return { key, hash, ask, facts: factsOf(account) };
    };
    return [compiled.principal(account, { organization, identity, boundary }, make)];
  });
  return {
    source: rows.source,
    principals,
    known: new Set(
      principals.flatMap(({ key, ask: { caller } }) =>
        'id' in caller && caller.id !== undefined ? [key, caller.id] : [key],
      ),
    ),
    accounts: new Set(principals.map(({ key }) => key.split(':')[4] ?? '')),
    holds: rows.holds,
    policies: [
      ...new Set(
        [...identity.values(), ...[...onResource, ...attached].map(({ policy }) => policy)].flatMap(
          (policy) => policy ?? [],
        ),
      ),
    ],
    policyGroups: rows.policyGroups,
    groups: rows.groups ?? new Map(),
    unseen: new Set([
      ...(rows.unseenGroups ?? []),
      ...[...rows.policyGroups.keys()].filter((key) => identity.get(key) === undefined),
    ]),
    onResources: new OnResources({
      policies: onResource,
      resources: rows.resources.filter(({ kind }) => !isOfOrganization(kind)),
      unread: rows.unread,
      setOf: (whose, set) => compiled.set(whose, set),
    }),
    organization,
  };
}

/** What a principal holds when nothing told of it: of all of them, or of a user whom only the credential report knows. */
function undetailed(caller: Caller, unread: AwsRows['unread']): readonly string[] {
  if (caller.kind === 'root') return [];
  const ofAll = unread.get('details');
  if (ofAll !== undefined) return [ofAll];
  const isOnlyReported = caller.kind === 'user' && caller.id === undefined && unread.has('undetailed');
  return isOnlyReported ? [`what ${caller.arn} holds: only the credential report knows it`] : [];
}

function factsOf({ attributes, ...account }: AwsRows['accounts'][number]): PrincipalFacts {
  const profiles = attributes['instanceProfiles'];
  return {
    accessKeys: account.accessKeys,
    hasPassword: account.interactive ?? undefined,
    hasMfa: account.mfa ?? undefined,
    hasInstanceProfile: profiles === undefined ? undefined : profiles !== 'none',
  };
}

export function callerOf(key: string, attributes: Readonly<Record<string, string>>): Caller | undefined {
  const [, account, kind] = /^arn:[^:]+:iam::(\d{12}):(root$|user\/|role\/)/.exec(key) ?? [];
  if (account === undefined) return undefined;
  const id = attributes['uniqueId'];
  const named = { arn: key, account, ...(id === undefined ? {} : { id }) };
  if (kind === 'root') return { kind: 'root', arn: key, account };
  if (kind === 'user/') return { kind: 'user', ...named };
  return {
    kind: 'role',
    ...named,
    ...(attributes['serviceLinked'] === 'true' ? { serviceLinked: true } : {}),
  };
}

/** Tags of a user are in every request of it; those of a role can be replaced by tags of the session, so they settle nothing. */
function tagsOf(attributes: Readonly<Record<string, string>>): Ask['context'] {
  return contextOf(
    Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]) =>
        name.startsWith('tag:') ? [[`aws:PrincipalTag/${name.slice(4)}`, value]] : [],
      ),
    ),
  );
}
