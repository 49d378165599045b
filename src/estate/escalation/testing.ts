import type { NodeFact } from './source-at.ts';

/** Accounts and groups for tests, numbered in their order. */
export const factsOf = (
  nodes: readonly (Pick<NodeFact, 'key' | 'is'> & Partial<NodeFact>)[],
): readonly NodeFact[] =>
  nodes.map((each, node) => ({
    node,
    name: each.key,
    kind: 'unknown',
    state: 'active',
    powers: [],
    attributes: {},
    references: [],
    ...each,
  }));
