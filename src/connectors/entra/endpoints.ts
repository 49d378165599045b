import type { z } from 'zod';
import {
  application,
  applicationFederation,
  assigned,
  delegatedGrant,
  federation,
  group,
  groupOwners,
  object,
  organization,
  principalActivity,
  registration,
  roleAssignedTo,
  roleAssignment,
  roleDefinition,
  roleSchedule,
  secretActivity,
  servicePrincipal,
  sponsored,
  unit,
  user,
  userActivity,
} from './shapes.ts';

/** One question of Microsoft Graph, as data: the live reader asks it, an export holds its answer in `ID.json`. */
export interface Endpoint<T> {
  readonly id: string;
  readonly version?: 'beta';
  /** Without a slash before it; with `{id}` where it is asked about one object. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly item: z.ZodType<T>;
  /** What is not known without it. */
  readonly what: string;
  /** The Graph application permission that a live read needs for it. */
  readonly permission: string;
}

const endpoint = <T>(given: Endpoint<T>): Endpoint<T> => given;
const applications = 'Application.Read.All';
const roles = 'RoleManagement.Read.Directory';
const logs = 'AuditLog.Read.All';
const agents = 'AgentIdentity.Read.All';
const principals = 'servicePrincipals';

/** Graph lists at most this many objects within another; where it gave so many there may be more, and they are asked for. */
export const mostExpanded = 20;

export const endpoints = {
  organization: endpoint({
    id: 'organization',
    path: 'organization',
    query: { $select: 'id,displayName' },
    item: organization,
    what: 'the tenant’s id and name, and so which applications are its own',
    permission: 'Organization.Read.All',
  }),
  users: endpoint({
    id: 'users',
    path: 'users',
    query: {
      $select:
        'id,displayName,userPrincipalName,mail,accountEnabled,userType,employeeId,createdDateTime,lastPasswordChangeDateTime,onPremisesSyncEnabled',
      $top: '999',
    },
    item: user,
    what: 'users',
    permission: 'User.Read.All',
  }),
  userActivity: endpoint({
    id: 'user-activity',
    path: 'users',
    query: { $select: 'id,signInActivity', $top: '500' },
    item: userActivity,
    what: 'when users last signed in (a licence of Entra ID P1 is needed)',
    permission: logs,
  }),
  registration: endpoint({
    id: 'user-registration',
    path: 'reports/authenticationMethods/userRegistrationDetails',
    query: { $select: 'id,isMfaRegistered' },
    item: registration,
    what: 'which users have a second factor (a licence of Entra ID P1 is needed)',
    permission: logs,
  }),
  groups: endpoint({
    id: 'groups',
    path: 'groups',
    query: {
      $select: 'id,displayName,groupTypes,isAssignableToRole,securityEnabled,visibility',
      $expand: 'members($select=id)',
      $top: '100',
    },
    item: group,
    what: 'groups and their members',
    permission: 'GroupMember.Read.All',
  }),
  groupOwners: endpoint({
    id: 'group-owners',
    path: 'groups',
    query: { $select: 'id', $expand: 'owners($select=id)', $top: '100' },
    item: groupOwners,
    what: 'owners of groups',
    permission: 'GroupMember.Read.All',
  }),
  applications: endpoint({
    id: 'applications',
    path: 'applications',
    query: {
      $select: 'id,appId,displayName,createdDateTime,passwordCredentials,keyCredentials',
      $expand: 'owners($select=id)',
      $top: '100',
    },
    item: application,
    what: 'applications that are registered here, their secrets, certificates and owners',
    permission: applications,
  }),
  federation: endpoint({
    id: 'application-federation',
    path: 'applications',
    query: { $select: 'id', $expand: 'federatedIdentityCredentials', $top: '100' },
    item: applicationFederation,
    what: 'which identities outside (workflows, clusters) may sign in as which application',
    permission: applications,
  }),
  servicePrincipals: endpoint({
    id: 'service-principals',
    path: principals,
    query: {
      $select:
        'id,appId,displayName,accountEnabled,appOwnerOrganizationId,servicePrincipalType,disabledByMicrosoftStatus,tags,passwordCredentials,keyCredentials,appRoles,oauth2PermissionScopes',
      $expand: 'owners($select=id)',
      $top: '100',
    },
    item: servicePrincipal,
    what: 'service principals: applications and managed identities in this tenant',
    permission: applications,
  }),
  assigned: endpoint({
    id: 'app-role-assignments',
    path: principals,
    query: { $select: 'id', $expand: 'appRoleAssignedTo', $top: '100' },
    item: assigned,
    what: 'application permissions and who is assigned to applications',
    permission: applications,
  }),
  delegated: endpoint({
    id: 'delegated-grants',
    path: 'oauth2PermissionGrants',
    query: { $top: '999' },
    item: delegatedGrant,
    what: 'what applications may do on behalf of people, and who consented',
    permission: 'Directory.Read.All',
  }),
  agents: endpoint({
    id: 'agent-identities',
    path: `${principals}/microsoft.graph.agentIdentity`,
    query: {
      $select: 'id,agentIdentityBlueprintId,createdDateTime',
      $expand: 'sponsors($select=id)',
      $top: '100',
    },
    item: sponsored,
    what: 'agent identities, their blueprints and sponsors',
    permission: agents,
  }),
  blueprintPrincipals: endpoint({
    id: 'agent-blueprint-principals',
    path: `${principals}/microsoft.graph.agentIdentityBlueprintPrincipal`,
    query: { $select: 'id', $expand: 'sponsors($select=id)', $top: '100' },
    item: sponsored,
    what: 'blueprints of agents in this tenant and their sponsors',
    permission: 'AgentIdentityBlueprintPrincipal.Read.All',
  }),
  agentUsers: endpoint({
    id: 'agent-users',
    path: 'users/microsoft.graph.agentUser',
    query: { $select: 'id,identityParentId', $expand: 'sponsors($select=id)', $top: '100' },
    item: sponsored,
    what: 'users that are agents, and their sponsors',
    permission: 'User.Read.All',
  }),
  principalActivity: endpoint({
    id: 'service-principal-activity',
    version: 'beta',
    path: 'reports/servicePrincipalSignInActivities',
    item: principalActivity,
    what: 'when service principals last signed in (beta)',
    permission: logs,
  }),
  secretActivity: endpoint({
    id: 'secret-activity',
    version: 'beta',
    path: 'reports/appCredentialSignInActivities',
    item: secretActivity,
    what: 'when secrets and certificates of applications were last used (beta)',
    permission: logs,
  }),
  units: endpoint({
    id: 'administrative-units',
    path: 'directory/administrativeUnits',
    query: { $select: 'id,displayName' },
    item: unit,
    what: 'names of administrative units',
    permission: 'AdministrativeUnit.Read.All',
  }),
  roleDefinitions: endpoint({
    id: 'role-definitions',
    path: 'roleManagement/directory/roleDefinitions',
    query: { $select: 'id,templateId,displayName,isBuiltIn,isEnabled,rolePermissions' },
    item: roleDefinition,
    what: 'directory roles and what each allows',
    permission: roles,
  }),
  roleAssignments: endpoint({
    id: 'role-assignments',
    path: 'roleManagement/directory/roleAssignments',
    query: { $expand: 'principal' },
    item: roleAssignment,
    what: 'who holds which directory role',
    permission: roles,
  }),
  roleSchedules: endpoint({
    id: 'role-assignment-schedules',
    path: 'roleManagement/directory/roleAssignmentSchedules',
    query: { $expand: 'principal' },
    item: roleSchedule,
    what: 'until when directory roles are held (Privileged Identity Management)',
    permission: 'RoleAssignmentSchedule.Read.Directory',
  }),
  roleEligibility: endpoint({
    id: 'role-eligibility-schedules',
    path: 'roleManagement/directory/roleEligibilitySchedules',
    query: { $expand: 'principal' },
    item: roleSchedule,
    what: 'who may activate which directory role (Privileged Identity Management)',
    permission: 'RoleEligibilitySchedule.Read.Directory',
  }),
} as const;

/** Asked about one object, where a list within it may go on. An export keeps the answer as `ID/OBJECT.json`. */
export const within = {
  members: endpoint({
    id: 'groups.members',
    path: 'groups/{id}/members',
    query: { $select: 'id', $top: '999' },
    item: object,
    what: `members of groups beyond the first ${mostExpanded}`,
    permission: 'GroupMember.Read.All',
  }),
  groupOwners: endpoint({
    id: 'groups.owners',
    path: 'groups/{id}/owners',
    query: { $select: 'id', $top: '999' },
    item: object,
    what: `owners of groups beyond the first ${mostExpanded}`,
    permission: 'GroupMember.Read.All',
  }),
  applicationOwners: endpoint({
    id: 'applications.owners',
    path: 'applications/{id}/owners',
    query: { $select: 'id', $top: '999' },
    item: object,
    what: `owners of applications beyond the first ${mostExpanded}`,
    permission: applications,
  }),
  federation: endpoint({
    id: 'applications.federatedIdentityCredentials',
    path: 'applications/{id}/federatedIdentityCredentials',
    item: federation,
    what: `identities outside that may sign in as an application, beyond the first ${mostExpanded}`,
    permission: applications,
  }),
  principalOwners: endpoint({
    id: 'servicePrincipals.owners',
    path: 'servicePrincipals/{id}/owners',
    query: { $select: 'id', $top: '999' },
    item: object,
    what: `owners of service principals beyond the first ${mostExpanded}`,
    permission: applications,
  }),
  assigned: endpoint({
    id: 'servicePrincipals.appRoleAssignedTo',
    path: 'servicePrincipals/{id}/appRoleAssignedTo',
    query: { $top: '999' },
    item: roleAssignedTo,
    what: `who is assigned to an application beyond the first ${mostExpanded}`,
    permission: applications,
  }),
} as const;

const safe = /^[A-Za-z0-9-]{1,100}$/;
/** An object id that may stand in a path, of a request or of a file. */
export const isObjectId = (id: string): boolean => safe.test(id);
