/**
 * PostgreSQL itself. In: a folder, or the URL of a server that others run. Out: a server that answers, keeps what it
 * acknowledged and lets nobody in without a password. Never: a schema, a stage's data, a listening port.
 */
export { clusterStatus, startCluster } from './cluster.ts';
export type { ClusterOptions, ClusterStatus, RunningCluster } from './cluster.ts';
export { newPassword, setRolePassword } from './role-password.ts';
export { openExternal, refuseUnsafe } from './server-check.ts';
export type { ServerFacts } from './server-check.ts';
export type { OsUser } from './run-as.ts';
