import { z } from 'zod';

/**
 * What `aws iam get-account-authorization-details` gives (IAM API reference, GetAccountAuthorizationDetails), as far as
 * it is read; other members are passed over. A policy document is an object (CLI, SDK) or text, plain or URL-encoded (API).
 */
const text = z.string().max(2048);
const texts = z.array(text).max(5000);
const attached = z.array(z.object({ PolicyName: text, PolicyArn: text.min(1) })).max(1000);
const tags = z.array(z.object({ Key: z.string().max(256), Value: z.string().max(2048) })).max(200);
const boundary = z.object({ PermissionsBoundaryArn: text });
const inline = z.array(z.object({ PolicyName: text.min(1), PolicyDocument: z.unknown() })).max(1000);

export const userDetail = z.object({
  Arn: text.min(1),
  UserName: text.min(1),
  UserId: text.optional(),
  Path: text.optional(),
  CreateDate: text.optional(),
  UserPolicyList: inline.optional(),
  GroupList: texts.optional(),
  AttachedManagedPolicies: attached.optional(),
  PermissionsBoundary: boundary.nullish(),
  Tags: tags.optional(),
});
export type UserDetail = z.infer<typeof userDetail>;

export const groupDetail = z.object({
  Arn: text.min(1),
  GroupName: text.min(1),
  Path: text.optional(),
  GroupPolicyList: inline.optional(),
  AttachedManagedPolicies: attached.optional(),
});
export type GroupDetail = z.infer<typeof groupDetail>;

export const roleDetail = z.object({
  Arn: text.min(1),
  RoleName: text.min(1),
  RoleId: text.optional(),
  Path: text.optional(),
  CreateDate: text.optional(),
  AssumeRolePolicyDocument: z.unknown(),
  InstanceProfileList: z
    .array(z.object({ InstanceProfileName: text.optional() }))
    .max(1000)
    .optional(),
  RolePolicyList: inline.optional(),
  AttachedManagedPolicies: attached.optional(),
  PermissionsBoundary: boundary.nullish(),
  Tags: tags.optional(),
  RoleLastUsed: z.object({ LastUsedDate: text.optional(), Region: text.optional() }).nullish(),
});
export type RoleDetail = z.infer<typeof roleDetail>;

export const managedPolicy = z.object({
  Arn: text.min(1),
  PolicyName: text.min(1),
  Path: text.optional(),
  DefaultVersionId: text.optional(),
  PolicyVersionList: z
    .array(
      z.object({
        Document: z.unknown(),
        VersionId: text.optional(),
        IsDefaultVersion: z.boolean().optional(),
      }),
    )
    .max(100)
    .optional(),
});
export type ManagedPolicy = z.infer<typeof managedPolicy>;
