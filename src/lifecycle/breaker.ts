import type { LifeEvent, LifeEventKind } from './events.ts';

/** How many of one kind may come at once before a person has to look: whichever is reached first. */
export interface Bounds {
  /** Of everybody who was here before the look, 0 to 1. */
  readonly share: number;
  readonly count: number;
  /** Below so many a share says nothing: one of three people is no mass leaving. */
  readonly fewest: number;
}

export interface TooMany {
  readonly kind: LifeEventKind;
  readonly count: number;
  readonly here: number;
  readonly because: string;
}

/** Which kinds of events are too many to be believed without a person. They are held whole, never cut. */
export function tooMany(events: readonly LifeEvent[], here: number, bounds: Bounds): readonly TooMany[] {
  const counts = new Map<LifeEventKind, Set<string>>();
  for (const { kind, person } of events) counts.set(kind, (counts.get(kind) ?? new Set()).add(person.key));
  return [...counts].flatMap(([kind, { size: count }]) => {
    if (count > bounds.count)
      return [
        { kind, count, here, because: `${count} at once; more than ${bounds.count} wait for a person` },
      ];
    const share = here === 0 ? 1 : count / here;
    if (count > bounds.fewest && share > bounds.share)
      return [
        {
          kind,
          count,
          here,
          because: `${count} of ${here} people at once; more than ${Math.round(bounds.share * 1000) / 10} % wait for a person`,
        },
      ];
    return [];
  });
}
