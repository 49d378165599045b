import { done, isSourceId, refuse, type Change, type Result } from '../../model/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { changeOf } from '../bundles/gift.ts';
import { accountIn, accountsMeant } from '../requests/for-whom.ts';
import { thingNamed } from '../requests/look.ts';
import type { System } from '../system.ts';
import { makeWhatIf, supposeChanges, type WhatIfMade } from './keep.ts';
import { whatIfOfDuties } from './of-duties.ts';

/** Changes as a case would hold them, or one as people say it: giving or taking a group or right, disabling accounts. */
export interface SupposeAsked {
  readonly changes?: readonly Change[];
  readonly named?: {
    readonly how: 'give' | 'take' | 'disable';
    readonly who: string;
    readonly what?: string;
  };
  readonly days?: number;
}

type Found = Result<{ readonly found: EstateWhatIf }>;
const asFound = (result: Result<EstateWhatIf>): Found => (result.ok ? done({ found: result.value }) : result);

export async function supposeAsked(system: System, asked: SupposeAsked): Promise<Found> {
  const changes = await changesAsked(system, asked);
  return changes.ok ? asFound(await supposeChanges(system, changes.value, asked.days)) : changes;
}

export async function makeAsked(system: System, asked: SupposeAsked): Promise<Result<WhatIfMade>> {
  const changes = await changesAsked(system, asked);
  return changes.ok ? makeWhatIf(system, changes.value, asked.days) : changes;
}

export const dutiesAsked = async (
  system: System,
  asked: { readonly text: string; readonly days?: number },
): Promise<Found> => asFound(await whatIfOfDuties(system, asked));

async function changesAsked(
  system: System,
  { changes, named }: SupposeAsked,
): Promise<Result<readonly Change[]>> {
  if (changes !== undefined) return done(changes);
  if (named === undefined) return refuse('usage', 'Nothing is supposed.', 'Say `changes`, or `named`.');
  const { how, who, what } = named;
  if (how === 'disable') {
    const meant = await accountsMeant(system, { named: who });
    if (!meant.ok) return meant;
    return done(
      meant.value.subjects.flatMap(({ entity, source, key }) =>
        entity === 'account' && isSourceId(source)
          ? [{ type: 'account.disable' as const, source, accountKey: key }]
          : [],
      ),
    );
  }
  if (what === undefined)
    return refuse(
      'usage',
      `What to ${how} is not said.`,
      'Name a group or a right, as `countersign request catalogue` tells it.',
    );
  const thing = await thingNamed(system, what);
  if (!thing.ok) return thing;
  const { source, entity, key } = thing.value;
  const whom = await accountIn(system, source, { named: who });
  if (!whom.ok) return whom;
  return done([
    changeOf({ is: entity, source, key }, whom.value.account.key, how === 'give' ? 'add' : 'remove'),
  ]);
}
