/**
 * Granted against used. In: the rights of an account as the estate writes them, and what logs say it did. Out: for each right
 * used, unused in the days covered, or *cannot tell* and why; what was done without a right that was read; what was denied; and
 * the policy that would have sufficed, with what it would have denied. It changes nothing and proposes nothing.
 */
export { loadAwsActions } from './aws/load-actions.ts';
export { awsDialect } from './aws/index.ts';
export type { PolicyHeld } from './aws/narrow.ts';
export { effectOf } from './effect.ts';
export type { GrantHeld, Platform } from './dialect.ts';
export { kubernetesDialect } from './kubernetes/index.ts';
export { awsMaker, kubernetesMaker, leastPrivilege, postgresMaker } from './least-privilege.ts';
export type { LeastPrivilege } from './least-privilege.ts';
export { postgresDialect } from './postgres/index.ts';
export type { ActTold, Covered, Listed, Use } from './uses.ts';
