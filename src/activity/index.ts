/**
 * What identities did. In come logs of vendors as files; out go events in OCSF 1.8.0 and profiles, which it keeps week by
 * week. It never says what anybody can or may do, keeps no raw event, and tells whatever it could not read.
 */
export { formats } from './formats.ts';
export type { LogFiles } from './ports.ts';
export { readActivity, type Read } from './read-activity.ts';
export { inSummary, Summary, type ActivitySummary, type IdentitySeen } from './summary.ts';
export type { Asked as BulkAsked } from './bulk/question.ts';
export type { ActivityEvent } from './event.ts';
export { activitySteps } from './kept/schema.ts';
export {
  addLog,
  filesOf,
  isLogName,
  listLogs,
  logNamed,
  logsChannel,
  noteLogFailure,
  removeLog,
  type Log,
} from './kept/logs.ts';
export { readLog, type LogRead, type LogReading } from './kept/read-log.ts';
export type { FileFound } from './kept/marks.ts';
export { actorsIn, emptyProfile, profilesOf, recentFrom, type ActorKept } from './kept/profiles.ts';
export { accountNames, couldBeNamed } from './join/account-names.ts';
