/** What can happen in a life, and what comes of it, as every face names it. */
export { eventStates, lifeEventKinds } from '../../lifecycle/index.ts';
