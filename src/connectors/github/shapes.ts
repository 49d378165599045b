import { z } from 'zod';
import { isInstant, readInstant, type Instant } from '../../model/index.ts';

/** What is read of GitHub's answers. Members not named here (avatars, URLs, the last characters of tokens) are never kept. */

const short = z.string().max(1000);
const login = z.string().min(1).max(200);
const moment = z
  .string()
  .max(64)
  .transform((text, context): Instant => {
    const at = readInstant(text);
    if (at !== undefined && isInstant(at)) return at;
    context.addIssue({ code: 'custom', message: 'expected a moment' });
    return z.NEVER;
  });
const momentOrNull = moment.nullable();

export const organization = z.object({
  login,
  name: short.nullish(),
  default_repository_permission: z.enum(['read', 'write', 'admin', 'none']).nullish(),
  two_factor_requirement_enabled: z.boolean().nullish(),
});

export const user = z.object({
  login,
  id: z.number().int(),
  type: short.optional(),
});
export type User = z.infer<typeof user>;

const slug = z.string().min(1).max(200);
export const team = z.object({
  slug,
  name: z.string().max(1000),
  parent: z.object({ slug }).nullish(),
});

const flags = z
  .object({
    pull: z.boolean().optional(),
    triage: z.boolean().optional(),
    push: z.boolean().optional(),
    maintain: z.boolean().optional(),
    admin: z.boolean().optional(),
  })
  .optional();

export const repository = z.object({
  name: z.string().min(1).max(200),
  full_name: z.string().min(3).max(400),
  private: z.boolean().optional(),
  visibility: short.optional(),
  archived: z.boolean().optional(),
  role_name: short.optional(),
  permissions: flags,
});
export type Repository = z.infer<typeof repository>;

export const collaborator = z.object({
  login,
  id: z.number().int(),
  type: short.optional(),
  role_name: short.optional(),
  permissions: flags,
});

export const deployKey = z.object({
  id: z.number().int(),
  key: z.string().max(20_000),
  title: z.string().max(1000),
  created_at: moment,
  read_only: z.boolean(),
  added_by: short.nullish(),
  last_used: momentOrNull.optional(),
  enabled: z.boolean().optional(),
});

export const secretName = z.object({
  name: z.string().min(1).max(500),
  visibility: z.enum(['all', 'private', 'selected']).optional(),
});

const reviewer = z.object({
  type: short.optional(),
  reviewer: z.object({ login: short.optional(), slug: short.optional() }).optional(),
});
export const environment = z.object({
  name: z.string().min(1).max(500),
  protection_rules: z
    .array(
      z.object({
        type: short,
        reviewers: z.array(reviewer).max(100).optional(),
        prevent_self_review: z.boolean().optional(),
      }),
    )
    .max(1000)
    .optional(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});

export const oidcSubject = z.object({
  use_default: z.boolean().optional(),
  include_claim_keys: z.array(short).max(200).optional(),
});

export const workflowDefaults = z.object({
  default_workflow_permissions: z.enum(['read', 'write']),
  can_approve_pull_request_reviews: z.boolean(),
});

export const installation = z.object({
  id: z.number().int(),
  app_id: z.number().int(),
  app_slug: z.string().min(1).max(200),
  repository_selection: z.enum(['all', 'selected']),
  permissions: z.record(z.string().max(200), z.string().max(50)),
  created_at: moment,
  suspended_at: momentOrNull.optional(),
});

export const programmaticGrant = z.object({
  id: z.number().int(),
  owner: z.object({ login }),
  token_name: short.optional(),
  access_granted_at: moment,
  token_expired: z.boolean(),
  token_expires_at: momentOrNull,
  token_last_used_at: momentOrNull,
});

export const authorization = z.object({
  login,
  credential_id: z.number().int(),
  credential_type: short,
  credential_authorized_at: moment,
  credential_accessed_at: momentOrNull,
  fingerprint: short.optional(),
  authorized_credential_expires_at: momentOrNull.optional(),
});
