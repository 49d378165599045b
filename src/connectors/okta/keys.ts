import { keyOf } from '../kit/keys.ts';

export const organizationKey = 'organization';
export const userKey = (id: string): string => keyOf('user', id);
export const groupKey = (id: string): string => keyOf('group', id);
export const appKey = (id: string): string => keyOf('app', id);
export const clientKey = (id: string): string => keyOf('client', id);

/** Everyone in a group, as a place of a right: `contained_resources` in Okta's words. */
export const usersIn = (group: string): string => `${groupKey(group)}/users`;
