// A made AWS account as AWS's own export of it (GetAccountAuthorizationDetails), so that it is read as one is.
import type { Attached, MadeAccount, MadePrincipal } from '../test/support/aws/made-account.ts';

export function exportOf(made: MadeAccount): object {
  const managed = new Map<string, Attached>();
  const parts = (has: readonly Attached[]) => {
    for (const each of has) if (!isInline(each)) managed.set(each.arn, each);
    return {
      inline: has
        .filter(isInline)
        .map(({ arn, doc }) => ({ PolicyName: arn.split('#').at(-1), PolicyDocument: doc })),
      AttachedManagedPolicies: has
        .filter((each) => !isInline(each))
        .map(({ arn }) => ({ PolicyName: nameOf(arn), PolicyArn: arn })),
    };
  };
  const common = ({ arn, has, boundary }: MadePrincipal) => {
    const { inline, AttachedManagedPolicies } = parts(has);
    if (boundary !== undefined) managed.set(boundary.arn, boundary);
    return {
      inline,
      rest: {
        Arn: arn,
        Path: '/',
        AttachedManagedPolicies,
        ...(boundary === undefined
          ? {}
          : {
              PermissionsBoundary: {
                PermissionsBoundaryType: 'Policy',
                PermissionsBoundaryArn: boundary.arn,
              },
            }),
      },
    };
  };
  return {
    UserDetailList: made.users.map((user) => {
      const { inline, rest } = common(user);
      return {
        ...rest,
        UserName: nameOf(user.arn),
        UserId: `AIDA${nameOf(user.arn)}`,
        GroupList: (user.groups ?? []).map(nameOf),
        UserPolicyList: inline,
      };
    }),
    RoleDetailList: made.roles.map((role) => {
      const { inline, rest } = common(role);
      const name = nameOf(role.arn);
      return {
        ...rest,
        RoleName: name,
        RoleId: `AROA${name}`,
        AssumeRolePolicyDocument: role.trust,
        RolePolicyList: inline,
        InstanceProfileList:
          role.instanceProfiles === 'none'
            ? []
            : [
                {
                  InstanceProfileName: name,
                  Arn: role.arn.replace(':role/', ':instance-profile/'),
                  Roles: [],
                },
              ],
      };
    }),
    GroupDetailList: Object.entries(made.groups).map(([arn, has]) => {
      const { inline, AttachedManagedPolicies } = parts(has);
      return {
        Arn: arn,
        Path: '/',
        GroupName: nameOf(arn),
        GroupId: `AGPA${nameOf(arn)}`,
        GroupPolicyList: inline,
        AttachedManagedPolicies,
      };
    }),
    Policies: [...managed.values()].map(({ arn, doc }) => ({
      Arn: arn,
      PolicyName: nameOf(arn),
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: doc }],
    })),
  };
}

const isInline = ({ arn }: Attached): boolean => arn.includes('#inline#');
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;
