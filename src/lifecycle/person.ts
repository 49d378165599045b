import type { PersonObserved } from '../model/index.ts';

/** A person as a feed tells of them now. What it does not say is absent. */
export type PersonTold = Omit<PersonObserved, 'type'>;

/** What rules look at, and what makes a mover when it changes. */
export const attributes = ['department', 'title', 'managerKey'] as const;
export type Attribute = (typeof attributes)[number];

/** Where somebody stands in their life here. */
export const standings = ['expected', 'here', 'on_leave', 'gone', 'unknown'] as const;
export type Standing = (typeof standings)[number];
