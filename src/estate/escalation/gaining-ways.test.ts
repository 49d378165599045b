import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fan } from './fans.ts';
import { gainingWays } from './gaining-ways.ts';
import { narrowest } from './narrowest.ts';
import { StepList, type Certainty, type Step, type Steps } from './steps.ts';

interface Told extends Step {
  readonly kind: 'given' | 'delegated' | 'gained';
  readonly technique: string;
}

const graphs = fc.integer({ min: 2, max: 8 }).chain((vertices) => {
  const vertex = fc.integer({ min: 0, max: vertices - 1 });
  const step = fc.record<Told>({
    from: vertex,
    to: vertex,
    cost: fc.integer({ min: 0, max: 4 }),
    isOpen: fc.boolean(),
    row: fc.integer({ min: -1, max: 4 }),
    kind: fc.constantFrom('given', 'given', 'delegated', 'gained'),
    technique: fc.constantFrom('a', 'b'),
  });
  // all of a fan is of one kind and technique, and rests on no row
  const fan = fc
    .tuple(step, vertex, fc.integer({ min: 1, max: vertices }))
    .map(([{ to: _to, row: _row, ...like }, first, size]) => ({
      ...like,
      first,
      size: Math.min(size, vertices - first),
      but: new Set<number>(),
    }));
  return fc
    .record({
      vertices: fc.constant(vertices),
      own: fc.array(step, { maxLength: 20 }),
      fans: fc.array(fan, { maxLength: 2 }),
      ends: fc.uniqueArray(vertex, { minLength: 1, maxLength: 2 }),
      certainty: fc.constantFrom<Certainty>('sure', 'all'),
    })
    .map(({ own, ...of }) => ({
      ...of,
      /** Those of fans come last, by their numbers. */
      list: [
        ...own,
        ...of.fans.flatMap(({ first, size, but: _but, ...like }) =>
          Array.from({ length: size }, (_, at): Told => ({ ...like, to: first + at, row: -1 })),
        ),
      ],
    }));
});

function sealed(vertices: number, list: readonly Told[], fans: readonly Fan[]): Steps {
  const steps = new StepList();
  const fanned = fans.reduce((sum, { size }) => sum + size, 0);
  for (const step of list.slice(0, list.length - fanned)) steps.add(step);
  for (const fan of fans) steps.addFan(fan);
  return steps.seal(vertices);
}

/** What each vertex pays to come to an end: without gaining anything, and with; the slow, obvious way. */
function slowly(
  vertices: number,
  list: readonly Told[],
  of: { readonly ends: readonly number[]; readonly certainty: Certainty },
): readonly { readonly held: number; readonly gained: number }[] {
  const best = Array.from({ length: vertices }, (_, vertex) => ({
    held: of.ends.includes(vertex) ? 0 : Infinity,
    gained: Infinity,
  }));
  for (let round = 0; round < vertices * 2; round++)
    for (const { from, to, cost, isOpen, kind } of list) {
      const [start, end] = [best[from], best[to]];
      // no way leads on from an end
      if (start === undefined || end === undefined || of.ends.includes(from)) continue;
      if (of.certainty === 'sure' && isOpen) continue;
      if (kind === 'gained') start.gained = Math.min(start.gained, end.held + cost, end.gained + cost);
      else {
        start.held = Math.min(start.held, end.held + cost);
        start.gained = Math.min(start.gained, end.gained + cost);
      }
    }
  return best;
}

const isGained = (list: readonly Told[]) => (step: number) => list[step]?.kind === 'gained';

const skips = (): boolean => false;

describe('ways that gain something', () => {
  it('are told apart from those that use what is held, and are the best of their kind', () => {
    fc.assert(
      fc.property(graphs, ({ vertices, list, fans, ...of }) => {
        const found = gainingWays(sealed(vertices, list, fans), { ...of, gains: isGained(list), skips });
        for (const [vertex, { held, gained }] of slowly(vertices, list, of).entries()) {
          const said = (place: number): number => {
            const cost = found.distance[vertex * 2 + place] ?? -1;
            return cost === -1 ? Infinity : cost;
          };
          expect([said(0), said(1)]).toEqual([held, gained]);
          if (gained === Infinity) continue;
          const way = found.wayOf(vertex).map((step) => list[step]);
          expect(way.some((step) => step?.kind === 'gained')).toBe(true);
          expect(way.reduce((sum, step) => sum + (step?.cost ?? 0), 0)).toBe(gained);
          let at = vertex;
          for (const step of way) {
            expect(step?.from).toBe(at);
            at = step?.to ?? -1;
          }
          expect(of.ends).toContain(at);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('have to use exactly what leaves them none when it is taken away, and of that what cuts the most', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 0, max: 255 }), ({ vertices, list, fans, ends }, mask) => {
        const steps = sealed(vertices, list, fans);
        const gains = isGained(list);
        const found = gainingWays(steps, { ends, gains, skips, certainty: 'all' });
        const counts = (vertex: number): boolean => ((mask >> vertex) & 1) === 1;
        const kindOf = (step: number): string => list[step]?.technique ?? '';
        const narrow = narrowest(steps, {
          ends,
          found,
          gains,
          skips,
          isOne: gains,
          kindOf,
          counts,
          isNode: () => false,
        });
        const isReached = ({ to }: Told): boolean => found.isGained(to) || found.isHeld(to);
        const rowIn = (row: number): readonly Told[] =>
          list.filter(
            (step) =>
              step.row === row && step.kind === 'gained' && isReached(step) && !ends.includes(step.from),
          );
        const nameOf = ({ row, from, to, technique }: Told): string => {
          if (row === -1) return `${technique} to ${to}`;
          const isToOne = new Set(rowIn(row).map((step) => step.to)).size === 1;
          return isToOne ? `${row}` : `${row} from ${from}`;
        };
        const names = new Set(list.filter(({ kind }) => kind === 'gained').map(nameOf));
        const cutBy = new Map(
          [...names].map((name) => {
            const left = list.filter((step) => step.kind !== 'gained' || nameOf(step) !== name);
            const still = slowly(vertices, left, { ends, certainty: 'all' });
            return [
              name,
              still.flatMap(({ gained }, vertex) =>
                gained === Infinity && found.isGained(vertex) ? [vertex] : [],
              ),
            ] as const;
          }),
        );
        for (let vertex = 0; vertex < vertices; vertex++) {
          if (!found.isGained(vertex)) continue;
          const most = Math.max(
            -1,
            ...[...cutBy.values()]
              .filter((cut) => cut.includes(vertex))
              .map((cut) => cut.filter(counts).length),
          );
          const told = narrow(vertex);
          expect(told?.cuts ?? -1).toBe(most);
          if (told?.is !== 'steps') continue;
          const names = new Set(
            told.steps.flatMap((step) => {
              const each = list[step];
              return each === undefined ? [] : [nameOf(each)];
            }),
          );
          expect(names.size).toBe(1);
          expect(cutBy.get([...names].join())).toContain(vertex);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never name what would leave a way, also where programs sign in elsewhere as they were set up to', () => {
    fc.assert(
      fc.property(graphs, ({ vertices, list, fans, ends }) => {
        const steps = sealed(vertices, list, fans);
        const gains = isGained(list);
        const found = gainingWays(steps, { ends, gains, skips, certainty: 'all' });
        const narrow = narrowest(steps, {
          ends,
          found,
          gains,
          skips,
          isOne: (step) => list[step]?.kind !== 'given',
          kindOf: (step) => `${list[step]?.kind ?? ''} ${list[step]?.technique ?? ''}`,
          counts: () => true,
          isNode: () => true,
        });
        for (let vertex = 0; vertex < vertices; vertex++) {
          const told = narrow(vertex);
          if (told === undefined) continue;
          expect(told).not.toMatchObject({ is: 'vertex', vertex });
          const left = list.filter(({ from, to }, step) =>
            told.is === 'steps' ? !told.steps.includes(step) : from !== told.vertex && to !== told.vertex,
          );
          expect(slowly(vertices, left, { ends, certainty: 'all' })[vertex]?.gained).toBe(Infinity);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
