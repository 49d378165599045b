import { done, type DelegationStanding, type Result, type SubjectId } from '../../model/index.ts';
import { pageOfAll } from '../page-of-all.ts';
import type { System } from '../system.ts';
import type { Total } from '../total.ts';

export interface DelegationShown extends DelegationStanding {
  /** `lapsed`: the key that it was signed with speaks for its giver no longer. */
  readonly is: 'in force' | 'to come' | 'over' | 'ended' | 'lapsed';
}

/** Every delegation that was ever signed, newest first, or those that a person gives or is given. */
export async function listDelegations(
  system: System,
  asked: { readonly person?: SubjectId; readonly limit: number; readonly after?: string },
): Promise<
  Result<{ readonly items: readonly DelegationShown[]; readonly next: string | null; readonly total: Total }>
> {
  const now = system.clock.now();
  const inForce = new Set((await system.delegations.inForce(now)).map(({ entry }) => entry));
  const all = await system.delegations.all();
  const shown = all
    .filter(({ from, to }) => asked.person === undefined || from === asked.person || to === asked.person)
    .map((one): DelegationShown => ({
      ...one,
      is: inForce.has(one.entry)
        ? 'in force'
        : one.endedAt !== null
          ? 'ended'
          : now < one.start
            ? 'to come'
            : one.end <= now
              ? 'over'
              : 'lapsed',
    }))
    .toReversed();
  // one is never taken out and its place from the oldest is its own
  const placed = shown.map((delegation, at) => ({
    delegation,
    place: String(10 ** 9 - (shown.length - at)).padStart(10, '0'),
  }));
  const { items, ...page } = pageOfAll(placed, ({ place }) => place, asked);
  return done({ ...page, items: items.map(({ delegation }) => delegation) });
}
