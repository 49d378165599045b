import type { UseSeen, UseWatch } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { BehaviourReader } from '../behaviour.ts';

/**
 * Whether logs show that an account did something, or tried to, since a moment. Logs that nobody read show nothing, and then
 * it says how far they were read.
 */
export const useWatch = (behaviour: BehaviourReader): UseWatch<Queryable> => ({
  async usedSince(_on, account, since): Promise<UseSeen> {
    const behaviours = await behaviour.now();
    const [seen] = await behaviours.of([account]);
    if (seen === undefined || seen === null) return { used: undefined, seenUntil: undefined };
    const { whole, until } = seen;
    const { last } = whole;
    if (last === null || last <= since) return { used: undefined, seenUntil: until };
    const refused = whole.aspects.denied.names.find((each) => each.last !== null && each.last > since);
    return {
      used:
        refused === undefined
          ? `a log shows that it did something at ${last}.`
          : `a log shows that it was refused \`${refused.name.replaceAll('\t', ' on ').slice(0, 300)}\` at ${refused.last ?? last}.`,
      seenUntil: until,
    };
  },
});
