import type { Instant } from '../model/index.ts';

/** A person as a feed tells of them now. What it does not say is absent. */
export interface PersonTold {
  readonly key: string;
  readonly name: string;
  readonly email?: string;
  readonly employeeNumber?: string;
  readonly department?: string;
  readonly title?: string;
  readonly managerKey?: string;
  readonly state: 'active' | 'left' | 'unknown';
  readonly startedAt?: Instant;
  readonly leftAt?: Instant;
  readonly onLeave?: boolean;
  readonly timeZone?: string;
}

/** What rules look at, and what makes a mover when it changes. */
export const attributes = ['department', 'title', 'managerKey'] as const;
export type Attribute = (typeof attributes)[number];

/** Where somebody stands in their life here. */
export const standings = ['expected', 'here', 'on_leave', 'gone', 'unknown'] as const;
export type Standing = (typeof standings)[number];
