import type { Signer } from './asked-change.ts';

/** Every role of people, in the order of the glossary. */
export const allRoles = [
  'administrator',
  'governor',
  'reviewer',
  'manager',
  'resource_owner',
  'nhi_owner',
  'sponsor',
  'security',
  'requester',
  'auditor',
] as const satisfies readonly Signer['roles'][number][];
