import type { Right } from '../../estate/index.ts';
import type { EstateRef, Instant } from '../../model/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { accountUse, seenOf, type GrantUse } from '../least-privilege.ts';
import type { System } from '../system.ts';
import { accountOf, listOf } from './differences.ts';
import type { World } from './world.ts';

type RightsOf = EstateWhatIf['lost'];
type Broken = EstateWhatIf['breaks']['told'][number];

/** More rights of one account are not compared, and then nothing is said to be gone that might be among the rest. */
const mostRights = 5000;
const mostToldOfOne = 50;

export interface RightsBetween extends Pick<
  EstateWhatIf,
  'gained' | 'lost' | 'breaks' | 'unusedLost' | 'unseen'
> {}

/** What these accounts would be able to do besides, what no more, and what of that was used since `from`. */
export async function rightsBetween(
  system: System,
  [before, after]: readonly [World, World],
  accounts: readonly EstateRef[],
  from: Instant,
): Promise<RightsBetween> {
  const now = system.clock.now();
  const gained: RightsOf = [];
  const lost: RightsOf = [];
  const breaks: Broken[] = [];
  const unseen: EstateWhatIf['unseen'] = [];
  let unusedLost = 0;
  for (const account of accounts) {
    const was = await rightsIn(before, account, now);
    const is = await rightsIn(after, account, now);
    const more = [...is.keys()].filter((right) => !was.has(right));
    const less = [...was.keys()].filter((right) => !is.has(right));
    if (more.length > 0) gained.push(told(account, more));
    if (less.length === 0) continue;
    lost.push(told(account, less));
    const use = await useOf(system, account, new Set(less), from);
    breaks.push(...use.breaks);
    unusedLost += use.unused;
    unseen.push(...use.unseen);
  }
  return { gained, lost, breaks: listOf(breaks), unusedLost, unseen };
}

const told = (account: EstateRef, rights: readonly string[]): RightsOf[number] => {
  const sorted = rights.toSorted();
  return {
    account: accountOf(account),
    rights: sorted.slice(0, mostToldOfOne),
    more: Math.max(0, rights.length - mostToldOfOne),
  };
};

type Named = Pick<Right | GrantUse, 'entitlement' | 'verdict'>;
const nameOf = ({ entitlement }: Pick<Named, 'entitlement'>): string =>
  entitlement?.name ?? 'everything (a power)';
const inWords = (right: Named): string =>
  right.verdict === 'depends' ? `${nameOf(right)} (depends)` : nameOf(right);

async function rightsIn(
  { access }: World,
  account: EstateRef,
  now: Instant,
): Promise<ReadonlyMap<string, Right>> {
  const can = await access.whatCan({ identity: account, limit: mostRights, now });
  return new Map(can.ok ? can.value.rights.map((right) => [inWords(right), right]) : []);
}

async function useOf(
  system: System,
  account: EstateRef,
  lost: ReadonlySet<string>,
  from: Instant,
): Promise<{ readonly breaks: Broken[]; readonly unused: number; readonly unseen: EstateWhatIf['unseen'] }> {
  const [seen] = await seenOf(system, [account]);
  const used = await accountUse(system, account, { seen: seen?.seen ?? null, most: mostRights });
  if (!used.ok)
    return {
      breaks: [],
      unused: 0,
      unseen: [{ account: accountOf(account), rights: lost.size, because: used.message }],
    };
  const breaks: Broken[] = [];
  const because = new Map<string, number>();
  let unused = 0;
  for (const right of used.value.grants) {
    if (!lost.has(inWords(right))) continue;
    const { use } = right;
    if (use.is === 'cannot_tell') because.set(use.because, (because.get(use.because) ?? 0) + 1);
    else if (use.is === 'used' && (use.last === null || use.last >= from))
      breaks.push({
        account: accountOf(account),
        right: nameOf(right),
        count: use.count,
        last: use.last,
        acts: use.acts
          .slice(0, 5)
          .map(({ action, target }) => (target === null ? action : `${action} on ${target}`)),
      });
    else unused++;
  }
  return {
    breaks,
    unused,
    unseen: [...because].map(([why, rights]) => ({ account: accountOf(account), rights, because: why })),
  };
}
