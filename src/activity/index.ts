/**
 * What identities did. In come logs of vendors as files; out go events in OCSF 1.8.0 and counts of them. It never says
 * what anybody can or may do, keeps no raw event, and tells whatever it could not read.
 */
export { formats } from './formats.ts';
export type { LogFiles } from './ports.ts';
export { readActivity, type Read } from './read-activity.ts';
export { Summary, type ActivitySummary, type IdentitySeen } from './summary.ts';
export type { ActivityEvent } from './event.ts';
