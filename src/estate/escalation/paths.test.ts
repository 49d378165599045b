import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chokePoints } from './choke-points.ts';
import type { Fan } from './fans.ts';
import { findPath } from './find-path.ts';
import { spread, wayTo } from './spread.ts';
import { against, along, StepList, type Certainty, type Step, type Steps, type Weighing } from './steps.ts';

/** Any small graph: loops, parallel steps, rows that several steps share. */
const graphs = fc.integer({ min: 2, max: 9 }).chain((vertices) => {
  const vertex = fc.integer({ min: 0, max: vertices - 1 });
  const step = fc.record<Step>({
    from: vertex,
    to: vertex,
    cost: fc.integer({ min: 0, max: 4 }),
    isOpen: fc.boolean(),
    row: fc.integer({ min: -1, max: 6 }),
  });
  const fan = fc
    .record({
      from: vertex,
      first: vertex,
      size: fc.integer({ min: 1, max: vertices }),
      but: fc.uniqueArray(vertex, { maxLength: 3 }),
      cost: fc.integer({ min: 0, max: 2 }),
      isOpen: fc.boolean(),
    })
    .map(({ size, but, ...rest }): Fan => ({
      ...rest,
      size: Math.min(size, vertices - rest.first),
      but: new Set(but),
    }));
  return fc.record({
    vertices: fc.constant(vertices),
    fans: fc.array(fan, { maxLength: 3 }),
    own: fc.array(step, { maxLength: 24 }),
    starts: fc.uniqueArray(vertex, { minLength: 1, maxLength: 3 }),
    ends: fc.uniqueArray(vertex, { minLength: 1, maxLength: 3 }),
    certainty: fc.constantFrom<Certainty>('sure', 'all'),
    weighing: fc.constantFrom<Weighing>('steps', 'cost'),
    walked: fc.constantFrom<'along' | 'against'>('along', 'against'),
  });
});

function sealed(vertices: number, own: readonly Step[], fans: readonly Fan[] = []): Steps {
  const steps = new StepList();
  for (const step of own) steps.add(step);
  for (const fan of fans) steps.addFan(fan);
  return steps.seal(vertices);
}

/** Every step by its number, those of fans one by one; a number that is none has no step. */
const eachOf = (own: readonly Step[], fans: readonly Fan[]): ReadonlyMap<number, Step> =>
  new Map(
    [
      ...own,
      ...fans.flatMap(({ from, first, size, but, cost, isOpen }) =>
        Array.from({ length: size }, (_, at) =>
          but.has(first + at) ? undefined : { from, to: first + at, cost, isOpen, row: -1 },
        ),
      ),
    ].flatMap((step, number) => (step === undefined ? [] : [[number, step] as const])),
  );

/** The slow, obvious way: go over all steps until nothing gets nearer. */
function slowly(
  vertices: number,
  list: readonly Step[],
  of: { readonly starts: readonly number[]; readonly certainty: Certainty; readonly weighing: Weighing },
): readonly number[] {
  const far: number[] = Array.from({ length: vertices }, () => Infinity);
  for (const start of of.starts) far[start] = 0;
  for (let round = 0; round < vertices; round++)
    for (const { from, to, cost, isOpen } of list) {
      if (of.certainty === 'sure' && isOpen) continue;
      far[to] = Math.min(far[to] ?? Infinity, (far[from] ?? Infinity) + (of.weighing === 'steps' ? 1 : cost));
    }
  return far.map((each) => (each === Infinity ? -1 : each));
}
const turned = (list: readonly Step[]): readonly Step[] =>
  list.map((step) => ({ ...step, from: step.to, to: step.from }));

describe('paths', () => {
  it('a spread finds the best way to everything, both ways, and tells it step by step', () => {
    fc.assert(
      fc.property(graphs, ({ vertices, own, fans, starts, walked, ...by }) => {
        const steps = sealed(vertices, own, fans);
        const each = eachOf(own, fans);
        const list = [...each.values()];
        const found = spread(steps, walked === 'along' ? along(steps) : against(steps), { starts, ...by });
        const expected = slowly(vertices, walked === 'along' ? list : turned(list), { starts, ...by });
        expect([...found.distance]).toEqual(expected);
        for (const [vertex, distance] of expected.entries()) {
          if (distance === -1) continue;
          const way = wayTo(steps, found, vertex, walked).map((step) => each.get(step));
          const ends = walked === 'along' ? way : way.toReversed();
          let at = walked === 'along' ? (way[0]?.from ?? vertex) : vertex;
          expect(starts).toContain(walked === 'along' ? at : (way.at(-1)?.to ?? vertex));
          let weight = 0;
          for (const step of way) {
            expect(step?.from).toBe(at);
            at = step?.to ?? -1;
            weight += by.weighing === 'steps' ? 1 : (step?.cost ?? 0);
          }
          expect(weight).toBe(distance);
          expect(ends.length === 0 || walked === 'against' || at === vertex).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('a search from both ends finds one as good as the best, or none when there is none', () => {
    fc.assert(
      fc.property(graphs, ({ vertices, own, fans, starts, ends, ...by }) => {
        const steps = sealed(vertices, own, fans);
        const each = eachOf(own, fans);
        const list = [...each.values()];
        const far = slowly(vertices, list, { starts, ...by });
        const best = Math.min(...ends.map((end) => (far[end] === -1 ? Infinity : (far[end] ?? Infinity))));
        const found = findPath(steps, { from: starts, to: ends, ...by });
        expect(found?.weight ?? Infinity).toBe(best);
        const way = (found?.steps ?? []).map((step) => each.get(step));
        const weights = way.map((step) => (by.weighing === 'steps' ? 1 : (step?.cost ?? 0)));
        expect(weights.reduce((sum, each) => sum + each, 0)).toBe(found?.weight ?? 0);
        const isBroken = way.some(
          (step, n) =>
            (by.certainty === 'sure' && step?.isOpen === true) ||
            (n === 0 ? !starts.includes(step?.from ?? -1) : step?.from !== way[n - 1]?.to),
        );
        expect(isBroken).toBe(false);
        expect(way.length === 0 || ends.includes(way.at(-1)?.to ?? -1)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('choke points', () => {
  it('are exactly the rows whose removal leaves somebody without a way, and how many', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.integer({ min: 0, max: 511 }),
        ({ vertices, own, fans, ends, walked, certainty }, mask) => {
          const list = [...eachOf(own, fans).values()];
          const counts = (vertex: number): boolean => ((mask >> vertex) & 1) === 1;
          const reachedBy = (left: readonly Step[]): number =>
            slowly(vertices, walked === 'along' ? left : turned(left), {
              starts: ends,
              certainty,
              weighing: 'steps',
            }).filter((far, vertex) => far !== -1 && counts(vertex)).length;
          const all = reachedBy(list);
          const used = list.filter(({ isOpen }) => certainty === 'all' || !isOpen);
          const expected = [
            ...Map.groupBy(
              used.filter(({ row }) => row !== -1),
              ({ row }) => row,
            ),
          ]
            .flatMap(([row, together]) => {
              const isStar = (end: 'from' | 'to'): boolean =>
                new Set(together.map((step) => step[end])).size === 1;
              const groups =
                isStar('from') || isStar('to')
                  ? [together]
                  : [...Map.groupBy(together, ({ to }) => to).values()];
              return groups.map((group) => {
                const gone = new Set(group);
                return {
                  row,
                  cuts: all - reachedBy(list.filter((step) => !gone.has(step))),
                  first: list.indexOf(group[0] ?? list[0] ?? fail()),
                };
              });
            })
            .filter(({ cuts }) => cuts > 0);
          const found = chokePoints(sealed(vertices, own, fans), { ends, walked, certainty, counts });
          const byFirst = (a: { first: number }, b: { first: number }): number => a.first - b.first;
          expect(
            found.points
              .map(({ row, cuts, steps }) => ({ row, cuts, first: steps[0] ?? -1 }))
              .toSorted(byFirst),
          ).toEqual(expected.toSorted(byFirst));
          expect(found.reached).toBe(all);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('hold on a chain as long as an estate may make one', () => {
    const length = 100_000;
    const steps = new StepList();
    for (let at = 0; at < length; at++) steps.add({ from: at, to: at + 1, cost: 1, isOpen: false, row: at });
    const found = chokePoints(steps.seal(length + 1), {
      ends: [length],
      walked: 'against',
      certainty: 'all',
      counts: () => true,
    });
    expect(found.points.length).toBe(length);
    expect(found.points[0]).toEqual({ row: length - 1, steps: [length - 1], cuts: length });
    expect(found.points.at(-1)).toEqual({ row: 0, steps: [0], cuts: 1 });
  });
});

const fail = (): never => {
  throw new TypeError('a group without a step');
};
