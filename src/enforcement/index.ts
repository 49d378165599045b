/**
 * ⑦ The only hand that changes things. In: the id of a plan entry, and nothing else that is believed. Out: an execution,
 * recorded before each change and re-read after, undone when a step fails, finished after any crash; and the restoring of
 * its pre-image within the signed window. It never acts on what the server says, never without a person's verified
 * signature that covers the change, and never guesses at a target's state.
 */
export { execute } from './execute.ts';
export { internalWriter } from './internal-writer.ts';
export { noCheckpoints } from './ports.ts';
export type {
  ActivePolicy,
  Checkpoints,
  EnforcementBench,
  SignatureCheck,
  TargetWriter,
  Writers,
} from './ports.ts';
export { everyTurn, paceOf } from './pace.ts';
export type { Pace, Rate } from './pace.ts';
export { recover } from './recover.ts';
export type { ExecutionReport } from './run.ts';
export type { Outcome } from './rows.ts';
export { enforcementSteps } from './schema.ts';
export { leaseWriter } from './lease-writer.ts';
export type { LeaseBroker } from './lease-writer.ts';
export type { LeaseTerms } from './lease-checks.ts';
export { ticketWriter } from './ticket-writer.ts';
export { runEnforcer } from './worker.ts';
export type { EnforcerEvent, EnforcerOptions } from './worker.ts';
