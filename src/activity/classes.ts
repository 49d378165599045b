import type { AccountActivity, ApiActivity, Deed, EntityActivity } from './told.ts';

/** The OCSF version that events are written in. */
export const ocsfVersion = '1.8.0';

/** The classes that are written and read, by `class_uid`: six of IAM (category 3) and API activity (category 6). */
export const classes = {
  3001: { name: 'Account Change', category: 3 },
  3002: { name: 'Authentication', category: 3 },
  3003: { name: 'Authorize Session', category: 3 },
  3004: { name: 'Entity Management', category: 3 },
  3005: { name: 'User Access Management', category: 3 },
  3006: { name: 'Group Management', category: 3 },
  6003: { name: 'API Activity', category: 6 },
} as const;
export type ClassUid = 3001 | 3002 | 3003 | 3004 | 3005 | 3006 | 6003;

export const categories = { 3: 'Identity & Access Management', 6: 'Application Activity' } as const;

type Activity = readonly [id: number, name: string];

const api: Readonly<Record<ApiActivity, Activity>> = {
  unknown: [0, 'Unknown'],
  create: [1, 'Create'],
  read: [2, 'Read'],
  update: [3, 'Update'],
  delete: [4, 'Delete'],
  other: [99, 'Other'],
};
const account: Readonly<Record<AccountActivity, Activity>> = {
  create: [1, 'Create'],
  enable: [2, 'Enable'],
  'password change': [3, 'Password Change'],
  'password reset': [4, 'Password Reset'],
  disable: [5, 'Disable'],
  delete: [6, 'Delete'],
  'attach policy': [7, 'Attach Policy'],
  'detach policy': [8, 'Detach Policy'],
  lock: [9, 'Lock'],
  'enable mfa': [10, 'MFA Factor Enable'],
  'disable mfa': [11, 'MFA Factor Disable'],
  unlock: [12, 'Unlock'],
  other: [99, 'Other'],
};
const authentication = {
  logon: [1, 'Logon'],
  logoff: [2, 'Logoff'],
  ticket: [3, 'Authentication Ticket'],
  'service ticket': [4, 'Service Ticket Request'],
  preauth: [6, 'Preauth'],
  switch: [7, 'Account Switch'],
  other: [99, 'Other'],
} as const;
const entity: Readonly<Record<EntityActivity, Activity>> = {
  create: [1, 'Create'],
  read: [2, 'Read'],
  update: [3, 'Update'],
  delete: [4, 'Delete'],
  enable: [8, 'Enable'],
  disable: [9, 'Disable'],
  other: [99, 'Other'],
};
const access = {
  assign: [1, 'Assign Privileges'],
  revoke: [2, 'Revoke Privileges'],
  other: [99, 'Other'],
} as const;
const group = {
  assign: [1, 'Assign Privileges'],
  revoke: [2, 'Revoke Privileges'],
  add: [3, 'Add User'],
  remove: [4, 'Remove User'],
  delete: [5, 'Delete'],
  create: [6, 'Create'],
  other: [99, 'Other'],
} as const;

/** The class and the activity of a deed, by the numbers and names of the specification. */
export function classified(deed: Deed): { readonly uid: ClassUid; readonly activity: Activity } {
  switch (deed.class) {
    case 'api':
      return { uid: 6003, activity: api[deed.activity] };
    case 'authentication':
      return { uid: 3002, activity: authentication[deed.activity] };
    case 'account':
      return { uid: 3001, activity: account[deed.activity] };
    case 'session':
      return { uid: 3003, activity: [1, 'Assign Privileges'] };
    case 'entity':
      return { uid: 3004, activity: entity[deed.activity] };
    case 'access':
      return { uid: 3005, activity: access[deed.activity] };
    case 'group':
      return { uid: 3006, activity: group[deed.activity] };
  }
}

/**
 * The deed that may be claimed: a class asks for the user, the group or the privileges that it is about, and an event
 * that does not tell them is told as API activity instead.
 */
export function claimed(deed: Deed): Deed {
  switch (deed.class) {
    case 'api':
      return deed;
    case 'authentication':
    case 'account':
      return deed.user === undefined ? { class: 'api', activity: plainly[deed.activity] } : deed;
    case 'session':
      return deed.user === undefined || deed.privileges.length === 0
        ? { class: 'api', activity: 'create' }
        : deed;
    case 'entity':
      return deed.entity === undefined ? { class: 'api', activity: plainly[deed.activity] } : deed;
    case 'access':
      return deed.user === undefined || deed.privileges.length === 0
        ? { class: 'api', activity: plainly[deed.activity] }
        : deed;
    case 'group':
      return deed.group === undefined ? { class: 'api', activity: plainly[deed.activity] } : deed;
  }
}

const plainly = {
  create: 'create',
  read: 'read',
  update: 'update',
  delete: 'delete',
  enable: 'update',
  disable: 'update',
  'password change': 'update',
  'password reset': 'update',
  'attach policy': 'update',
  'detach policy': 'update',
  lock: 'update',
  unlock: 'update',
  'enable mfa': 'update',
  'disable mfa': 'update',
  logon: 'other',
  logoff: 'other',
  ticket: 'other',
  'service ticket': 'other',
  preauth: 'other',
  switch: 'other',
  assign: 'update',
  revoke: 'update',
  add: 'update',
  remove: 'update',
  other: 'other',
} as const;
