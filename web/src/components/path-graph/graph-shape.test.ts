import { describe, expect, it } from 'vitest';
import { fitted, withHeadsGrouped, withTailsGrouped, type PathGraphData } from './graph-shape.ts';

const star = (leaves: number, hot: readonly number[] = []): PathGraphData => ({
  nodes: [
    { id: 'role', label: 'role', note: 'role' },
    ...Array.from({ length: leaves }, (_, at) => ({
      id: `b${at}`,
      label: `bucket ${at}`,
      note: 'bucket',
      ...(hot.includes(at) ? { look: 'hot' as const } : {}),
    })),
  ],
  edges: Array.from({ length: leaves }, (_, at) => ({
    from: 'role',
    to: `b${at}`,
    grant: `policy ${at}`,
    use: 'granted' as const,
  })),
});

describe('grouping the tails of a graph', () => {
  it('leaves a graph alone that has few', () => {
    expect(withTailsGrouped(star(4), 4, String)).toEqual(star(4));
  });

  it('says how many it left out, and loses none', () => {
    const { nodes, edges } = withTailsGrouped(star(30), 4, (count) => `${count} more`);
    expect(nodes.map((node) => node.label)).toEqual(['role', 'bucket 0', 'bucket 1', 'bucket 2', '27 more']);
    expect(edges).toHaveLength(4);
  });

  it('never hides what must not be reached', () => {
    const { nodes } = withTailsGrouped(star(30, [29]), 4, (count) => `${count} more`);
    expect(nodes.some((node) => node.id === 'b29')).toBe(true);
  });

  it('keeps what something else also leads to or from', () => {
    const graph = star(30);
    const more: PathGraphData = {
      nodes: graph.nodes,
      edges: [...graph.edges, { from: 'b29', to: 'b28', grant: 'x', use: 'granted' }],
    };
    const { nodes } = withTailsGrouped(more, 4, (count) => `${count} more`);
    expect(nodes.filter((node) => node.id === 'b29' || node.id === 'b28')).toHaveLength(2);
  });
});

describe('grouping where paths begin', () => {
  const into = (heads: number): PathGraphData => {
    const { nodes, edges } = star(heads, [0]);
    return { nodes, edges: edges.map((edge) => ({ ...edge, from: edge.to, to: edge.from })) };
  };

  it('draws many that lead to one as one, and the one that is looked at by itself', () => {
    const { nodes, edges } = withHeadsGrouped(into(30), 4, (count) => `${count} more`);
    expect(nodes.map(({ label }) => label)).toEqual([
      'role',
      'bucket 0',
      'bucket 1',
      'bucket 2',
      'bucket 3',
      '26 more',
    ]);
    expect(edges.every(({ to }) => to === 'role')).toBe(true);
  });

  it('leaves alone what ends in many', () => {
    expect(withHeadsGrouped(star(30), 4, String)).toEqual(star(30));
  });
});

it('shortens a name in its middle', () => {
  expect(fitted('svc-report-runner', 20)).toBe('svc-report-runner');
  const short = fitted('arn:aws:iam::123456789012:role/reporting-batch', 20);
  expect(short).toHaveLength(20);
  expect(short).toMatch(/^arn:aws:iam.*….*batch$/);
});
