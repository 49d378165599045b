/**
 * The processes of the product, kept running and apart. In: a program of ours and whom it runs as. Out: a process that is
 * ready, restarted when it dies, stopped when told. Never: what the processes do.
 */
export type { BackOff } from './back-off.ts';
export { mayBegin, stopWithParent, tellReady } from './child.ts';
export { tryFence } from './fence.ts';
export type { Fence } from './fence.ts';
export { supervise } from './supervise.ts';
export type { ChildSpec, SupervisedProcess } from './supervise.ts';
