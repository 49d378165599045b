import fc from 'fast-check';
import type { InterestLinks, InterestNode } from '../../src/policy/index.ts';

export const people = Array.from({ length: 8 }, (_, n) => `psn_person000${n}`);
export const teams = Array.from({ length: 3 }, (_, n) => `team-${n}`);
export const agents = Array.from({ length: 4 }, (_, n) => `agt_agent0000${n}`);
export const machines = Array.from({ length: 3 }, (_, n) => `prc_machine000${n}`);

export interface World {
  readonly nodes: Readonly<Record<string, InterestNode>>;
  readonly chain: readonly string[];
  readonly beneficiaries: readonly string[];
}

export const linksIn = (world: World): InterestLinks => ({ node: (id) => world.nodes[id] });

const some = (ids: readonly string[], max: number, min = 0) =>
  fc.uniqueArray(fc.constantFrom(...ids), { minLength: min, maxLength: max });
/** Mostly somebody; now and then nobody, or an id that is not there. */
const behind = (ids: readonly string[]) =>
  fc.oneof(
    { weight: 18, arbitrary: some(ids, 2, 1) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constant(['psn_nobodyhere']) },
  );

/** People with aliases, teams that nest, agents that spawn each other, machines; loops, missing owners, dangling links. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    persons: fc.array(some(people, 1), { minLength: people.length, maxLength: people.length }),
    teams: fc.array(behind([...people, ...teams]), { minLength: teams.length, maxLength: teams.length }),
    others: fc.array(
      fc.record({
        owners: behind([...people, ...teams]),
        sponsors: some(people, 1),
        spawnedBy: some(agents, 1),
        aliases: fc.constant([]),
      }),
      { minLength: agents.length + machines.length, maxLength: agents.length + machines.length },
    ),
    chain: some([...people, ...agents, ...machines], 3),
    beneficiaries: some([...people, ...agents, ...machines], 2),
  })
  .map(({ persons, teams: members, others, chain, beneficiaries }) => {
    const nodes: Record<string, InterestNode> = {};
    for (const [n, id] of people.entries()) nodes[id] = { kind: 'person', aliases: persons[n] ?? [] };
    for (const [n, id] of teams.entries()) nodes[id] = { kind: 'team', members: members[n] ?? [] };
    for (const [n, id] of [...agents, ...machines].entries()) {
      const other = others[n];
      if (other !== undefined) nodes[id] = { kind: n < agents.length ? 'agent' : 'machine', ...other };
    }
    return { nodes, chain, beneficiaries };
  });

/** Written apart from the product: Warshall's closure over the whole matrix, then a look at rows. */
export function warshall(world: World) {
  const ids = [...new Set([...Object.keys(world.nodes), ...Object.values(world.nodes).flatMap(edges)])];
  const at = new Map(ids.map((id, n) => [id, n]));
  const reach = ids.map((id) => {
    const row = ids.map((other) => other === id);
    const node = world.nodes[id];
    for (const to of node === undefined ? [] : edges(node)) row[at.get(to) ?? -1] = true;
    return row;
  });
  for (let k = 0; k < ids.length; k++)
    for (let i = 0; i < ids.length; i++) {
      const row = reach[i];
      if (row?.[k] === true) for (let j = 0; j < ids.length; j++) if (reach[k]?.[j] === true) row[j] = true;
    }
  const from = (starts: readonly string[]): readonly string[] =>
    ids.filter((_, j) => starts.some((start) => reach[at.get(start) ?? -1]?.[j] === true));
  const isPerson = (id: string): boolean => world.nodes[id]?.kind === 'person';
  const everyone = from([...world.chain, ...world.beneficiaries]);
  const complete = everyone.every((id) => {
    const node = world.nodes[id];
    if (node === undefined) return false;
    if (node.kind === 'team') return node.members.length > 0;
    return node.kind === 'person' || node.owners.length > 0;
  });
  const persons = (starts: readonly string[]) => from(starts).filter(isPerson).toSorted();
  return {
    complete,
    requester: persons(world.chain.filter(isPerson)),
    beneficiary: persons(world.beneficiaries.filter(isPerson)),
    steward: persons([...world.chain, ...world.beneficiaries].filter((id) => !isPerson(id))),
  };
}

const edges = (node: InterestNode): readonly string[] =>
  node.kind === 'person'
    ? node.aliases
    : node.kind === 'team'
      ? node.members
      : [...node.owners, ...node.sponsors, ...node.spawnedBy, ...node.aliases];
