import { belongingsOf } from '../../estate/index.ts';
import type { Known, PersonTold, Situation } from '../../lifecycle/index.ts';
import type { BundleGift, SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

export type Bundles = (id: string) => readonly BundleGift[] | undefined;

/** All that rules need to know about one person of a feed, as the estate has it now. */
export async function situationOf(
  on: Queryable,
  feed: SourceId,
  person: PersonTold,
  { known, bundles }: { readonly known: ReadonlyMap<string, Known>; readonly bundles: Bundles },
): Promise<Situation> {
  const { accounts, held, answersFor } = await belongingsOf(on, feed, person);
  return {
    feed,
    accounts: accounts.map(({ source, key, state, because }) => ({
      source,
      key,
      state,
      isPersonal: true,
      because,
    })),
    held,
    answersFor,
    colleague: (key) => {
      const one = known.get(key);
      return one === undefined
        ? undefined
        : {
            name: one.person.name,
            standing: one.standing,
            ...(one.person.managerKey === undefined ? {} : { managerKey: one.person.managerKey }),
          };
    },
    bundle: bundles,
  };
}
