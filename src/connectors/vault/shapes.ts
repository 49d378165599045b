import { z } from 'zod';

/** What is read of Vault's answers. Secrets, role ids, keys and passwords have no member here and are never kept. */

/** How a token looks, wherever it stands. */
export const vaultToken = /\b(?:hvs|hvb|s|b)\.[A-Za-z0-9]{20}/;

const short = z.string().max(1000);
const texts = z.array(z.string().max(4096)).max(100_000);
/** Vault gives a list, or in older roles one text with commas. */
const list = z
  .union([texts, z.string().max(20_000), z.null()])
  .optional()
  .transform((given) =>
    (typeof given === 'string' ? given.split(',') : (given ?? []))
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  );
const data = <T extends z.ZodType>(of: T) => z.object({ data: of });

export const name = z.string().min(1).max(1000);
export const policy = data(
  z.object({
    policy: z
      .string()
      .max(1 << 20)
      .optional(),
    rules: z
      .string()
      .max(1 << 20)
      .optional(),
  }),
);
const mount = z.object({
  type: short,
  accessor: short.nullish(),
  description: z.string().max(4096).nullish(),
});
export const mounts = data(z.record(z.string().max(1000), z.unknown())).transform(({ data: all }) =>
  Object.entries(all).flatMap(([path, given]) => {
    const found = mount.safeParse(given).data;
    return found === undefined || !path.endsWith('/') ? [] : [{ path: path.slice(0, -1), ...found }];
  }),
);

const claims = z.record(z.string().max(1000), z.unknown()).nullish();
export const role = data(
  z.object({
    token_policies: list,
    policies: list,
    token_no_default_policy: z.boolean().nullish(),
    token_period: z.union([z.number(), short]).nullish(),
    token_bound_cidrs: list,
    bound_service_account_names: list,
    bound_service_account_namespaces: list,
    bound_audiences: list,
    bound_subject: short.nullish(),
    bound_claims: claims,
    role_type: short.nullish(),
    bound_iam_principal_arn: list,
    bound_account_id: list,
    bind_secret_id: z.boolean().nullish(),
    allowed_policies: list,
  }),
);
export type Role = z.infer<typeof role>['data'];

export const entity = data(
  z.object({
    id: name,
    name: short,
    disabled: z.boolean().nullish(),
    policies: list,
    group_ids: list,
    aliases: z
      .array(
        z.object({
          name: short,
          mount_accessor: short.nullish(),
          mount_path: short.nullish(),
          mount_type: short.nullish(),
        }),
      )
      .max(1000)
      .nullish(),
  }),
);
export const group = data(
  z.object({
    id: name,
    name: short,
    policies: list,
    member_entity_ids: list,
    member_group_ids: list,
    type: short.nullish(),
  }),
);

const seconds = z.union([z.number(), short]).nullish();
/** What one token is, by its accessor. Its value is never answered; of its metadata only what names its role is read. */
export const token = data(
  z.object({
    accessor: name,
    display_name: short.nullish(),
    entity_id: short.nullish(),
    path: short.nullish(),
    role: short.nullish(),
    meta: z
      .object({ role: short.nullish(), role_name: short.nullish(), username: short.nullish() })
      .nullish()
      .catch(undefined),
    policies: list,
    identity_policies: list,
    issue_time: short.nullish(),
    expire_time: short.nullish(),
    ttl: seconds,
    period: seconds,
    explicit_max_ttl: seconds,
    orphan: z.boolean().nullish(),
  }),
);
export type Token = z.infer<typeof token>['data'];

export const lease = data(
  z.object({ id: name, issue_time: short.nullish(), expire_time: short.nullish(), ttl: seconds }),
);
