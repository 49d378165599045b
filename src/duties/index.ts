/**
 * Duties that are kept apart. In: a file of rules, and who has which duty; out: who has two that should be apart. It does
 * not know how somebody comes to have a duty, takes nothing from anybody, and an exception in its file ends no finding.
 */
export { Conflicts, type Apart, type Conflict, type HasDuty } from './conflicts.ts';
export { readDutyBook, type Duty, type DutyBook, type DutyException, type DutyRule } from './duty-book.ts';
