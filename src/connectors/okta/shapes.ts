import { z } from 'zod';
import { isInstant, readInstant, type Instant } from '../../model/index.ts';

/** What is read of Okta's answers. Members not named here (secrets and their hashes, answers to questions, links) are never kept. */

const short = z.string().max(1000);
const id = z.string().min(1).max(200);
const moment = z
  .string()
  .max(64)
  .transform((text, context): Instant => {
    const at = readInstant(text);
    if (at !== undefined && isInstant(at)) return at;
    context.addIssue({ code: 'custom', message: 'expected a moment' });
    return z.NEVER;
  });
const strings = (most: number) => z.array(z.string().max(4096)).max(most);

export const organization = z.object({ companyName: short.nullish(), subdomain: short.nullish() });

export const user = z.object({
  id,
  status: short,
  created: moment.nullish(),
  lastLogin: moment.nullish(),
  passwordChanged: moment.nullish(),
  type: z.object({ id: short.optional() }).nullish(),
  profile: z.object({
    login: z.string().min(1).max(1000),
    email: short.nullish(),
    employeeNumber: short.nullish(),
    department: short.nullish(),
    title: short.nullish(),
    manager: short.nullish(),
    managerId: short.nullish(),
    userType: short.nullish(),
  }),
  credentials: z.object({ provider: z.object({ type: short.optional() }).nullish() }).nullish(),
});
export type User = z.infer<typeof user>;

export const member = z.object({ id });

export const group = z.object({
  id,
  type: short.optional(),
  profile: z.object({ name: z.string().min(1).max(1000), description: z.string().max(10_000).nullish() }),
});

export const groupRule = z.object({
  id,
  name: short,
  status: short,
  conditions: z
    .object({ expression: z.object({ value: z.string().max(20_000).optional() }).nullish() })
    .nullish(),
  actions: z.object({
    assignUserToGroups: z.object({ groupIds: strings(1000).nullish() }).nullish(),
  }),
});

export const roleAssignment = z.object({
  id,
  label: short.nullish(),
  type: z.string().min(1).max(200),
  status: short.nullish(),
  assignmentType: short.nullish(),
  role: z.string().max(200).nullish(),
  'resource-set': z.string().max(200).nullish(),
});
export type RoleAssignment = z.infer<typeof roleAssignment>;

/** An app of the catalogue has a name, an instance an id too. */
export const appTarget = z.object({ id: id.nullish(), name: short.nullish(), displayName: short.nullish() });
export const groupTarget = z.object({ id });

export const app = z.object({
  id,
  label: z.string().min(1).max(1000),
  name: short.nullish(),
  status: short,
  created: moment.nullish(),
  signOnMode: short.nullish(),
  credentials: z
    .object({
      oauthClient: z
        .object({ client_id: id.nullish(), token_endpoint_auth_method: short.nullish() })
        .nullish(),
    })
    .nullish(),
  settings: z
    .object({
      oauthClient: z
        .object({ grant_types: strings(100).nullish(), jwks_uri: z.string().max(2000).nullish() })
        .nullish(),
    })
    .nullish(),
});
export type App = z.infer<typeof app>;

export const appUser = z.object({ id, scope: short.nullish(), status: short.nullish() });
export const appGroup = z.object({ id });

export const clientSecret = z.object({ id, status: short.nullish(), created: moment.nullish() });

const jwk = z.object({
  id: id.nullish(),
  kid: z.string().max(1000).nullish(),
  kty: short,
  use: short.nullish(),
  status: short.nullish(),
  created: moment.nullish(),
  n: z.string().max(20_000).nullish(),
  e: z.string().max(100).nullish(),
  crv: short.nullish(),
  x: z.string().max(1000).nullish(),
  y: z.string().max(1000).nullish(),
});
export type Jwk = z.infer<typeof jwk>;
const jwks = z.array(jwk).max(1000);
/** Its description says a list; its example, and Okta, wrap it. */
export const clientKeys = z.union([
  jwk.transform((one) => [one]),
  jwks,
  z.object({ jwks: z.object({ keys: jwks }) }).transform((wrapped) => wrapped.jwks.keys),
]);

export const scopeGrant = z.object({ id, scopeId: z.string().min(1).max(500), status: short.nullish() });

export const adminRole = z.object({ id, label: short.nullish() });
export const permission = z.object({
  label: z.string().min(1).max(500),
  conditions: z.record(z.string().max(200), z.unknown()).nullish(),
});
export const resourceSet = z.object({ id, label: short.nullish() });
export const resourceOfSet = z.object({
  id,
  orn: z.string().max(4096).nullish(),
  conditions: z.record(z.string().max(200), z.unknown()).nullish(),
  _links: z.object({ self: z.object({ href: z.string().max(4096) }).nullish() }).nullish(),
});
export const assignee = z.object({ id });

export const apiToken = z.object({
  id,
  name: short,
  userId: id,
  created: moment.nullish(),
  expiresAt: moment.nullish(),
  tokenWindow: z.string().max(100).nullish(),
  network: z
    .object({
      connection: short.nullish(),
      include: strings(1000).nullish(),
      exclude: strings(1000).nullish(),
    })
    .nullish(),
});
export type ApiToken = z.infer<typeof apiToken>;

const owners = { ownerUserIds: strings(100).nullish(), ownerGroupIds: strings(100).nullish() };
export const serviceAccount = z.object({
  id,
  name: z.string().min(1).max(1000),
  username: short,
  containerInstanceName: short.nullish(),
  status: short.nullish(),
  statusDetail: short.nullish(),
  created: moment.nullish(),
  ...owners,
});
export const oktaServiceAccount = z.object({
  id,
  name: short,
  oktaUserId: id,
  statusDetail: short.nullish(),
  ...owners,
});

export const apiService = z.object({
  id,
  name: z.string().min(1).max(1000),
  type: short.nullish(),
  createdAt: moment.nullish(),
  createdBy: id.nullish(),
  grantedScopes: strings(1000).nullish(),
});
