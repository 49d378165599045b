import type { Aspect, AspectShown, Instant, ProfileShown } from '../../src/model/index.ts';
import { Profile } from '../../src/activity/profile/profile.ts';

/** A name with its count, or with when it was first and last seen too. */
type Told = number | { readonly count: number; readonly first: Instant; readonly last: Instant };

/** A profile as plain values: of the named aspects these names, of all others nothing. */
export function profileWith(
  aspects: Partial<Readonly<Record<Aspect, Readonly<Record<string, Told>>>>>,
  rest: Partial<Omit<ProfileShown, 'aspects'>> = {},
): ProfileShown {
  const empty = new Profile(1).shown(1);
  const shown = (names: Readonly<Record<string, Told>> = {}): AspectShown => ({
    distinct: { count: Object.keys(names).length, exact: true },
    total: Object.values(names).reduce<number>((sum, told) => sum + countOf(told), 0),
    names: Object.entries(names).map(([name, told]) =>
      typeof told === 'number' ? { name, count: told, first: null, last: null } : { name, ...told },
    ),
  });
  return {
    ...empty,
    events: Object.values(aspects.actions ?? {}).reduce<number>((sum, told) => sum + countOf(told), 0),
    ...rest,
    aspects: {
      ...empty.aspects,
      ...Object.fromEntries(Object.entries(aspects).map(([aspect, names]) => [aspect, shown(names)])),
    },
  };
}

const countOf = (told: Told): number => (typeof told === 'number' ? told : told.count);
