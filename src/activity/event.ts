import { z } from 'zod';

const words = z.string().max(4096);
const number = z.number();
/** Milliseconds since 1970, to the end of the year 9999: beyond it no calendar here can write it. */
const moment = z.int().min(0).max(253_402_300_799_999);
const optional = { words: words.optional(), number: number.optional() };
/** What is written on and counted nowhere: where it is no text, or a longer one, it is left out. An event is not refused for it. */
const beside = {
  words: optional.words.catch(undefined),
  number: optional.number.catch(undefined),
  moment: moment.optional().catch(undefined),
  flag: z.boolean().optional().catch(undefined),
};

const account = z.object({ uid: optional.words, name: beside.words, type: beside.words });
const user = z.object({
  uid: optional.words,
  uid_alt: beside.words,
  name: optional.words,
  type: optional.words,
  type_id: optional.number,
  email_addr: optional.words,
  credential_uid: optional.words,
  account: account.optional(),
});
const named = z.object({ uid: optional.words, name: optional.words, type: beside.words });
const policy = z.object({ uid: beside.words, name: beside.words, type: beside.words });
const session = z.object({
  uid: beside.words,
  issuer: beside.words,
  credential_uid: optional.words,
  is_mfa: beside.flag,
  created_time: beside.moment,
});
const service = z.object({ uid: optional.words, name: optional.words });
const endpoint = z.object({
  ip: optional.words,
  port: beside.number,
  name: optional.words,
  hostname: optional.words,
  svc_name: optional.words,
});
const provenance = z.array(words).max(16);
const entity = z.object({
  uid: optional.words,
  name: optional.words,
  type: beside.words,
  type_id: beside.number,
});

const moreValue = z.union([words, number, z.boolean()]);

/**
 * The part of OCSF 1.8.0 that is written and read: IAM 3001 to 3006 and API Activity 6003. What is not named here is left
 * out when an event is read: it may hold anything, secrets too. An event is refused for what it is counted by alone
 * (`bulk/shape.ts` names it), so that counting in SQL need not look at all else.
 */
export const ocsfEvent = z.object({
  class_uid: z.literal([3001, 3002, 3003, 3004, 3005, 3006, 6003]),
  category_uid: z.literal([3, 6]),
  time: moment.optional(),
  activity_id: z.int(),
  activity_name: optional.words,
  category_name: beside.words,
  class_name: beside.words,
  type_uid: z.int(),
  type_name: beside.words,
  severity_id: z.int(),
  status_id: z.int().optional(),
  status: beside.words,
  status_code: beside.words,
  status_detail: beside.words,
  message: beside.words,
  count: z.int().min(1).optional().catch(undefined),
  metadata: z.object({
    version: words,
    uid: beside.words,
    event_code: optional.words,
    correlation_uid: beside.words,
    log_name: beside.words,
    tenant_uid: beside.words,
    profiles: z.array(words).max(20).optional().catch(undefined),
    product: z.object({ name: optional.words, vendor_name: optional.words, uid: beside.words }),
  }),
  actor: z
    .object({
      user: user.optional(),
      session: session.optional(),
      app_uid: optional.words,
      app_name: optional.words,
      invoked_by: optional.words,
    })
    .optional(),
  cloud: z
    .object({
      provider: words,
      region: beside.words,
      account: account.optional(),
    })
    .optional()
    .catch(undefined),
  api: z
    .object({
      operation: words,
      service: z.object({ uid: beside.words, name: optional.words }).optional(),
      response: z.object({ error: beside.words, error_message: beside.words }).optional().catch(undefined),
    })
    .optional(),
  http_request: z.object({ user_agent: optional.words }).optional(),
  src_endpoint: endpoint.optional(),
  dst_endpoint: endpoint.optional().catch(undefined),
  service: service.optional(),
  session: session.optional(),
  is_mfa: beside.flag,
  resources: z.array(named).max(100).optional(),
  resource: named.optional(),
  user: user.optional(),
  group: named.optional(),
  policy: policy.optional().catch(undefined),
  entity: entity.optional(),
  privileges: z.array(words).max(100).optional().catch(undefined),
  unmapped: z
    .object({
      /** Whom the actor acted for; OCSF 1.8 has no place for it. */
      on_behalf_of: user
        .partial()
        .extend({ type: beside.words, type_id: beside.number, email_addr: beside.words })
        .extend({ credential_uid: beside.words, account: account.optional().catch(undefined) })
        .optional(),
      /** Where the actor comes from: a kind, a space, a name. */
      provenance: provenance.optional(),
      /** Of whom else the event tells where it comes from: the role that a workload took, the account of a pod. */
      tells_of: z.object({ user, provenance, credential_uid: optional.words }).optional(),
      /** What the log does not tell although the class asks for it. */
      not_told: z
        .array(z.enum(['actor', 'target', 'source', 'time', 'outcome']))
        .optional()
        .catch(undefined),
      more: z
        .record(z.string(), z.unknown())
        .transform((more) =>
          Object.fromEntries(
            Object.entries(more).flatMap(([key, value]) => {
              const told = moreValue.safeParse(value);
              return key.length <= 64 && told.success ? [[key, told.data] as const] : [];
            }),
          ),
        )
        .optional(),
    })
    .optional(),
});

/**
 * An event of what somebody did, in OCSF 1.8.0. `time` is absent where the log tells none: then it is known that it
 * happened, and not when, and it is no OCSF event to hand on.
 */
export type ActivityEvent = z.infer<typeof ocsfEvent>;
export type OcsfUser = z.infer<typeof user>;
