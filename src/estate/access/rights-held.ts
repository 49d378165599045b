import type { EstateRef } from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import type { Resident } from './answers.ts';
import { heldBy, isPrivilege } from './held.ts';

/** A right that somebody holds, by the rows as they are written: policies are not evaluated. */
export interface RightHeld {
  /** In lower case; `*` for a power. */
  readonly action: string;
  /** Key of the resource that it names, or the pattern that it is written with. */
  readonly on: string;
  readonly pattern: string;
  /** On everything or nearly. */
  readonly isPrivilege: boolean;
  /** No condition is in the way, and nothing denies it. */
  readonly isSure: boolean;
}

export interface RightsHeld {
  readonly rights: readonly RightHeld[];
  /** How many there are; only so many are told. */
  readonly total: number;
}

/** More rights of one holder than this are counted and not told. */
const mostRights = 5000;

/** What each account or group holds, itself or through memberships, at the version that is in memory. */
export async function rightsReader(
  database: Database,
  { graph }: Resident,
): Promise<(holder: Pick<EstateRef, 'source' | 'key'>, entity: 'account' | 'group') => RightsHeld> {
  const { key: hash } = await loadHashers(database);
  const numbers = new Map(graph.version.reads.map(({ source, sourceNo }) => [String(source), sourceNo]));
  const { action, pattern, resource } = graph.entitlements;
  const { actions, patterns } = graph.texts;
  return ({ source, key }, entity) => {
    const { hi, lo } = hash(key);
    const node = graph.find(numbers.get(source) ?? -1, entity, hi, lo);
    if (node === -1) return { rights: [], total: 0 };
    const { held, total } = heldBy(graph, node, { limit: mostRights });
    return {
      total,
      rights: held.map(({ entitlement: right, conditional, denies }) => ({
        action: right === undefined ? '*' : (actions[action[right] ?? -1] ?? ''),
        on:
          right === undefined
            ? '*'
            : (patterns[resource[right] ?? -1] ?? patterns[pattern[right] ?? -1] ?? ''),
        pattern: right === undefined ? '*' : (patterns[pattern[right] ?? -1] ?? ''),
        isPrivilege: right === undefined || isPrivilege(graph, right),
        isSure: !conditional && denies.length === 0,
      })),
    };
  };
}
