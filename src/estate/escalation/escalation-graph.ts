import { isAccount, isConditional, isDeny, isOutOfUse, type AccessGraph } from '../access/graph.ts';
import type { Becoming, Row, Spot } from './becoming.ts';
import type { CrownJewel } from './crown-jewels.ts';
import type { Gap } from '../gaps.ts';
import type { Pace } from './pace.ts';
import { StepList, type Steps } from './steps.ts';

/** What a vertex is beside the accounts and groups of the access graph. */
export type Added = Exclude<Spot, { is: 'node' }> | { readonly is: 'resource'; readonly jewel: CrownJewel };

/**
 * What everything could become, at one version. Vertices are the nodes of the access graph by their numbers there, then
 * `added`. Steps are memberships and grants on crown jewels, which the access graph tells of, and what techniques open.
 */
export interface EscalationGraph {
  readonly access: AccessGraph;
  readonly added: readonly Added[];
  readonly steps: Steps;
  /** What opened a step; undefined: a membership, or a right on a crown jewel, by its row. */
  readonly becomingOf: (step: number) => Becoming | undefined;
  readonly becomings: readonly Becoming[];
  /** Vertices: powers first, then resources. */
  readonly jewels: readonly number[];
  readonly isJewel: (vertex: number) => boolean;
  /** The vertex of a power, by its scope or name. */
  readonly powerCalled: (text: string) => number | undefined;
  readonly vertexOf: (spot: Spot, sourceNo: number) => number | undefined;
}

/** Steps of one source, the memberships that they take the place of, and rights on its crown jewels. */
export interface SourceSteps {
  readonly sourceNo: number;
  readonly becomings: readonly Becoming[];
  readonly replaced: readonly number[];
  readonly rights: readonly JewelRight[];
  /** What was too much to be gone through. */
  readonly notTried?: readonly Gap[];
}

/** A right of a node on a crown jewel. */
export interface JewelRight {
  readonly jewel: CrownJewel;
  readonly grant: number;
}

/** Rows as one number: grants are even, memberships odd. */
export const rowNumber = ({ row, number }: Row): number => number * 2 + (row === 'grant' ? 0 : 1);
export const rowOfNumber = (number: number): Row => ({
  row: number % 2 === 0 ? 'grant' : 'membership',
  number: number >> 1,
});

/** Puts it together, at a pace. The same parts give the same graph. */
export async function buildEscalation(
  access: AccessGraph,
  sources: readonly SourceSteps[],
  pace: Pace,
): Promise<EscalationGraph> {
  const steps = new StepList();
  const told: number[] = [];
  const becomings: Becoming[] = [];
  const fanned: number[] = [];
  const added: Added[] = [];
  const numbers = new Map<string, number>();
  const vertexOf = (name: string, make: () => Added): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const vertex = access.nodeCount + added.push(make()) - 1;
    numbers.set(name, vertex);
    return vertex;
  };
  const vertexOfSpot = (spot: Spot, sourceNo: number): number =>
    spot.is === 'node' ? spot.node : vertexOf(spotName(spot, sourceNo), () => spot);
  const replaced = new Uint8Array(access.memberships.count);
  for (const source of sources) {
    for (const membership of source.replaced) replaced[membership] = 1;
    await pace.take(source.becomings, (each) => {
      const from = vertexOfSpot(each.from, source.sourceNo);
      const cost = Math.min(9, each.cost ?? each.technique.cost);
      const isOpen = each.dependsOn.length > 0;
      if (each.to.is === 'each') {
        const { first, size, but } = each.to;
        fanned.push(becomings.push(each) - 1);
        steps.addFan({ from, first, size, but, cost, isOpen });
        return;
      }
      const to = vertexOfSpot(each.to, source.sourceNo);
      const [first] = each.because;
      if (from === to || from < 0 || to < 0) return;
      const row = first === undefined ? -1 : rowNumber(first);
      steps.add({ from, to, cost, isOpen, row });
      told.push(becomings.push(each) - 1);
    });
  }
  const { memberships, grants } = access;
  for (let number = 0; number < memberships.count; number++) {
    if (replaced[number] === 1) continue;
    steps.add({
      from: memberships.from[number] ?? 0,
      to: memberships.to[number] ?? 0,
      cost: 0,
      isOpen: ((memberships.flags[number] ?? 0) & isConditional) !== 0,
      row: rowNumber({ row: 'membership', number }),
    });
    told.push(-1);
  }
  if (pace.isDue) await pace.rest();
  for (const { jewel, grant } of sources.flatMap(({ rights }) => rights)) {
    const flags = grants.flags[grant] ?? 0;
    if ((flags & isDeny) !== 0) continue;
    const to = vertexOf(`resource ${jewel.sourceNo} ${jewel.key}`, () => ({ is: 'resource', jewel }));
    const isOpen = (flags & isConditional) !== 0 || jewel.dependsOn.length > 0;
    steps.add({
      from: grants.from[grant] ?? 0,
      to,
      cost: 0,
      isOpen,
      row: rowNumber({ row: 'grant', number: grant }),
    });
    told.push(-1);
  }
  const vertexAt = (at: number): number => access.nodeCount + at;
  const jewels = (['power', 'resource'] as const).flatMap((is) =>
    added.flatMap((each, at) => (each.is === is ? [vertexAt(at)] : [])),
  );
  const places = Int32Array.from(told);
  const sealed = steps.seal(access.nodeCount + added.length);
  return {
    access,
    added,
    steps: sealed,
    becomingOf: (step) =>
      becomings[(step < sealed.count ? places[step] : fanned[sealed.fans.placeOf(step)]) ?? -1],
    becomings,
    jewels,
    isJewel: (vertex) => {
      const is = added[vertex - access.nodeCount]?.is;
      return is === 'power' || is === 'resource';
    },
    powerCalled: (text) => {
      const at = added.findIndex(
        (each) => each.is === 'power' && (each.scope === text || each.name === text),
      );
      return at === -1 ? undefined : vertexAt(at);
    },
    vertexOf: (spot, sourceNo) => (spot.is === 'node' ? spot.node : numbers.get(spotName(spot, sourceNo))),
  };
}

const spotName = (spot: Exclude<Spot, { is: 'node' }>, sourceNo: number): string =>
  spot.is === 'power' ? `power ${spot.scope}` : `any ${sourceNo} ${spot.key}`;

/** Whether somebody can act as it now: an account that is in use. */
export const isInUse = ({ nodeCount, nodeFlags }: AccessGraph, vertex: number): boolean =>
  vertex < nodeCount && ((nodeFlags[vertex] ?? 0) & (isAccount | isOutOfUse)) === isAccount;
