import { Fault, type MembershipObserved, type Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { SeenRecords } from '../kit/seen-records.ts';
import { observeReportedUser, observeRole, observeUser } from './accounts.ts';
import type { ReportedUser } from './credential-report.ts';
import type { GroupDetail, ManagedPolicy, RoleDetail, UserDetail } from './export-shape.ts';
import type { DetailList, Missing } from './gaps.ts';
import { observeInlinePolicy, observeManagedPolicy, observeUnseenPolicy } from './policies.ts';
import { statementsOf } from './policy-document.ts';
import { Principals, parseArn } from './principals.ts';
import { observePolicy } from './whole-policy.ts';
import { trustedBy, type TrustedPrincipal } from './trust.ts';

type Attached = readonly { readonly PolicyArn: string; readonly PolicyName: string }[];
type Inline = readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[];

/** Turns the items of the export into observations as they come, keeping only what later items or the end need. */
export class AccountReader {
  isWhole = true;
  private readonly reported: Map<string, ReportedUser>;
  private readonly unreported = new Set<string>();
  private readonly principals = new Principals();
  private readonly detailed = new Set<string>();
  private readonly groups = new Map<string, string>();
  private readonly policies = new Set<string>();
  private readonly wantedPolicies = new Map<string, string>();
  private readonly memberOf: {
    readonly user: string;
    readonly group: string;
    readonly conditions: readonly string[];
  }[] = [];
  private readonly roles: { readonly role: RoleDetail; readonly trusted: readonly TrustedPrincipal[] }[] = [];
  private readonly items: Record<DetailList, number> = {
    UserDetailList: 0,
    GroupDetailList: 0,
    RoleDetailList: 0,
    Policies: 0,
  };
  private readonly entitlements = new SeenRecords();
  private usersWithoutReport = 0;
  private kept = 0;

  constructor(reported: ReadonlyMap<string, ReportedUser> = new Map()) {
    this.reported = new Map(reported);
  }

  /** Before the details of that account: what its report says, or that there is none. */
  account(id: string, report: ReadonlyMap<string, ReportedUser> | undefined): void {
    if (report === undefined) this.unreported.add(id);
    this.keep(report?.size ?? 0);
    for (const [key, user] of report ?? []) this.reported.set(key, user);
  }

  /** Accounts of the same owner that were not read: whom they trust is no outsider. */
  alsoOurs(accounts: Iterable<string>): void {
    this.principals.alsoOurs(accounts);
  }

  user(user: UserDetail): readonly Observation[] {
    const { Arn: key } = user;
    this.items.UserDetailList++;
    this.keep(1 + (user.GroupList ?? []).length);
    this.principals.add('user', key, user.UserName, user.UserId);
    this.detailed.add(key);
    const reported = this.reported.get(key);
    if (reported === undefined && !this.unreported.has(parseArn(key)?.account ?? ''))
      this.usersWithoutReport++;
    const conditions = boundaryOf(user.PermissionsBoundary?.PermissionsBoundaryArn);
    for (const group of user.GroupList ?? []) this.memberOf.push({ user: key, group, conditions });
    return [
      ...observeUser(user, reported),
      ...this.attachments(key, user.AttachedManagedPolicies, conditions),
      ...this.inline(key, user.UserPolicyList, conditions),
    ];
  }

  group(group: GroupDetail): readonly Observation[] {
    const { Arn: key, GroupName: name } = group;
    this.items.GroupDetailList++;
    this.keep(1);
    this.groups.set(groupName(key, name), key);
    return [
      { type: 'group', key, name, kind: 'group' },
      ...this.attachments(key, group.AttachedManagedPolicies, []),
      ...this.inline(key, group.GroupPolicyList, []),
    ];
  }

  /** The role itself is told at the end, when it is known who its trust policy speaks of. */
  role(role: RoleDetail): readonly Observation[] {
    const { Arn: key } = role;
    this.items.RoleDetailList++;
    this.principals.add('role', key, role.RoleName, role.RoleId);
    const conditions = boundaryOf(role.PermissionsBoundary?.PermissionsBoundaryArn);
    const trusted = trustedBy(statementsOf(role.AssumeRolePolicyDocument, `trust policy of ${key}`));
    this.keep(1 + trusted.length);
    const { RolePolicyList, AttachedManagedPolicies, AssumeRolePolicyDocument: _document, ...kept } = role;
    this.roles.push({ role: { ...kept, AssumeRolePolicyDocument: undefined }, trusted });
    return [
      observePolicy(
        { key: joinKeys(key, 'trust'), use: 'trust', subjectKey: key },
        role.AssumeRolePolicyDocument,
      ),
      ...this.attachments(key, AttachedManagedPolicies, conditions),
      ...this.inline(key, RolePolicyList, conditions),
    ];
  }

  policy(policy: ManagedPolicy): readonly Observation[] {
    this.items.Policies++;
    this.keep(1);
    this.policies.add(policy.Arn);
    return this.onceEach(observeManagedPolicy(policy));
  }

  /** A page saved by itself that says there are more: the last file must be one that does not. */
  pageEnded(truncated: boolean): void {
    this.isWhole = !truncated;
  }

  *atTheEnd(): Iterable<readonly Observation[]> {
    yield* this.rolesAndTrust();
    for (const { user, group, conditions } of this.memberOf)
      yield this.groupMembership(user, group, conditions);
    for (const [arn, name] of this.wantedPolicies)
      if (!this.policies.has(arn)) yield observeUnseenPolicy(arn, name);
    for (const [key, reported] of this.reported)
      if (!this.detailed.has(key)) yield observeReportedUser(reported);
  }

  missing(files: Pick<Missing, 'details' | 'report' | 'keyIds' | 'organization'>): Missing {
    const none = (list: DetailList): boolean => this.items[list] === 0;
    const onlyReported = [...this.reported.values()].filter((r) => !r.isRoot && !this.detailed.has(r.key));
    return {
      ...files,
      emptyLists: (['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const).filter(none),
      usersWithoutReport: this.usersWithoutReport,
      usersOnlyReported: onlyReported.length,
    };
  }

  private *rolesAndTrust(): Iterable<readonly Observation[]> {
    const whole = new Map<string, string>();
    const seen = new Set<string>();
    for (const { role, trusted } of this.roles) {
      const resolved = trusted.map((each) => ({ ...each, resolved: this.principals.resolve(each) }));
      const outside = resolved.flatMap(({ resolved }) => (seen.has(resolved.key) ? [] : resolved.observe));
      for (const { resolved: to } of resolved) {
        seen.add(to.key);
        if (to.wholeAccount !== undefined) whole.set(to.wholeAccount, to.key);
      }
      yield [...observeRole(role, resolved), ...dropRepeats(outside), ...assumptions(role.Arn, resolved)];
    }
    for (const [account, groupKey] of whole)
      for (const key of this.principals.inAccount(account)) yield [membership(key, groupKey, 'member', [])];
  }

  private groupMembership(user: string, name: string, conditions: readonly string[]): readonly Observation[] {
    const known = this.groups.get(groupName(user, name));
    if (known !== undefined) return [membership(user, known, 'member', conditions)];
    const key = `${user.split(':user/')[0] ?? ''}:group/${name}`;
    return [
      { type: 'group', key, name, kind: 'group', attributes: { notInExport: 'true' } },
      {
        type: 'gap',
        key: joinKeys('group', key),
        what: `what the group ${key} allows`,
        why: 'the export does not hold it',
      },
      membership(user, key, 'member', conditions),
    ];
  }

  private attachments(
    key: string,
    attached: Attached | undefined,
    conditions: readonly string[],
  ): readonly Observation[] {
    return (attached ?? []).map(({ PolicyArn, PolicyName }) => {
      this.wantedPolicies.set(PolicyArn, PolicyName);
      return membership(key, PolicyArn, 'attached', conditions);
    });
  }

  /** Everything that stays in memory to the end is counted here, so that no file can fill it. */
  private keep(count: number): void {
    this.kept += count;
    if (this.kept > mostKept)
      throw new Fault(
        'input_too_large',
        `The export holds more than ${mostKept} users, groups, roles, policies, group memberships and trusted principals.`,
        { next: 'Read the accounts of a large organisation as several sources.' },
      );
  }

  private inline(
    key: string,
    inline: Inline | undefined,
    conditions: readonly string[],
  ): readonly Observation[] {
    return (inline ?? []).flatMap(({ PolicyName, PolicyDocument }) => {
      const policy = observeInlinePolicy(key, PolicyName, PolicyDocument);
      return [...this.onceEach(policy.observations), membership(key, policy.key, 'attached', conditions)];
    });
  }

  /** Many policies name the same right; the entitlement is told with the first. */
  private onceEach(observations: readonly Observation[]): readonly Observation[] {
    return observations.filter(
      (each) =>
        each.type !== 'entitlement' || this.entitlements.add(each.key, String(each.privileged)) !== 'same',
    );
  }
}

const mostKept = 1_000_000;
const groupName = (arn: string, name: string): string => `${parseArn(arn)?.account ?? arn} ${name}`;

const boundaryOf = (arn: string | undefined): readonly string[] =>
  arn === undefined ? [] : [`permissions boundary ${arn}`];

const membership = (
  memberKey: string,
  groupKey: string,
  via: MembershipObserved['via'],
  conditions: readonly string[],
): Observation => ({
  type: 'membership',
  key: joinKeys(memberKey, groupKey),
  memberKey,
  groupKey,
  via,
  ...(conditions.length === 0 ? {} : { conditions }),
});

/** A way in without condition is told once and alone; ways that each have conditions are told as one with all of them named. */
function assumptions(
  roleKey: string,
  trusted: readonly (TrustedPrincipal & {
    readonly resolved: { readonly key: string; readonly conditions: readonly string[] };
  })[],
): readonly Observation[] {
  const ways = new Map<string, (readonly string[])[]>();
  for (const { conditions, resolved } of trusted) {
    const before = ways.get(resolved.key) ?? [];
    ways.set(resolved.key, [...before, [...conditions, ...resolved.conditions]]);
  }
  return [...ways].map(([key, alternatives]) => {
    const [first, ...others] = alternatives;
    if (alternatives.some((conditions) => conditions.length === 0))
      return membership(key, roleKey, 'assume', []);
    if (others.length === 0) return membership(key, roleKey, 'assume', first ?? []);
    const each = alternatives.map((conditions) => conditions.join(' and ').slice(0, 4000)).toSorted();
    return membership(
      key,
      roleKey,
      'assume',
      each.map((text, i) => `${i === 0 ? '' : 'or '}${text}`),
    );
  });
}

function dropRepeats(observations: readonly Observation[]): readonly Observation[] {
  return [...new Map(observations.map((each) => [each.key, each])).values()];
}
