import type { PersonTold } from './person.ts';
import type { Birthright } from './rule-book.ts';
import { isMeant } from './who.ts';

/** Whether any of these rules surely means a person. */
export const meantBy = (rules: readonly Pick<Birthright, 'who'>[], person: PersonTold): boolean =>
  rules.some(({ who }) => isMeant(who, person) === 'yes');
