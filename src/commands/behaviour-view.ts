import { judgeNature } from '../behaviour/nature/judge-nature.ts';
import { effectOf } from '../behaviour/privilege/index.ts';
import { judgeProvenance } from '../behaviour/provenance/judge-provenance.ts';
import type { BehaviourSeen, BehaviourView } from '../model/index.ts';

/** What rules are told of what an account did. What engines conclude of it is worked out here and added. */
export const behaviourViewOf = (seen: BehaviourSeen): BehaviourView => {
  const { whole, from, until, logs } = seen;
  return {
    events: whole.events,
    failures: whole.outcomes.failure,
    first: whole.first,
    last: whole.last,
    from,
    until,
    logs: logs.map(({ name }) => name),
    nature: judgeNature(seen),
    provenance: judgeProvenance(seen),
    effect: effectOf(whole),
  };
};
