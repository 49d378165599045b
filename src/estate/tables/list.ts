import type { ObservationType } from '../../model/index.ts';

/**
 * A table of the estate: its observation type and its own columns, in the order in which `encode.ts` writes the cells.
 * `since` names the schema step that brought it, when the first one did not: steps before it keep their text.
 */
export interface EntityTable {
  readonly type: ObservationType;
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: string, since?: string])[];
  readonly since?: string;
  /** Last used is kept apart in `NAME_used`. */
  readonly keepsUse: boolean;
}

const text = 'text';
const needed = 'text not null';
const time = 'timestamptz';
const hash = 'bigint not null';

/**
 * Every entity, by its number in `typeNumbers`. `…_hash` columns are the keyed hash of the key referred to (`keyed-hash.ts`):
 * joins go over eight bytes, and a grant does not repeat the two long names it connects.
 */
export const entityTables: readonly EntityTable[] = [
  {
    type: 'person',
    name: 'persons',
    keepsUse: false,
    columns: [
      ['name', needed],
      ['email', text],
      ['employee_number', text],
      ['department', text],
      ['title', text],
      ['manager_key', text],
      ['state', needed],
      ['started_at', time],
      ['left_at', time],
      ['email_fold', text],
      ['local_fold', text],
      ['on_leave', 'boolean', '0190-lives'],
      ['time_zone', text, '0190-lives'],
    ],
  },
  {
    type: 'account',
    name: 'accounts',
    keepsUse: true,
    columns: [
      ['name', needed],
      ['kind', needed],
      ['state', needed],
      ['email', text],
      ['employee_number', text],
      ['created_at', time],
      ['expires_at', time],
      ['can_be_assumed', 'boolean'],
      ['powers', 'jsonb'],
      ['interactive', 'boolean'],
      ['mfa', 'boolean'],
      ['attributes', 'jsonb'],
    ],
  },
  {
    type: 'group',
    name: 'groups',
    keepsUse: false,
    columns: [
      ['name', needed],
      ['kind', needed],
      ['attributes', 'jsonb'],
    ],
  },
  {
    type: 'membership',
    name: 'memberships',
    keepsUse: false,
    columns: [
      ['member_key', needed],
      ['group_key', needed],
      ['via', needed],
      ['admin', 'boolean'],
      ['conditions', 'jsonb'],
      ['member_hash', hash],
      ['group_hash', hash],
    ],
  },
  {
    type: 'credential',
    name: 'credentials',
    keepsUse: true,
    columns: [
      ['account_key', needed],
      ['credential', needed],
      ['state', needed],
      ['created_at', time],
      ['rotated_at', time],
      ['expires_at', time],
      ['never_expires', 'boolean not null'],
      ['fingerprint', text],
      ['account_hash', hash],
      ['public_id', text, '0028-exposures'],
    ],
  },
  {
    type: 'resource',
    name: 'resources',
    keepsUse: false,
    columns: [
      ['name', needed],
      ['kind', needed],
      ['parent_key', text],
      ['environment', text],
      ['data_class', text],
      ['tier', text],
    ],
  },
  {
    type: 'entitlement',
    name: 'entitlements',
    keepsUse: false,
    columns: [
      ['resource_key', text],
      ['action', needed],
      ['resource_pattern', needed],
      ['privileged', 'boolean'],
    ],
  },
  {
    type: 'grant',
    name: 'grants',
    keepsUse: false,
    columns: [
      ['effect', needed],
      ['grantable', 'boolean'],
      ['conditions', 'jsonb'],
      ['subject_hash', hash],
      ['entitlement_hash', hash],
    ],
  },
  {
    type: 'ownership',
    name: 'ownerships',
    keepsUse: false,
    columns: [
      ['subject_key', needed],
      ['role', needed],
      ['owner_ref', needed],
      ['subject_hash', hash],
    ],
  },
  {
    type: 'gap',
    name: 'gaps',
    keepsUse: false,
    columns: [
      ['what', needed],
      ['why', needed],
      ['may_deny', 'boolean'],
    ],
  },
  {
    type: 'exposure',
    name: 'exposures',
    keepsUse: false,
    since: '0028-exposures',
    columns: [
      ['credential_key', needed],
      ['place', needed],
      ['found_by', needed],
      ['resource_key', text],
      ['commit', text],
      ['author', text],
      ['since', time],
      ['credential_hash', hash],
    ],
  },
  {
    type: 'policy',
    name: 'policies',
    keepsUse: false,
    since: '0029-policies',
    columns: [
      ['language', needed],
      ['use', needed],
      ['subject_key', text],
      ['document', 'jsonb not null'],
    ],
  },
];

export const typeNumbers = {
  person: 0,
  account: 1,
  group: 2,
  membership: 3,
  credential: 4,
  resource: 5,
  entitlement: 6,
  grant: 7,
  ownership: 8,
  gap: 9,
  exposure: 10,
  policy: 11,
} as const satisfies Record<ObservationType, number>;
