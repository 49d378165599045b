import type { BehaviourSeen, BehaviourView } from '../model/index.ts';

/** What rules are told of what an account did. What engines conclude of it is worked out here and added. */
export const behaviourViewOf = ({ whole, from, until, logs }: BehaviourSeen): BehaviourView => ({
  events: whole.events,
  failures: whole.outcomes.failure,
  first: whole.first,
  last: whole.last,
  from,
  until,
  logs: logs.map(({ name }) => name),
});
