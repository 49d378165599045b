/**
 * The columns of OCSF by which an event is counted, or is none. A `leaf` is a text or a number, an object holds members; what
 * is `whole` is looked into only where it is there: few events have it.
 */
export type Shape = 'leaf' | 'whole' | { readonly [member: string]: Shape } | readonly [Shape];

const named = { uid: 'leaf', name: 'leaf' } as const;
const user = {
  ...named,
  type: 'leaf',
  type_id: 'leaf',
  email_addr: 'leaf',
  credential_uid: 'leaf',
  account: { uid: 'leaf' },
} as const;

export const shape = {
  class_uid: 'leaf',
  category_uid: 'leaf',
  activity_id: 'leaf',
  activity_name: 'leaf',
  type_uid: 'leaf',
  severity_id: 'leaf',
  status_id: 'leaf',
  time: 'leaf',
  metadata: { version: 'leaf', event_code: 'leaf', product: { name: 'leaf', vendor_name: 'leaf' } },
  actor: {
    user,
    session: { credential_uid: 'leaf' },
    app_uid: 'leaf',
    app_name: 'leaf',
    invoked_by: 'leaf',
  },
  api: { operation: 'leaf', service: { name: 'leaf' } },
  http_request: { user_agent: 'leaf' },
  src_endpoint: { ip: 'leaf', svc_name: 'leaf', hostname: 'leaf', name: 'leaf' },
  resources: [named],
  resource: 'whole',
  user: 'whole',
  group: 'whole',
  entity: 'whole',
  service: 'whole',
  session: 'whole',
  unmapped: {
    on_behalf_of: { name: 'leaf', uid: 'leaf' },
    provenance: 'whole',
    tells_of: 'whole',
    more: { stage: 'leaf', model: 'leaf' },
  },
} as const satisfies Shape;

/** What is looked at of what is `whole`. */
export const withinWhole: Readonly<Record<string, { readonly [member: string]: Shape }>> = {
  resource: named,
  user,
  group: named,
  entity: named,
  service: named,
  session: { credential_uid: 'leaf' },
};

/** Of lines of JSON: what holds an event of another kind within, as envelopes of services do. */
export const envelopes = ['category', 'detail-type', 'CloudTrailEvent', 'timestamp'] as const;

/** Leaves that are numbers; every other is a text. */
export const numbers: ReadonlySet<string> = new Set([
  'class_uid',
  'category_uid',
  'activity_id',
  'type_uid',
  'severity_id',
  'status_id',
  'type_id',
]);

export const isMembers = (at: Shape): at is { readonly [member: string]: Shape } =>
  typeof at === 'object' && !Array.isArray(at);
