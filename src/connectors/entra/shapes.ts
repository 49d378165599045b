import { z } from 'zod';
import { readInstant, type Instant } from '../../model/index.ts';

/** What is read of Graph's answers. Members not named here (hints and texts of secrets, keys, photos) are never kept. */

const short = z.string().max(2000);
const id = z.string().min(1).max(200);
const texts = z.array(short).max(5000);
const moment = z
  .string()
  .max(64)
  .transform((text, context): Instant => {
    const at = readInstant(text);
    if (at !== undefined) return at;
    context.addIssue({ code: 'custom', message: 'expected a moment' });
    return z.NEVER;
  });

/** One of many kinds; the annotation says which. */
export const object = z.object({ id, '@odata.type': short.optional() });
export type ObjectRef = z.infer<typeof object>;
const objects = z.array(object).max(1000);

export const organization = z.object({ id, displayName: short.nullish() });

export const user = z.object({
  id,
  '@odata.type': short.optional(),
  displayName: short.nullish(),
  userPrincipalName: short.nullish(),
  mail: short.nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: short.nullish(),
  employeeId: short.nullish(),
  createdDateTime: moment.nullish(),
  lastPasswordChangeDateTime: moment.nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});
export type User = z.infer<typeof user>;

/** Reports write some zones with one digit: `-8:00`. */
const reported = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(/([+-])(\d:\d\d)$/, '$10$2') : value),
  moment,
);
const activity = z.object({
  lastSignInDateTime: reported.nullish(),
  lastNonInteractiveSignInDateTime: reported.nullish(),
});
export const userActivity = z.object({ id, signInActivity: activity.nullish() });
export const registration = z.object({ id, isMfaRegistered: z.boolean().nullish() });

export const group = z.object({
  id,
  displayName: short.nullish(),
  groupTypes: texts.nullish(),
  isAssignableToRole: z.boolean().nullish(),
  securityEnabled: z.boolean().nullish(),
  visibility: short.nullish(),
  members: objects.optional(),
  'members@odata.nextLink': z.string().max(8192).optional(),
});
export const groupOwners = z.object({
  id,
  owners: objects.optional(),
  'owners@odata.nextLink': z.string().max(8192).optional(),
});

const secret = z.object({
  keyId: id.nullish(),
  displayName: short.nullish(),
  startDateTime: moment.nullish(),
  endDateTime: moment.nullish(),
});
const key = secret.extend({ usage: short.nullish(), type: short.nullish() });
export type Secret = z.infer<typeof secret>;

export const application = z.object({
  id,
  appId: id,
  displayName: short.nullish(),
  createdDateTime: moment.nullish(),
  passwordCredentials: z.array(secret).max(2000).nullish(),
  keyCredentials: z.array(key).max(2000).nullish(),
  owners: objects.optional(),
  'owners@odata.nextLink': z.string().max(8192).optional(),
});
export type Application = z.infer<typeof application>;

export const federation = z.object({
  id,
  name: short.nullish(),
  issuer: short,
  subject: short.nullish(),
  audiences: z.array(short).max(100).nullish(),
});
export type Federation = z.infer<typeof federation>;
export const applicationFederation = z.object({
  id,
  federatedIdentityCredentials: z.array(federation).max(1000).optional(),
  'federatedIdentityCredentials@odata.nextLink': z.string().max(8192).optional(),
});

const appRole = z.object({ id, value: short.nullish() });
export const servicePrincipal = z.object({
  id,
  '@odata.type': short.optional(),
  appId: id.nullish(),
  displayName: short.nullish(),
  accountEnabled: z.boolean().nullish(),
  appOwnerOrganizationId: short.nullish(),
  servicePrincipalType: short.nullish(),
  disabledByMicrosoftStatus: short.nullish(),
  tags: texts.nullish(),
  passwordCredentials: z.array(secret).max(2000).nullish(),
  keyCredentials: z.array(key).max(2000).nullish(),
  appRoles: z.array(appRole).max(5000).nullish(),
  oauth2PermissionScopes: z.array(z.object({ id })).max(5000).nullish(),
  owners: objects.optional(),
  'owners@odata.nextLink': z.string().max(8192).optional(),
});
export type ServicePrincipal = z.infer<typeof servicePrincipal>;

export const roleAssignedTo = z.object({
  id,
  appRoleId: id,
  principalId: id.nullish(),
  principalType: short.nullish(),
});
export const assigned = z.object({
  id,
  appRoleAssignedTo: z.array(roleAssignedTo).max(1000).optional(),
  'appRoleAssignedTo@odata.nextLink': z.string().max(8192).optional(),
});

export const delegatedGrant = z.object({
  clientId: id,
  consentType: short.nullish(),
  principalId: short.nullish(),
  resourceId: id,
  scope: z.string().max(100_000).nullish(),
});

export const sponsored = z.object({
  id,
  agentIdentityBlueprintId: short.nullish(),
  identityParentId: short.nullish(),
  createdDateTime: moment.nullish(),
  sponsors: objects.optional(),
  'sponsors@odata.nextLink': z.string().max(8192).optional(),
});

export const principalActivity = z.object({
  appId: id,
  lastSignInActivity: activity.nullish(),
});
export const secretActivity = z.object({
  keyId: id.nullish(),
  signInActivity: activity.nullish(),
});

export const unit = z.object({ id, displayName: short.nullish() });
export const roleDefinition = z.object({
  id,
  templateId: short.nullish(),
  displayName: short.nullish(),
  isBuiltIn: z.boolean().nullish(),
  isEnabled: z.boolean().nullish(),
  rolePermissions: z
    .array(z.object({ allowedResourceActions: texts.nullish(), condition: short.nullish() }))
    .max(1000)
    .nullish(),
});
export type RoleDefinition = z.infer<typeof roleDefinition>;

export const roleAssignment = z.object({
  id,
  principalId: id,
  roleDefinitionId: id,
  directoryScopeId: short.nullish(),
  appScopeId: short.nullish(),
  condition: short.nullish(),
  principal: object.nullish(),
});
export const roleSchedule = z.object({
  id,
  principalId: id,
  roleDefinitionId: id,
  directoryScopeId: short.nullish(),
  assignmentType: short.nullish(),
  scheduleInfo: z
    .object({
      expiration: z.object({ type: short.nullish(), endDateTime: moment.nullish() }).nullish(),
    })
    .nullish(),
  principal: object.nullish(),
});
export type RoleSchedule = z.infer<typeof roleSchedule>;
