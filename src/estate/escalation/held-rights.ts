import { isConditional, isDeny } from '../access/graph.ts';
import { rowOf } from '../access/reach.ts';
import type { Place, Row } from './becoming.ts';

/** One right that an account or group of a source holds itself, in words. */
export interface HeldRight {
  readonly holder: number;
  /** In lower case. */
  readonly action: string;
  readonly pattern: string;
  readonly isConditional: boolean;
  readonly isDeny: boolean;
  readonly because: readonly Row[];
}

/** Every right of a source whose action is one of these, for each who holds it. */
export function* heldRights(
  { graph, sourceNo }: Place,
  isWanted: (action: string) => boolean,
): Iterable<HeldRight> {
  const { entitlements, texts, grants, holdersOf, sources } = graph;
  const range = sources.find(({ no }) => no === sourceNo)?.rights;
  if (range === undefined) return;
  for (let right = range.first; right < range.first + range.keys.size; right++) {
    const action = texts.actions[entitlements.action[right] ?? -1] ?? '';
    if (!isWanted(action)) continue;
    const pattern = texts.patterns[entitlements.pattern[right] ?? -1] ?? '';
    for (const number of rowOf(holdersOf, right)) {
      const flags = grants.flags[number] ?? 0;
      yield {
        holder: grants.from[number] ?? -1,
        action,
        pattern,
        isConditional: (flags & isConditional) !== 0,
        isDeny: (flags & isDeny) !== 0,
        because: [{ row: 'grant', number }],
      };
    }
  }
}

/** What a step says that rests on a right with conditions, which are told with the right itself. */
export const onItsConditions = 'the conditions of the right that it rests on, which `countersign show` names';
