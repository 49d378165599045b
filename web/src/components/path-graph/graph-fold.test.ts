import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded } from './graph-fold.ts';
import type { PathGraphData } from './graph-shape.ts';

const nameOfMore = (count: number): string => `${count} more`;
const none = new Map<string, number>();

/** Paths of four nodes each, from one start over a middle of its own to one of three ends. */
const wide = (paths: number): PathGraphData => {
  const middles = Array.from({ length: paths }, (_, n) => n);
  return {
    nodes: [
      { id: 'start', label: 'start', note: '', look: 'self' },
      ...middles.flatMap((n) => [
        { id: `a${n}`, label: `a${n}`, note: '' },
        { id: `b${n}`, label: `b${n}`, note: '' },
      ]),
      ...[0, 1, 2].map((n) => ({ id: `end${n}`, label: `end${n}`, note: '', look: 'hot' as const })),
    ],
    edges: middles.flatMap((n) => [
      { from: 'start', to: `a${n}`, grant: 'g', use: 'possible' as const },
      { from: `a${n}`, to: `b${n}`, grant: 'g', use: 'possible' as const },
      { from: `b${n}`, to: `end${n % 3}`, grant: 'g', use: 'possible' as const },
    ]),
  };
};

describe('folding a graph that is too large to be drawn', () => {
  it('leaves alone what there is room for', () => {
    expect(folded(wide(5), { most: 6, room: 40, opened: none, nameOfMore })).toEqual(wide(5));
  });

  it('draws the first paths whole, and says beside each node how many it leads on to', () => {
    const { nodes, edges } = folded(wide(100), { most: 6, room: 30, opened: none, nameOfMore });
    expect(nodes.filter(({ folds }) => folds === undefined).length).toBeLessThanOrEqual(30);
    expect(edges).toContainEqual({ from: 'b0', to: 'end0', grant: 'g', use: 'possible' });
    const more = nodes.find(({ id }) => id === 'more on start');
    expect(more?.label).toBe(`${more?.folds} more`);
    const drawn = edges.filter(({ from, to }) => from === 'start' && to !== 'more on start').length;
    expect(drawn + (more?.folds ?? 0)).toBe(100);
  });

  it('says of those that begin together how many they are, however little room there is', () => {
    const teams = Array.from({ length: 20 }, (_, n) => n);
    const heads = Array.from({ length: 16 }, (_, n) => n);
    const { nodes } = folded(
      {
        nodes: [
          { id: 'jewel', label: 'jewel', note: '', look: 'hot' },
          ...teams.flatMap((team) => [
            { id: `t${team}`, label: 'team', note: '' },
            ...heads.map((n) => ({ id: `p${team} ${n}`, label: 'person', note: '' })),
          ]),
        ],
        edges: teams.flatMap((team) => [
          { from: `t${team}`, to: 'jewel', grant: 'g', use: 'possible' as const },
          ...heads.map((n) => ({
            from: `p${team} ${n}`,
            to: `t${team}`,
            grant: 'g',
            use: 'possible' as const,
          })),
        ]),
      },
      { most: 4, room: 24, opened: none, nameOfMore },
    );
    const drawnAt = (team: number): number => nodes.filter(({ id }) => id.startsWith(`p${team} `)).length;
    const drawn = teams.filter((team) => nodes.some(({ id }) => id === `t${team}`));
    expect(drawn.length).toBeGreaterThan(3);
    for (const team of drawn) {
      const more = nodes.filter(({ id }) =>
        [`more back t${team}`, `more before t${team} possible`].includes(id),
      );
      expect(more.map(({ folds }) => folds)).toEqual([16 - drawnAt(team)]);
    }
  });

  it('draws more of what is opened, until nothing is folded there', () => {
    const of = (count: number) =>
      folded(wide(100), { most: 6, room: 30, opened: new Map([['more on start', count]]), nameOfMore });
    const foldedAt = (count: number): number =>
      of(count).nodes.find(({ id }) => id === 'more on start')?.folds ?? 0;
    expect(foldedAt(10)).toBe(foldedAt(0) - 10);
    expect(foldedAt(100)).toBe(0);
  });

  it('draws whom is opened out of a group in a graph that is too large as well', () => {
    const heads = Array.from({ length: 40 }, (_, n) => `h${n}`);
    const { nodes, edges } = wide(60);
    const graph: PathGraphData = {
      nodes: [...nodes, ...heads.map((id) => ({ id, label: id, note: '' }))],
      edges: [...edges, ...heads.map((from) => ({ from, to: 'a0', grant: 'g', use: 'granted' as const }))],
    };
    const drawn = (opened: ReadonlyMap<string, number>): number =>
      folded(graph, { most: 6, room: 30, opened, nameOfMore }).nodes.filter(({ id }) => id.startsWith('h'))
        .length;
    const at = drawn(none);
    expect(drawn(new Map([['more before a0 granted', 8]]))).toBeGreaterThanOrEqual(at + 8);
  });

  it('opens leaves that are drawn as one', () => {
    const leaves = Array.from({ length: 30 }, (_, n) => `l${n}`);
    const star: PathGraphData = {
      nodes: ['hub', ...leaves].map((id) => ({ id, label: id, note: '' })),
      edges: leaves.map((to) => ({ from: 'hub', to, grant: 'g', use: 'granted' })),
    };
    const at = (opened: ReadonlyMap<string, number>) =>
      folded(star, { most: 6, room: 40, opened, nameOfMore }).nodes.find(({ folds }) => folds !== undefined);
    const shut = at(none);
    expect(shut?.folds).toBe(25);
    expect(at(new Map([[shut?.id ?? '', 10]]))?.folds).toBe(15);
    expect(at(new Map([[shut?.id ?? '', 25]]))).toBeUndefined();
  });

  it('loses nothing and invents nothing, however a graph looks', () => {
    const graphs = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 120 }).map((pairs) => {
      const ids = [...new Set(pairs.flat())];
      return {
        nodes: ids.map((id) => ({ id: `n${id}`, label: `n${id}`, note: '' })),
        edges: pairs.map(([from, to]) => ({
          from: `n${from}`,
          to: `n${to}`,
          grant: 'g',
          use: 'possible' as const,
        })),
      } satisfies PathGraphData;
    });
    fc.assert(
      fc.property(graphs, fc.integer({ min: 2, max: 20 }), (graph, room) => {
        const { nodes, edges } = folded(graph, { most: 4, room, opened: none, nameOfMore });
        const known = new Set(nodes.map(({ id }) => id));
        expect(known.size).toBe(nodes.length);
        for (const { from, to } of edges) expect(known.has(from) && known.has(to)).toBe(true);
        for (const { id, folds } of nodes)
          expect(folds === undefined ? graph.nodes.some((node) => node.id === id) : folds > 0).toBe(true);
      }),
    );
  });
});
