import { field, flag, text } from '../../fields.ts';
import type { AccountActivity, ApiActivity, Deed, Party } from '../../told.ts';
import type { Caller } from './identity.ts';

type Event = Readonly<Record<string, unknown>>;

/** IAM calls about one user or role, and what each does to it. A map, not an object: an event may say `__proto__`. */
const accounts: ReadonlyMap<string, AccountActivity> = new Map<string, AccountActivity>(
  Object.entries({
    CreateUser: 'create',
    CreateRole: 'create',
    CreateServiceLinkedRole: 'create',
    DeleteUser: 'delete',
    DeleteRole: 'delete',
    ChangePassword: 'password change',
    CreateLoginProfile: 'password reset',
    UpdateLoginProfile: 'password reset',
    DeleteLoginProfile: 'disable',
    AttachUserPolicy: 'attach policy',
    AttachRolePolicy: 'attach policy',
    PutUserPolicy: 'attach policy',
    PutRolePolicy: 'attach policy',
    PutUserPermissionsBoundary: 'attach policy',
    PutRolePermissionsBoundary: 'attach policy',
    DetachUserPolicy: 'detach policy',
    DetachRolePolicy: 'detach policy',
    DeleteUserPolicy: 'detach policy',
    DeleteRolePolicy: 'detach policy',
    DeleteUserPermissionsBoundary: 'detach policy',
    DeleteRolePermissionsBoundary: 'detach policy',
    EnableMFADevice: 'enable mfa',
    DeactivateMFADevice: 'disable mfa',
    CreateAccessKey: 'other',
    DeleteAccessKey: 'other',
    UpdateAccessKey: 'other',
    UpdateUser: 'other',
    UpdateRole: 'other',
    UpdateAssumeRolePolicy: 'other',
    UploadSSHPublicKey: 'other',
    UploadSigningCertificate: 'other',
    CreateServiceSpecificCredential: 'other',
  }),
);
const groups = {
  CreateGroup: 'create',
  DeleteGroup: 'delete',
  AddUserToGroup: 'add',
  RemoveUserFromGroup: 'remove',
  AttachGroupPolicy: 'assign',
  PutGroupPolicy: 'assign',
  DetachGroupPolicy: 'revoke',
  DeleteGroupPolicy: 'revoke',
} as const;
const policies = {
  CreatePolicy: 'create',
  CreatePolicyVersion: 'update',
  SetDefaultPolicyVersion: 'update',
  DeletePolicy: 'delete',
  DeletePolicyVersion: 'update',
  CreateSAMLProvider: 'create',
  UpdateSAMLProvider: 'update',
  DeleteSAMLProvider: 'delete',
  CreateOpenIDConnectProvider: 'create',
  DeleteOpenIDConnectProvider: 'delete',
  UpdateAccountPasswordPolicy: 'update',
  DeleteAccountPasswordPolicy: 'delete',
} as const;

/** Which class a call belongs to: by its name in the services that keep identities, else by its verb. */
export function deedOf(event: Event, action: string, service: string | undefined, caller: Caller): Deed {
  const parameters = field(event, 'requestParameters');
  const of = (...names: readonly string[]): string | undefined =>
    names.map((name) => text(parameters, name)).find((value) => value !== undefined);
  if (service === 'iam.amazonaws.com') {
    const user: Party | undefined = partyNamed(
      of('userName', 'roleName', 'aWSServiceName'),
      text(parameters, 'roleName'),
    );
    const policy = of('policyArn', 'policyName', 'permissionsBoundary');
    if (Object.hasOwn(accounts, action))
      return {
        class: 'account',
        activity: accounts.get(action) ?? 'other',
        // without a name a call about oneself is meant: `CreateAccessKey` by a user
        user:
          user ??
          (['CreateAccessKey', 'DeleteAccessKey', 'UpdateAccessKey', 'ChangePassword'].includes(action)
            ? caller.party
            : undefined),
        policy:
          policy === undefined ? undefined : policy.startsWith('arn:') ? { uid: policy } : { name: policy },
      };
    const group = of('groupName');
    if (isKey(groups, action))
      return {
        class: 'group',
        activity: groups[action],
        group: group === undefined ? undefined : { name: group },
        user: partyNamed(of('userName'), undefined),
        privileges: policy === undefined ? undefined : [policy],
      };
    if (isKey(policies, action)) {
      const named = of(
        'policyArn',
        'policyName',
        'sAMLProviderArn',
        'name',
        'openIDConnectProviderArn',
        'url',
      );
      // the password policy has no name: it is the account’s
      const account = text(event, 'recipientAccountId');
      return {
        class: 'entity',
        activity: policies[action],
        entity:
          named !== undefined
            ? { name: named, type: 'Policy' }
            : account === undefined
              ? undefined
              : { uid: account, type: 'PasswordPolicy' },
      };
    }
  }
  if (service === 'sts.amazonaws.com' && /^(AssumeRole|GetFederationToken|GetSessionToken)/.test(action)) {
    const role = of('roleArn') ?? text(event, 'responseElements', 'assumedRoleUser', 'arn');
    const privilege = role ?? of('name') ?? caller.party?.uid;
    return {
      class: 'session',
      user:
        role === undefined
          ? caller.party
          : { uid: role, name: role.split('/').at(-1), kind: 'service', type: 'Role' },
      privileges: privilege === undefined ? [] : [privilege],
    };
  }
  if (
    text(event, 'eventType') === 'AwsConsoleSignIn' ||
    (service?.startsWith('signin.') === true && action !== 'AssumeRole')
  ) {
    if (
      /^(ConsoleLogin|UserAuthentication|Authenticate|CredentialVerification|GetSigninToken|CheckMfa)/.test(
        action,
      )
    )
      return { class: 'authentication', activity: 'logon', user: caller.party };
    if (/^(SwitchRole|ExitRole|RenewRole)/.test(action))
      return { class: 'authentication', activity: 'switch', user: caller.party };
  }
  return { class: 'api', activity: verbOf(event, action) };
}

const partyNamed = (name: string | undefined, role: string | undefined): Party | undefined =>
  name === undefined
    ? undefined
    : { name, kind: role === undefined ? 'user' : 'service', type: role === undefined ? 'IAMUser' : 'Role' };

const isKey = <T extends object>(of: T, key: PropertyKey): key is keyof T => Object.hasOwn(of, key);

function verbOf(event: Event, action: string): ApiActivity {
  if (/^(Create|Run|Allocate|Import|Register|Upload|Copy|Issue|Generate|Request)/.test(action))
    return 'create';
  if (/^(Delete|Terminate|Remove|Deregister|Release|Purge|Destroy|Revoke)/.test(action)) return 'delete';
  if (
    /^(Get|List|Describe|Head|Lookup|Search|Select|BatchGet|Query|Scan|View|Check|Download|Simulate|Decrypt|Read)/.test(
      action,
    )
  )
    return 'read';
  if (
    /^(Put|Update|Modify|Set|Attach|Detach|Associate|Disassociate|Add|Authorize|Change|Enable|Disable|Start|Stop|Tag|Untag|Restore|Replace|Reset|Leave|Invite|Accept)/.test(
      action,
    )
  )
    return 'update';
  return flag(event, 'readOnly') === true ? 'read' : 'other';
}
