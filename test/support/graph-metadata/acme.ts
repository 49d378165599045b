type Body = Readonly<Record<string, unknown>>;

const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const of = (type: string, id: string): Body => ({ '@odata.type': `#microsoft.graph.${type}`, id });

/** Ids of the tenant, by what they are of. */
export const ids = {
  tenant: guid(1),
  ada: guid(11),
  grace: guid(12),
  guest: guid(13),
  breakGlass: guid(14),
  agentUser: guid(15),
  admins: guid(21),
  everyone: guid(22),
  nested: guid(23),
  hidden: guid(24),
  graph: guid(31),
  deployer: guid(32),
  mailer: guid(33),
  functionApp: guid(34),
  agent: guid(35),
  blueprint: guid(36),
  microsofts: guid(37),
  reader: guid(38),
  deployerApp: guid(41),
  unusedApp: guid(42),
  mailerApp: guid(43),
  unit: guid(51),
  ownRole: guid(52),
  deployerAppId: guid(61),
  mailerAppId: guid(62),
  unusedAppId: guid(63),
  blueprintAppId: guid(64),
  secret: guid(71),
  oldSecret: guid(72),
  certificate: guid(73),
} as const;
export const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const applicationAdministrator = '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3';
const microsoftGraph = '00000003-0000-0000-c000-000000000000';
const microsoft = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
const roleIds = {
  'RoleManagement.ReadWrite.Directory': '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
} as const;
/** The first characters of a secret, as Entra shows them; and one that no answer should hold, which an export could. */
export const hint = 'c4n';
export const secretText = ['canary', 'Secret~of~the~deployer'].join('');

const userOf = (id: string, name: string, more: Body = {}): Body => ({
  id,
  displayName: name,
  userPrincipalName: `${name.toLowerCase().replaceAll(' ', '.')}@acme.example`,
  mail: `${name.toLowerCase().replaceAll(' ', '.')}@acme.example`,
  accountEnabled: true,
  userType: 'Member',
  employeeId: null,
  createdDateTime: '2023-01-10T09:00:00Z',
  lastPasswordChangeDateTime: '2026-03-01T09:00:00Z',
  onPremisesSyncEnabled: null,
  ...more,
});
const groupOf = (id: string, name: string, members: readonly Body[], more: Body = {}): Body => ({
  id,
  displayName: name,
  groupTypes: [],
  isAssignableToRole: null,
  securityEnabled: true,
  visibility: null,
  members,
  ...more,
});
const principalOf = (id: string, appId: string, name: string, more: Body = {}): Body => ({
  id,
  appId,
  displayName: name,
  accountEnabled: true,
  appOwnerOrganizationId: ids.tenant,
  servicePrincipalType: 'Application',
  disabledByMicrosoftStatus: null,
  tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
  passwordCredentials: [],
  keyCredentials: [],
  appRoles: [],
  oauth2PermissionScopes: [],
  owners: [],
  ...more,
});
const secretOf = (keyId: string, start: string, end: string): Body => ({
  customKeyIdentifier: null,
  displayName: 'ci',
  endDateTime: end,
  hint,
  keyId,
  secretText: null,
  startDateTime: start,
});
const roleOf = (value: keyof typeof roleIds): Body => ({
  allowedMemberTypes: ['Application'],
  description: value,
  displayName: value,
  id: roleIds[value],
  isEnabled: true,
  origin: 'Application',
  value,
});
const assignmentOf = (
  n: number,
  resourceId: string,
  appRoleId: string,
  principal: string,
  type: string,
): Body => ({
  id: `assignment-${n}`,
  appRoleId,
  principalId: principal,
  principalType: type,
  resourceId,
});
const definitionOf = (id: string, name: string, actions: readonly string[], more: Body = {}): Body => ({
  id,
  templateId: id,
  displayName: name,
  isBuiltIn: true,
  isEnabled: true,
  rolePermissions: [{ allowedResourceActions: actions, condition: null }],
  ...more,
});
const heldBy = (n: number, roleDefinitionId: string, principal: Body, scope = '/'): Body => ({
  id: `role-${n}`,
  principalId: principal['id'],
  roleDefinitionId,
  directoryScopeId: scope,
  principal,
});
const scheduledFor = (
  n: number,
  roleDefinitionId: string,
  principal: Body,
  expiration: Body,
  more: Body = {},
): Body => ({
  id: `schedule-${n}`,
  principalId: principal['id'],
  roleDefinitionId,
  directoryScopeId: '/',
  memberType: 'Direct',
  scheduleInfo: { startDateTime: '2026-01-01T00:00:00Z', expiration },
  principal,
  ...more,
});
const never = { type: 'noExpiration', endDateTime: null };

/** What Graph answers about a small tenant, whole, by the name under which an export keeps it. */
export function acme(): Map<string, readonly Body[]> {
  const crowd = Array.from({ length: 25 }, (_, n) => guid(1000 + n));
  return new Map<string, readonly Body[]>([
    ['organization', [{ id: ids.tenant, displayName: 'Acme' }]],
    [
      'users',
      [
        userOf(ids.ada, 'Ada', { employeeId: 'E1' }),
        userOf(ids.grace, 'Grace'),
        userOf(ids.guest, 'Guest', {
          userType: 'Guest',
          userPrincipalName: 'guest_partner.example#EXT#@acme.example',
          mail: 'guest@partner.example',
        }),
        userOf(ids.breakGlass, 'Break Glass', { mail: null }),
        {
          '@odata.type': '#microsoft.graph.agentUser',
          ...userOf(ids.agentUser, 'Scout', {
            lastPasswordChangeDateTime: null,
          }),
        },
        ...crowd.map((id, n) => userOf(id, `Person ${n}`)),
      ],
    ],
    [
      'user-activity',
      [
        {
          id: ids.ada,
          signInActivity: {
            lastSignInDateTime: '2026-05-01T08:00:00Z',
            lastNonInteractiveSignInDateTime: '2026-05-20T08:00:00Z',
          },
        },
        { id: ids.guest, signInActivity: null },
      ],
    ],
    [
      'user-registration',
      [
        { id: ids.ada, isMfaRegistered: true },
        { id: ids.grace, isMfaRegistered: false },
      ],
    ],
    [
      'groups',
      [
        groupOf(ids.admins, 'Admins', [of('user', ids.grace), of('user', ids.guest)], {
          isAssignableToRole: true,
        }),
        groupOf(
          ids.everyone,
          'Everyone',
          crowd.map((id) => of('user', id)),
          { groupTypes: ['DynamicMembership'] },
        ),
        groupOf(ids.nested, 'Nested', [
          of('group', ids.admins),
          of('servicePrincipal', ids.functionApp),
          of('device', guid(99)),
        ]),
        groupOf(ids.hidden, 'Hidden', [], { visibility: 'HiddenMembership', groupTypes: ['Unified'] }),
      ],
    ],
    [
      'group-owners',
      [
        { id: ids.admins, owners: [of('user', ids.ada)] },
        { id: ids.everyone, owners: [of('user', ids.ada)] },
      ],
    ],
    [
      'applications',
      [
        {
          id: ids.deployerApp,
          appId: ids.deployerAppId,
          displayName: 'Deployer',
          createdDateTime: '2024-01-01T00:00:00Z',
          passwordCredentials: [
            secretOf(ids.secret, '2024-01-01T00:00:00Z', '2099-12-31T00:00:00Z'),
            secretOf(ids.oldSecret, '2022-01-01T00:00:00Z', '2023-01-01T00:00:00Z'),
          ],
          keyCredentials: [],
          owners: [of('user', ids.grace)],
        },
        {
          id: ids.unusedApp,
          appId: ids.unusedAppId,
          displayName: 'Unused',
          createdDateTime: '2025-01-01T00:00:00Z',
          passwordCredentials: [],
          keyCredentials: [
            {
              customKeyIdentifier: 'qrvM',
              displayName: 'CN=unused',
              endDateTime: '2027-01-01T00:00:00Z',
              key: null,
              keyId: ids.certificate,
              startDateTime: '2025-01-01T00:00:00Z',
              type: 'AsymmetricX509Cert',
              usage: 'Verify',
            },
          ],
          owners: [],
        },
      ],
    ],
    [
      'application-federation',
      [
        {
          id: ids.deployerApp,
          federatedIdentityCredentials: [
            {
              id: guid(81),
              name: 'github',
              issuer: 'https://token.actions.githubusercontent.com',
              subject: 'repo:acme/web:environment:production',
              audiences: ['api://AzureADTokenExchange'],
              description: null,
            },
          ],
        },
        { id: ids.unusedApp, federatedIdentityCredentials: [] },
      ],
    ],
    [
      'service-principals',
      [
        principalOf(ids.graph, microsoftGraph, 'Microsoft Graph', {
          appOwnerOrganizationId: microsoft,
          appRoles: [roleOf('RoleManagement.ReadWrite.Directory'), roleOf('User.Read.All')],
          oauth2PermissionScopes: [{ id: guid(91), value: 'Mail.ReadWrite', isEnabled: true, type: 'User' }],
          tags: [],
        }),
        principalOf(ids.deployer, ids.deployerAppId, 'Deployer', {
          owners: [of('servicePrincipal', ids.functionApp)],
        }),
        principalOf(ids.mailer, ids.mailerAppId, 'Mailer', { appOwnerOrganizationId: guid(2) }),
        principalOf(ids.functionApp, guid(65), 'function-app', {
          servicePrincipalType: 'ManagedIdentity',
          tags: [],
        }),
        {
          '@odata.type': '#microsoft.graph.agentIdentity',
          ...principalOf(ids.agent, ids.agent, 'Scout', {
            servicePrincipalType: 'ServiceIdentity',
            tags: [],
          }),
        },
        {
          '@odata.type': '#microsoft.graph.agentIdentityBlueprintPrincipal',
          ...principalOf(ids.blueprint, ids.blueprintAppId, 'Scout blueprint'),
        },
        principalOf(ids.microsofts, guid(66), 'Microsoft Unused', { appOwnerOrganizationId: microsoft }),
        principalOf(ids.reader, guid(67), 'Microsoft Reader', { appOwnerOrganizationId: microsoft }),
      ],
    ],
    [
      'app-role-assignments',
      [
        {
          id: ids.graph,
          appRoleAssignedTo: [
            assignmentOf(
              1,
              ids.graph,
              roleIds['RoleManagement.ReadWrite.Directory'],
              ids.deployer,
              'ServicePrincipal',
            ),
            assignmentOf(2, ids.graph, roleIds['User.Read.All'], ids.reader, 'ServicePrincipal'),
            assignmentOf(3, ids.graph, roleIds['User.Read.All'], ids.functionApp, 'ServicePrincipal'),
          ],
        },
        {
          id: ids.mailer,
          appRoleAssignedTo: [
            assignmentOf(4, ids.mailer, '00000000-0000-0000-0000-000000000000', ids.nested, 'Group'),
            ...crowd.map((id, n) =>
              assignmentOf(100 + n, ids.mailer, '00000000-0000-0000-0000-000000000000', id, 'User'),
            ),
          ],
        },
      ],
    ],
    [
      'delegated-grants',
      [
        {
          id: 'g1',
          clientId: ids.mailer,
          consentType: 'AllPrincipals',
          principalId: null,
          resourceId: ids.graph,
          scope: ' Mail.ReadWrite openid',
        },
        {
          id: 'g2',
          clientId: ids.mailer,
          consentType: 'Principal',
          principalId: ids.ada,
          resourceId: ids.graph,
          scope: 'Files.Read',
        },
      ],
    ],
    [
      'agent-identities',
      [
        {
          id: ids.agent,
          agentIdentityBlueprintId: ids.blueprintAppId,
          createdDateTime: '2026-02-01T00:00:00Z',
          sponsors: [of('user', ids.ada)],
        },
      ],
    ],
    ['agent-blueprint-principals', [{ id: ids.blueprint, sponsors: [] }]],
    ['agent-users', [{ id: ids.agentUser, identityParentId: ids.agent, sponsors: [] }]],
    [
      'service-principal-activity',
      [
        {
          id: 'a1',
          appId: ids.deployerAppId,
          lastSignInActivity: { lastSignInDateTime: '2026-05-30T00:00:00Z', lastSignInRequestId: 'r' },
        },
      ],
    ],
    [
      'secret-activity',
      [
        {
          id: 's1',
          appId: ids.deployerAppId,
          keyId: ids.secret,
          keyType: 'secret',
          signInActivity: { lastSignInDateTime: '2026-05-30T00:00:00Z' },
        },
        {
          id: 's2',
          appId: ids.unusedAppId,
          keyId: ids.certificate,
          keyType: 'certificate',
          signInActivity: null,
        },
      ],
    ],
    ['administrative-units', [{ id: ids.unit, displayName: 'Berlin' }]],
    [
      'role-definitions',
      [
        definitionOf(globalAdministrator, 'Global Administrator', [
          'microsoft.directory/users/allProperties/allTasks',
        ]),
        definitionOf(applicationAdministrator, 'Application Administrator', [
          'microsoft.directory/applications/credentials/update',
        ]),
        definitionOf(ids.ownRole, 'App keys', ['microsoft.directory/applications/credentials/update'], {
          isBuiltIn: false,
        }),
        definitionOf('f2ef992c-3afb-46b9-b7cf-a126ee74c451', 'Global Reader', [
          'microsoft.directory/users/allProperties/read',
        ]),
      ],
    ],
    [
      'role-assignments',
      [
        heldBy(1, globalAdministrator, of('user', ids.breakGlass)),
        heldBy(2, globalAdministrator, of('group', ids.admins)),
        heldBy(3, applicationAdministrator, of('user', ids.grace), `/administrativeUnits/${ids.unit}`),
        heldBy(4, ids.ownRole, of('servicePrincipal', ids.functionApp)),
        heldBy(5, applicationAdministrator, of('user', ids.ada), `/${ids.mailerApp}`),
      ],
    ],
    [
      'role-assignment-schedules',
      [
        scheduledFor(1, globalAdministrator, of('user', ids.breakGlass), never, {
          assignmentType: 'Assigned',
        }),
        scheduledFor(
          2,
          globalAdministrator,
          of('group', ids.admins),
          { type: 'afterDateTime', endDateTime: '2026-12-31T00:00:00Z' },
          { assignmentType: 'Assigned' },
        ),
      ],
    ],
    ['role-eligibility-schedules', [scheduledFor(3, globalAdministrator, of('user', ids.ada), never)]],
  ]);
}
