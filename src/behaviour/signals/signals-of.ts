import type { AspectShown, Instant, ProfileShown } from '../../model/index.ts';
import type { Family } from './families.ts';
import { families as all, triesDoors } from './families.ts';
import { familyOf, type LevelOf } from './family-of.ts';

/** Acts of one family that somebody did, or tried to do. */
export interface Signal {
  readonly family: Family;
  readonly actions: readonly string[];
  readonly done: number;
  readonly denied: number;
  /** How many different things they were about. */
  readonly targets: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
}

/**
 * What of a profile serves an end that an attacker would have, family by family. A family of which one act says nothing is
 * told only where there are many. What was tried and denied counts as much: whoever tries means it.
 */
export function signalsOf(
  profile: ProfileShown,
  levelOf: LevelOf,
  families: readonly Family[] = all,
): readonly Signal[] {
  const found = new Map<Family, Gathered>();
  const gather = (aspect: AspectShown, as: 'done' | 'denied'): void => {
    for (const { name, count, first, last } of aspect.names) {
      const [action = name, target] = name.split('\t');
      const family = familyOf(action, levelOf, families);
      if (family === undefined) continue;
      const into = found.get(family) ?? {
        actions: new Set(),
        targets: new Set(),
        done: 0,
        denied: 0,
        first: null,
        last: null,
      };
      found.set(family, into);
      into.actions.add(action);
      if (target !== undefined) into.targets.add(target);
      into[as] += count;
      if (first !== null && (into.first === null || first < into.first)) into.first = first;
      if (last !== null && (into.last === null || last > into.last)) into.last = last;
    }
  };
  gather(profile.aspects.acts, 'done');
  gather(profile.aspects.denied, 'denied');
  const told = families.flatMap((family) => {
    const each = found.get(family);
    if (each === undefined || each.done + each.denied < (family.from ?? 1)) return [];
    return [{ ...each, family, actions: [...each.actions].toSorted(), targets: each.targets.size }];
  });
  return [...told, ...triesOf(profile.aspects.denied)];
}

function triesOf({ names }: AspectShown): readonly Signal[] {
  const byAction = Map.groupBy(
    names.filter(({ name }) => name.includes('\t')),
    ({ name }) => name.split('\t')[0] ?? '',
  );
  return [...byAction].flatMap(([action, refused]) =>
    refused.length < (triesDoors.from ?? 1)
      ? []
      : [
          {
            family: triesDoors,
            actions: [action],
            done: 0,
            denied: refused.reduce((sum, { count }) => sum + count, 0),
            targets: refused.length,
            first:
              refused
                .map(({ first }) => first)
                .filter((at) => at !== null)
                .toSorted()[0] ?? null,
            last:
              refused
                .map(({ last }) => last)
                .filter((at) => at !== null)
                .toSorted()
                .at(-1) ?? null,
          },
        ],
  );
}

interface Gathered {
  readonly actions: Set<string>;
  readonly targets: Set<string>;
  done: number;
  denied: number;
  first: Instant | null;
  last: Instant | null;
}
