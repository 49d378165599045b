/** Where a right leads that lets its holder take others: to every application, or to the tenant itself. */
export type LeadsTo = 'applications' | 'global administrator';

interface Power {
  readonly says: string;
  readonly leadsTo?: LeadsTo;
}

export const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

const becomesAdministrator = (says: string): Power => ({ says, leadsTo: 'global administrator' });
const becomesApplications = (says: string): Power => ({ says, leadsTo: 'applications' });

/**
 * Permissions of Microsoft Graph with which an application takes over the tenant, by their words. Held as application
 * permissions; on behalf of somebody they are worth no more than that person's own rights.
 */
export const tierZeroPermissions: ReadonlyMap<string, Power> = new Map<string, Power>([
  ['RoleManagement.ReadWrite.Directory', becomesAdministrator('may give itself any directory role')],
  ['RoleAssignmentSchedule.ReadWrite.Directory', becomesAdministrator('may give itself any directory role')],
  [
    'RoleEligibilitySchedule.ReadWrite.Directory',
    becomesAdministrator('may make anybody eligible for any directory role'),
  ],
  [
    'RoleManagementPolicy.ReadWrite.Directory',
    { says: 'may take approval and second factors away from directory roles' },
  ],
  ['AppRoleAssignment.ReadWrite.All', becomesAdministrator('may give itself any application permission')],
  ['Application.ReadWrite.All', becomesApplications('may add secrets to any application and act as it')],
  [
    'AgentIdentityBlueprint.ReadWrite.All',
    { says: 'may add secrets to any blueprint and act as its agents' },
  ],
  [
    'AgentIdentityBlueprint.AddRemoveCreds.All',
    { says: 'may add secrets to any blueprint and act as its agents' },
  ],
  [
    'UserAuthenticationMethod.ReadWrite.All',
    becomesAdministrator('may add a way to sign in to anybody, administrators included'),
  ],
  ['Policy.ReadWrite.AuthenticationMethod', { says: 'may change how everybody may sign in' }],
  ['Policy.ReadWrite.PermissionGrant', { says: 'may allow applications to be consented to' }],
  ['DelegatedPermissionGrant.ReadWrite.All', { says: 'may consent on behalf of everybody' }],
  [
    'PrivilegedAccess.ReadWrite.AzureADGroup',
    { says: 'may make itself a member of groups that hold directory roles' },
  ],
  [
    'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    { says: 'may make itself a member of groups that hold directory roles' },
  ],
  [
    'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
    { says: 'may make anybody eligible for groups that hold directory roles' },
  ],
  ['EntitlementManagement.ReadWrite.All', { says: 'may put itself into access packages' }],
  ['Domain.ReadWrite.All', { says: 'may federate a domain and sign in as its people' }],
  ['Organization.ReadWrite.All', { says: 'may trust a certificate authority and sign in as anybody' }],
  ['Directory.ReadWrite.All', { says: 'may change users, groups and memberships' }],
  ['Policy.ReadWrite.ConditionalAccess', { says: 'may take conditional access away' }],
]);

/** Built-in directory roles that lead to the whole tenant, by template id. Names are the tenant's to translate. */
export const tierZeroRoles: ReadonlyMap<string, Power> = new Map<string, Power>([
  [globalAdministrator, { says: 'may do everything' }],
  ['e8611ab8-c189-46e8-94e1-60213ab1f814', becomesAdministrator('may give itself any directory role')],
  [
    '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
    becomesAdministrator('may reset the password and second factor of any administrator'),
  ],
  [
    '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
    becomesApplications('may add secrets to any application and act as it'),
  ],
  [
    '158c047a-c907-4556-b7ef-446551a6b5f7',
    becomesApplications('may add secrets to any application and act as it'),
  ],
  [
    '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
    becomesApplications('may federate domains and add secrets to applications'),
  ],
  [
    'e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8',
    becomesAdministrator('may reset the password of any administrator'),
  ],
  ['4ba39ca4-527c-499a-b93d-d9b492c50246', { says: 'may reset passwords and change applications' }],
  ['d29b2b05-8046-44ba-8758-1e26182fcf32', { says: 'may synchronise identities, also over existing ones' }],
  ['194ae4cb-b126-40b2-bd5b-6091b380977d', { says: 'may change security settings of the whole tenant' }],
  ['b1be1c3e-b65d-4f19-8427-f6fa0d97feb9', { says: 'may take conditional access away' }],
  ['8329153b-31d0-4727-b945-745eb3bc5f31', { says: 'may federate a domain and sign in as its people' }],
  ['be2f45a1-457d-42af-a067-6ec1fa63bc45', { says: 'may federate a domain and sign in as its people' }],
  [
    'c4e39bd9-1100-46d3-8c65-fb160da0071f',
    { says: 'may reset passwords and second factors of people and of some administrators' },
  ],
  ['0526716b-113d-4c15-b2c8-68e3c22b9f80', { says: 'may change how everybody may sign in' }],
  [
    '729827e3-9c14-49f7-bb1b-9608f156bbb8',
    { says: 'may reset passwords of people and of some administrators' },
  ],
  [
    '966707d0-3269-4727-9be2-8c3a10f19b9d',
    { says: 'may reset passwords of people and of some administrators' },
  ],
  [
    'fe930be7-5e62-47db-91af-98c3a49a38b1',
    { says: 'may reset passwords of people and of some administrators' },
  ],
  [
    '9360feb5-f418-4baa-8175-e2a00bac4301',
    { says: 'may change groups and what applications are trusted with' },
  ],
  [
    'db506228-d27e-4b7d-95e5-295956d6615f',
    { says: 'may add secrets to any blueprint and act as its agents' },
  ],
]);

/** What of a role's actions makes a role of the tenant's own as dangerous, and why. */
const tierZeroActions: readonly (readonly [pattern: RegExp, power: Power])[] = [
  [
    /^microsoft\.directory\/(?:applications|servicePrincipals)\/(?:credentials\/(?:update|allTasks)|allProperties\/(?:allTasks|update))$/,
    becomesApplications('may add secrets to any application and act as it'),
  ],
  [
    /^microsoft\.directory\/roleAssignments\/(?:allProperties\/(?:allTasks|update)|create)$/,
    becomesAdministrator('may give itself any directory role'),
  ],
  [
    /^microsoft\.directory\/users\/(?:password\/update|authenticationMethods\/)/,
    { says: 'may reset passwords or second factors' },
  ],
  [
    /^microsoft\.directory\/groupsAssignableToRoles\/(?:members\/update|allProperties\/(?:allTasks|update)|owners\/update)$/,
    becomesAdministrator('may change who is in groups that hold directory roles'),
  ],
  [
    /^microsoft\.directory\/servicePrincipals\/managePermissionGrantsForAll\./,
    { says: 'may consent to application permissions' },
  ],
];

/** What makes a role one of those that lead to the whole tenant; of a built-in role by its template, else by its actions. */
export function powerOfRole(role: {
  readonly template: string;
  readonly builtIn: boolean;
  readonly actions: readonly string[];
}): Power | undefined {
  const known = tierZeroRoles.get(role.template.toLowerCase());
  if (known !== undefined || role.builtIn) return known;
  const found = tierZeroActions.filter(([pattern]) => role.actions.some((action) => pattern.test(action)));
  return (found.find(([, { leadsTo }]) => leadsTo !== undefined) ?? found[0])?.[1];
}

/** Permissions by which an application reads or sends what people write, or reads their files, on their behalf. */
const broad =
  /^(?:Mail\.(?:Read|ReadWrite|Send)(?:\.Shared)?|MailboxSettings\.ReadWrite|Files\.(?:Read|ReadWrite)(?:\.All)?|Sites\.(?:Read|ReadWrite|Manage|FullControl)\.All|Chat\.(?:Read|ReadWrite)|ChannelMessage\.(?:Read\.All|Send)|Notes\.(?:Read|ReadWrite)(?:\.All)?|Contacts\.ReadWrite|Calendars\.ReadWrite|User\.ReadWrite\.All|Group\.ReadWrite\.All|GroupMember\.ReadWrite\.All|Directory\.AccessAsUser\.All|EWS\.AccessAsUser\.All|IMAP\.AccessAsUser\.All|SMTP\.Send|user_impersonation|full_access_as_user)$/;
export const isBroad = (scope: string): boolean => broad.test(scope) || tierZeroPermissions.has(scope);
