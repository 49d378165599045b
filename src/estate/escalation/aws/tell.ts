import { digestOf } from '../../../platform/canonical.ts';
import type { AwsPlace } from '../../access/aws-who-can.ts';
import type { Becoming, Row, Spot, Technique } from '../becoming.ts';
import { rowNumber } from '../escalation-graph.ts';
import { doubtsOf, saidBy } from './asking.ts';
import type { Kept } from './kept.ts';
import type { Administrator, Opening } from './openings.ts';
import type { Reached } from './reaching.ts';
import type { RowsBehind } from './rows.ts';
import { isIdle } from './targets.ts';
import type { AwsTechnique } from './technique.ts';

/** Has everything already. */
export const holdsEverything: Technique = {
  id: 'aws-administrator',
  title: 'May do everything',
  platform: 'aws',
  does: 'Uses policies that allow everything in the account.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html',
  cost: 1,
  takeAway: 'the policy that allows everything',
  means: 'holding',
};

/** Whoever has everything can be anybody there. */
export const actsAsAnybody: Technique = {
  id: 'aws-acts-as-anybody',
  title: 'Acts as any user or role of its account',
  platform: 'aws',
  does: 'As an administrator, makes itself an access key of any user and has any role trust it.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
  cost: 1,
  takeAway: 'what makes it an administrator',
};

export const powerOf = (account: string): Spot => ({
  is: 'power',
  scope: `aws/${account}`,
  name: `administrator of AWS account ${account}`,
});

/** An administrator as a step to all of its account. */
export function tellAdministrator(of: Administrator, rows: RowsBehind): readonly Becoming[] {
  const { principal, account, judged } = of;
  const node = rows.node(principal);
  const [first] = judged;
  if (node === -1) return [];
  return [
    {
      from: { is: 'node', node },
      to: powerOf(account),
      technique: holdsEverything,
      dependsOn: doubtsOf(judged),
      because: first === undefined ? [] : rows.of(principal, 'iam:AttachUserPolicy', first),
      says: saidBy(judged),
    },
  ];
}

const mostByThemselves = 8;

/** Some of what a technique is open over that is told in one way. */
export interface Way {
  readonly reached: readonly Reached[];
  readonly dependsOn: readonly string[];
  /** One place to go through for all of them; undefined: each is told by itself. */
  readonly through: Extract<Spot, { readonly is: 'any' }> | undefined;
}

/**
 * Tells what stands open to principals as steps. Where a technique leads to many in the same way there is one place to go through
 * for all whom it leads to the same many.
 */
export class Telling {
  readonly #place: AwsPlace;
  readonly #rows: RowsBehind;
  readonly #ways: Kept['ways'];
  readonly #told = new Set<string>();

  constructor(place: AwsPlace, rows: RowsBehind, ways: Kept['ways'] = new WeakMap()) {
    this.#place = place;
    this.#rows = rows;
    this.#ways = ways;
  }

  *steps(opening: Opening): Generator<Becoming> {
    const { from: principal, technique: of } = opening;
    const node = this.#rows.node(principal);
    if (node === -1) return;
    const from: Spot = { is: 'node', node };
    const { technique, over } = of;
    for (const { reached, dependsOn, through } of this.#waysOf(opening)) {
      const open = [...new Set([...dependsOn, ...opening.dependsOn])];
      if (through === undefined) {
        for (const each of reached) {
          const to = isIdle(over, principal, each.target) ? undefined : this.#spotOf(each);
          if (to !== undefined)
            yield {
              from,
              to,
              technique,
              dependsOn: [...new Set([...open, ...each.ofTarget])],
              because: this.#because(opening, each),
              get says() {
                return says(opening, each);
              },
            };
        }
        continue;
      }
      const first = reached.find(({ target }) => !isIdle(over, principal, target));
      if (first === undefined) continue;
      yield {
        from,
        to: through,
        technique,
        dependsOn: open,
        because: this.#because(opening, first),
        get says() {
          return says(opening, first);
        },
      };
      if (this.#told.has(through.key)) continue;
      this.#told.add(through.key);
      for (const each of reached) {
        const to = this.#spotOf(each);
        if (to !== undefined)
          yield { from: through, to, technique, dependsOn: each.ofTarget, cost: 0, because: [] };
      }
    }
  }

  #waysOf({ reached, technique }: Opening): readonly Way[] {
    let byTechnique = this.#ways.get(reached);
    if (byTechnique === undefined) this.#ways.set(reached, (byTechnique = new Map()));
    const known = byTechnique.get(technique);
    if (known !== undefined) return known;
    const groups = Map.groupBy(reached, ({ gains, dependsOn }) => JSON.stringify([gains.is, dependsOn]));
    const found = [...groups.values()].map((each): Way => {
      const [first] = each;
      const isOne = first?.gains.is !== 'principal';
      const isMany = !isOne && (each.length > mostByThemselves || technique.over.is === 'role in use');
      return {
        reached: isOne ? oncePerGain(each) : each,
        dependsOn: first?.dependsOn ?? [],
        through: isMany ? throughOf(technique, each) : undefined,
      };
    });
    byTechnique.set(technique, found);
    return found;
  }

  #spotOf({ gains }: Reached): Spot | undefined {
    if (gains.is === 'administrator') return powerOf(gains.account);
    if (gains.is === 'principal') {
      const node = this.#rows.node(gains.principal);
      return node === -1 ? undefined : { is: 'node', node };
    }
    const { estate, graph, sourceNo } = this.#place;
    const hash = estate.groups.get(gains.key);
    const node = hash === undefined ? -1 : graph.find(sourceNo, 'group', hash.hi, hash.lo);
    return node === -1 ? undefined : { is: 'node', node };
  }

  /** The rows of every need, those of the one to take away first. */
  #because({ from, technique, things }: Opening, { judged, target }: Reached): readonly Row[] {
    const { takeAway } = technique.technique;
    const found = new Map<number, Row>();
    for (const isFirst of [true, false])
      for (const answers of [judged, things])
        for (const { action, answer } of answers)
          if ((action === takeAway) === isFirst)
            for (const row of this.#rows.of(from, action, answer, target.changed))
              found.set(rowNumber(row), row);
    return [...found.values()];
  }
}

/** To be administrator once is enough; the surest way, and of those the first. */
function oncePerGain(way: readonly Reached[]): readonly Reached[] {
  const best = new Map<string, Reached>();
  for (const each of way) {
    const { gains } = each;
    const name =
      gains.is === 'principal' ? gains.principal.key : gains.is === 'group' ? gains.key : gains.account;
    const known = best.get(name);
    if (known === undefined || each.ofTarget.length < known.ofTarget.length) best.set(name, each);
  }
  return [...best.values()];
}

function throughOf({ over, record }: AwsTechnique, way: readonly Reached[]): NonNullable<Way['through']> {
  const keys = way.map(({ target }) => target.holder).toSorted();
  const what = digestOf([record, ...keys].join('\n')).slice(0, 24);
  const name =
    over.is === 'role in use'
      ? over.by
      : over.is === 'role to pass'
        ? `any of ${keys.length} roles for ${over.services.join(' or ')}`
        : `any of ${keys.length} ${over.is === 'user' ? 'users' : 'roles'}`;
  return { is: 'any', key: `aws/${record}/${what}`, name };
}

function says({ from, things }: Opening, { judged, target, gains }: Reached): readonly string[] {
  const isGained = gains.is === 'principal' && gains.principal.key === target.key;
  return [
    ...(isGained || target.key === from.key ? [] : [`it changes \`${target.key}\``]),
    ...saidBy([...judged, ...things].map(({ answer }) => answer)),
  ];
}
