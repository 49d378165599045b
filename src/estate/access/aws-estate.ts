import type { SourceId } from '../../model/index.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';
import {
  compilePolicy,
  contextOf,
  type Ask,
  type Caller,
  type CompiledPolicy,
  type PolicySet,
} from './aws/index.ts';

/** A user, role or root user of an AWS source, with everything of its own that an evaluation needs. */
export interface Principal {
  readonly key: string;
  readonly hash: Hash64;
  readonly ask: Pick<Ask, 'caller' | 'identity' | 'boundary' | 'scps' | 'context'>;
}

/** One AWS source at one read, compiled. */
export interface AwsEstate {
  readonly source: SourceId;
  readonly principals: readonly Principal[];
  /** Every identity policy, also those that are boundaries only. */
  readonly policies: readonly CompiledPolicy[];
  /** Groups that pass on a policy, by its key. */
  readonly policyGroups: ReadonlyMap<string, Hash64>;
  /** What is on a resource, by its ARN: trust policies of roles, and what the source read of others. */
  readonly onResource: ReadonlyMap<string, PolicySet>;
  /** Policies on resources that were not read, all in one; undefined when they were. */
  readonly unreadOnResources: string | undefined;
  readonly rcps: readonly PolicySet[];
}

/** The rows of one source that it is made from. */
export interface AwsRows {
  readonly source: SourceId;
  readonly accounts: readonly {
    readonly key: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly hash: Hash64;
  }[];
  /** Who is in what and has what attached: member and group. */
  readonly holds: readonly (readonly [member: string, group: string])[];
  readonly policyGroups: ReadonlyMap<string, Hash64>;
  readonly policies: readonly {
    readonly key: string;
    readonly use: string;
    readonly subject: string | null;
    readonly document: string;
  }[];
  /** Gaps that could deny, by key. */
  readonly unread: ReadonlyMap<string, string>;
}

/** Compiles what was read. A document that cannot be read is a policy not read; the answers say so. */
export function compileAws(rows: AwsRows): AwsEstate {
  const identity = new Map<string, CompiledPolicy | undefined>();
  const onResource = new Map<string, PolicySet>();
  for (const { key, use, subject, document } of rows.policies) {
    const compiled = compilePolicy(key, document);
    const policy = compiled.ok ? compiled.value : undefined;
    if (use === 'identity') identity.set(key, policy);
    else if (subject !== null && (use === 'trust' || use === 'resource'))
      onResource.set(
        subject,
        policy === undefined ? { policies: [], unread: [key] } : { policies: [policy], unread: [] },
      );
  }
  const holds = Map.groupBy(rows.holds, ([member]) => member);
  const setOf = (keys: readonly string[]): PolicySet => ({
    policies: keys.flatMap((key) => identity.get(key) ?? []),
    unread: keys.filter((key) => identity.get(key) === undefined),
  });
  const policiesOf = (member: string): readonly string[] =>
    (holds.get(member) ?? []).flatMap(([, group]) => (rows.policyGroups.has(group) ? [group] : []));
  const groupsOf = (member: string): readonly string[] =>
    (holds.get(member) ?? []).flatMap(([, group]) => (rows.policyGroups.has(group) ? [] : [group]));
  const scps = unreadLevel(rows.unread.get('scp'));
  const principals = rows.accounts.flatMap(({ key, hash, attributes }): readonly Principal[] => {
    const caller = callerOf(key, attributes);
    if (caller === undefined) return [];
    const held = new Set([...policiesOf(key), ...groupsOf(key).flatMap(policiesOf)]);
    const boundary = attributes['permissionsBoundary'];
    const ask = {
      caller,
      identity: setOf([...held]),
      ...(boundary === undefined ? {} : { boundary: setOf([boundary]) }),
      scps,
      context: caller.kind === 'user' ? tagsOf(attributes) : contextOf({}),
    };
    return [{ key, hash, ask }];
  });
  return {
    source: rows.source,
    principals,
    policies: [...identity.values()].flatMap((policy) => policy ?? []),
    policyGroups: rows.policyGroups,
    onResource,
    unreadOnResources: rows.unread.get('resource-policies'),
    rcps: unreadLevel(rows.unread.get('rcp')),
  };
}

const unreadLevel = (what: string | undefined): readonly PolicySet[] =>
  what === undefined ? [] : [{ policies: [], unread: [what] }];

function callerOf(key: string, attributes: Readonly<Record<string, string>>): Caller | undefined {
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
