import { z } from 'zod';

const words = z.string().max(4096);
const number = z.number();
/** Milliseconds since 1970, to the end of the year 9999: beyond it no calendar here can write it. */
const moment = z.int().min(0).max(253_402_300_799_999);
const optional = { words: words.optional(), number: number.optional(), moment: moment.optional() };

const account = z.object({ uid: optional.words, name: optional.words, type: optional.words });
const user = z.object({
  uid: optional.words,
  uid_alt: optional.words,
  name: optional.words,
  type: optional.words,
  type_id: optional.number,
  email_addr: optional.words,
  credential_uid: optional.words,
  account: account.optional(),
});
const group = z.object({ uid: optional.words, name: optional.words, type: optional.words });
const policy = z.object({ uid: optional.words, name: optional.words, type: optional.words });
const session = z.object({
  uid: optional.words,
  issuer: optional.words,
  credential_uid: optional.words,
  is_mfa: z.boolean().optional(),
  created_time: optional.moment,
});
const resource = z.object({ uid: optional.words, name: optional.words, type: optional.words });
const service = z.object({ uid: optional.words, name: optional.words });
const endpoint = z.object({
  ip: optional.words,
  port: optional.number,
  name: optional.words,
  hostname: optional.words,
  svc_name: optional.words,
});
const provenance = z.array(words).max(16);
const entity = z.object({
  uid: optional.words,
  name: optional.words,
  type: optional.words,
  type_id: optional.number,
});

/**
 * The part of OCSF 1.8.0 that is written and read: IAM 3001 to 3006 and API Activity 6003. What is not named here is left
 * out when an event is read: it may hold anything, secrets too.
 */
export const ocsfEvent = z.object({
  class_uid: z.literal([3001, 3002, 3003, 3004, 3005, 3006, 6003]),
  category_uid: z.literal([3, 6]),
  time: moment.optional(),
  activity_id: z.int(),
  activity_name: optional.words,
  category_name: optional.words,
  class_name: optional.words,
  type_uid: z.int(),
  type_name: optional.words,
  severity_id: z.int(),
  status_id: z.int().optional(),
  status: optional.words,
  status_code: optional.words,
  status_detail: optional.words,
  message: optional.words,
  count: z.int().min(1).optional(),
  metadata: z.object({
    version: words,
    uid: optional.words,
    event_code: optional.words,
    correlation_uid: optional.words,
    log_name: optional.words,
    tenant_uid: optional.words,
    profiles: z.array(words).max(20).optional(),
    product: z.object({ name: optional.words, vendor_name: optional.words, uid: optional.words }),
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
      region: optional.words,
      account: account.optional(),
    })
    .optional(),
  api: z
    .object({
      operation: words,
      service: service.optional(),
      response: z.object({ error: optional.words, error_message: optional.words }).optional(),
    })
    .optional(),
  http_request: z.object({ user_agent: optional.words }).optional(),
  src_endpoint: endpoint.optional(),
  dst_endpoint: endpoint.optional(),
  service: service.optional(),
  session: session.optional(),
  is_mfa: z.boolean().optional(),
  resources: z.array(resource).max(100).optional(),
  resource: resource.optional(),
  user: user.optional(),
  group: group.optional(),
  policy: policy.optional(),
  entity: entity.optional(),
  privileges: z.array(words).max(100).optional(),
  unmapped: z
    .object({
      /** Whom the actor acted for; OCSF 1.8 has no place for it. */
      on_behalf_of: user.optional(),
      /** What the log does not tell although the class asks for it. */
      /** Where the actor comes from: a kind, a space, a name. */
      provenance: provenance.optional(),
      /** Of whom else the event tells where it comes from: the role that a workload took, the account of a pod. */
      tells_of: z.object({ user, provenance, credential_uid: optional.words }).optional(),
      not_told: z.array(z.enum(['actor', 'target', 'source', 'time', 'outcome'])).optional(),
      more: z.record(z.string().max(64), z.union([words, number, z.boolean()])).optional(),
    })
    .optional(),
});

/**
 * An event of what somebody did, in OCSF 1.8.0. `time` is absent where the log tells none: then it is known that it
 * happened, and not when, and it is no OCSF event to hand on.
 */
export type ActivityEvent = z.infer<typeof ocsfEvent>;
export type OcsfUser = z.infer<typeof user>;
