import { digestOf } from '../../../platform/canonical.ts';
import type { AwsPlace } from '../../access/aws-who-can.ts';
import type { Becoming, Row, Spot, Technique } from '../becoming.ts';
import { doubtsOf, saidBy } from './asking.ts';
import { isIdle, type Administrator, type Opening } from './openings.ts';
import type { RowsBehind } from './rows.ts';

/** Has everything already. */
export const holdsEverything: Technique = {
  id: 'aws-administrator',
  title: 'May do everything',
  platform: 'aws',
  does: 'Uses policies that allow everything in the account.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html',
  cost: 1,
  takeAway: 'the policy that allows everything',
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

/**
 * What stands open to one principal by one technique. Where it leads to many in the same way there is one place to go through
 * for all whom it leads to the same many; `known` are those places that were told before.
 */
export function* tellOpenings(
  place: AwsPlace,
  openings: readonly Opening[],
  of: { readonly rows: RowsBehind; readonly known: Set<string> },
): Generator<Becoming> {
  const { rows, known } = of;
  const ways = Map.groupBy(openings, ({ dependsOn, ofTarget, gains }) =>
    JSON.stringify([gains.is, dependsOn.filter((each) => !ofTarget.includes(each))]),
  );
  for (const way of ways.values()) {
    const others = way.filter((each) => !isIdle(each));
    const [first] = others;
    if (first === undefined) continue;
    const from: Spot = { is: 'node', node: rows.node(first.from) };
    if (from.node === -1) continue;
    const isInUse = first.technique.over.is === 'role in use';
    if (first.gains.is !== 'principal' || (others.length <= mostByThemselves && !isInUse)) {
      for (const opening of oncePerGain(others)) {
        const to = spotOf(place, rows, opening);
        if (to === undefined) continue;
        const { technique } = opening.technique;
        yield {
          from,
          to,
          technique,
          dependsOn: opening.dependsOn,
          because: because(opening, rows),
          says: says(opening),
        };
      }
      continue;
    }
    const through = throughOf(first, way);
    const { technique } = first.technique;
    const own = first.dependsOn.filter((each) => !first.ofTarget.includes(each));
    yield { from, to: through, technique, dependsOn: own, because: because(first, rows), says: says(first) };
    if (known.has(through.key)) continue;
    known.add(through.key);
    for (const opening of way) {
      const to = spotOf(place, rows, opening);
      if (to !== undefined)
        yield { from: through, to, technique, dependsOn: opening.ofTarget, cost: 0, because: [] };
    }
  }
}

/** To be administrator once is enough; the surest way, and of those the first. */
function oncePerGain(way: readonly Opening[]): readonly Opening[] {
  const best = new Map<string, Opening>();
  for (const opening of way) {
    const { gains } = opening;
    const name =
      gains.is === 'principal' ? gains.principal.key : gains.is === 'group' ? gains.key : gains.account;
    const known = best.get(name);
    if (known === undefined || opening.dependsOn.length < known.dependsOn.length) best.set(name, opening);
  }
  return [...best.values()];
}

type Through = Extract<Spot, { readonly is: 'any' }>;

function throughOf({ technique }: Opening, way: readonly Opening[]): Through {
  const keys = way.flatMap(({ gains }) => (gains.is === 'principal' ? [gains.principal.key] : [])).toSorted();
  const { over } = technique;
  const what = digestOf([technique.record, ...keys].join('\n')).slice(0, 24);
  const name =
    over.is === 'role in use'
      ? over.by
      : over.is === 'role to pass'
        ? `any of ${keys.length} roles for ${over.services.join(' or ')}`
        : `any of ${keys.length} ${over.is === 'user' ? 'users' : 'roles'}`;
  return { is: 'any', key: `aws/${technique.record}/${what}`, name };
}

function spotOf(place: AwsPlace, rows: RowsBehind, { gains }: Opening): Spot | undefined {
  if (gains.is === 'administrator') return powerOf(gains.account);
  if (gains.is === 'principal') {
    const node = rows.node(gains.principal);
    return node === -1 ? undefined : { is: 'node', node };
  }
  const hash = place.estate.groups.get(gains.key);
  const node = hash === undefined ? -1 : place.graph.find(place.sourceNo, 'group', hash.hi, hash.lo);
  return node === -1 ? undefined : { is: 'node', node };
}

/** The rows of every need, those of the one to take away first. */
function because(opening: Opening, rows: RowsBehind): readonly Row[] {
  const { takeAway } = opening.technique.technique;
  const role = opening.gains.is === 'principal' ? opening.gains.principal : undefined;
  const ordered = opening.judged.toSorted(
    (a, b) => Number(b.action === takeAway) - Number(a.action === takeAway),
  );
  const found = new Map<string, Row>();
  for (const { action, answer } of ordered)
    for (const row of rows.of(opening.from, action, answer, action === 'sts:AssumeRole' ? role : undefined))
      found.set(`${row.row} ${row.number}`, row);
  return [...found.values()];
}

function says({ judged, over, from, gains }: Opening): readonly string[] {
  const isGained = gains.is === 'principal' && gains.principal.key === over;
  return [
    ...(isGained || over === from.key ? [] : [`it changes \`${over}\``]),
    ...saidBy(judged.map(({ answer }) => answer)),
  ];
}
