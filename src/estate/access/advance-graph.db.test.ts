import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { instantOf, isSourceId, must, type Observation, type SourceId } from '../../model/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { importRead } from '../import/import-read.ts';
import { addSource, removeSource, resumeSource } from '../sources.ts';
import { advanceGraph } from './advance-graph.ts';
import { rowOf } from './reach.ts';
import type { AccessGraph } from './graph.ts';
import { loadGraph, versionAt } from './load-graph.ts';
import type { Rows } from './edges.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const test = useDatabase();
let db: Database;

beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

const holder = fc.constantFrom('a', 'b', 'c', 'd', 'arn:e', 'g', 'h', 'both', 'nobody');
const right = fc.constantFrom('r1', 'r2', 'r3', 'missing');
const conditions = fc.constantFrom({}, {}, { conditions: ['c'] });
const account = fc.record({
  type: fc.constant('account' as const),
  key: fc.constantFrom('a', 'b', 'c', 'd', 'arn:e', 'both'),
  name: fc.constantFrom('n', 'm'),
  kind: fc.constant('person' as const),
  state: fc.constantFrom('active', 'active', 'disabled'),
  powers: fc.constantFrom([], [], ['superuser']),
});
const group = fc
  .constantFrom('g', 'h', 'g', 'h', 'both')
  .map((key) => ({ type: 'group' as const, key, name: key, kind: 'group' as const }));
const membership = fc.tuple(holder, holder, conditions).map(([memberKey, groupKey, more]) => ({
  type: 'membership' as const,
  key: `${memberKey}>${groupKey}`,
  memberKey,
  groupKey,
  via: 'member' as const,
  ...more,
}));
const entitlement = fc.record({
  type: fc.constant('entitlement' as const),
  key: fc.constantFrom('r1', 'r2', 'r3'),
  action: fc.constantFrom('Get', 'Put'),
  resourcePattern: fc.constantFrom('x', 'arn:y'),
});
const grant = fc
  .tuple(holder, right, fc.constantFrom('allow', 'deny'), conditions)
  .map(([subjectKey, entitlementKey, effect, more]) => ({
    type: 'grant' as const,
    key: `${subjectKey}=${entitlementKey}`,
    subjectKey,
    entitlementKey,
    effect,
    ...more,
  }));
const resource = fc.record({
  type: fc.constant('resource' as const),
  key: fc.constantFrom('t/1.x', 't/2.y'),
  name: fc.constantFrom('one', 'two'),
  kind: fc.constant('table'),
});
const record: fc.Arbitrary<Observation> = fc.oneof(account, group, membership, entitlement, grant, resource);
const step = fc.record({
  source: fc.constantFrom(0, 0, 1),
  records: fc.uniqueArray(record, { maxLength: 25, selector: (o) => `${o.type} ${o.key}` }),
  complete: fc.constantFrom(true, true, true, false),
});

async function load(
  source: SourceId,
  observations: readonly Observation[],
  complete: boolean,
): Promise<void> {
  async function* pages() {
    yield { observations, complete };
  }
  const options = { database: db, source, pages, startedAt: at, now: () => at };
  const read = await importRead({ ...options, pages: pages() });
  if (read.ok) return;
  await resumeSource(db, source);
  await importRead({ ...options, pages: pages() });
}

const graphNow = (base?: AccessGraph) =>
  db.transaction(async (tx) => {
    const version = await versionAt(tx, { is: 'now' });
    const loaded = await loadGraph(tx, version);
    return { loaded, advanced: base === undefined ? loaded : await advanceGraph(tx, base, version) };
  }, 'repeatable read');

/** Everything a graph says, edges and resources in a fixed order. */
function said(graph: AccessGraph) {
  const edges = ({ from, to, keyHi, keyLo, flags }: AccessGraph['grants']): readonly string[] =>
    Array.from(from, (end, n) => [end, to[n], keyHi[n], keyLo[n], flags[n]].join(' ')).sort();
  const ends = (rows: Rows, of: AccessGraph['grants'], count: number): readonly string[] =>
    Array.from({ length: count }, (_, row) =>
      Array.from(rowOf(rows, row), (edge) => `${of.keyHi[edge]} ${of.keyLo[edge]}`)
        .sort()
        .join(),
    );
  const { nodeCount, memberships, grants, resources, texts } = graph;
  return {
    version: graph.version,
    nodes: [nodeCount, graph.nodeHi, graph.nodeLo, graph.nodeSource, graph.nodeFlags, graph.allPowerful],
    memberships: edges(memberships),
    grants: edges(grants),
    groupsOf: ends(graph.groupsOf, memberships, nodeCount),
    membersOf: ends(graph.membersOf, memberships, nodeCount),
    grantsOf: ends(graph.grantsOf, grants, nodeCount),
    holdersOf: ends(graph.holdersOf, grants, graph.entitlements.count),
    entitlements: graph.entitlements,
    texts,
    resources: resources.keys.map((key, n) => `${resources.sourceNo[n]} ${key} ${resources.names[n]}`).sort(),
    called: [...resources.byName]
      .map(([name, numbers]) => [name, ...numbers.map((n) => resources.keys[n] ?? '').sort()].join(' '))
      .sort(),
    arnSources: [...resources.arnSources].map(String).sort(),
    unplaced: (graph.unplaced.kept ?? []).map((edge) => JSON.stringify(edge)).sort(),
    found: Array.from(graph.nodeHi, (hi, node) => {
      const entity = (graph.nodeFlags[node] ?? 0) & 1 ? 'account' : 'group';
      return graph.find(graph.nodeSource[node] ?? -1, entity, hi, graph.nodeLo[node] ?? 0) === node;
    }),
  };
}

it('equals the graph that is loaded, after any changes of any source, and is rarely given up', async () => {
  const sources: SourceId[] = [];
  for (const name of ['x', 'y']) {
    const id = must(isSourceId, name);
    await addSource(db, { id, connector: 'csv', config: {}, at });
    await load(id, [], true);
    sources.push(id);
  }
  let { loaded: kept } = await graphNow();
  const counts = { steps: 0, advanced: 0 };
  const follow = async (): Promise<void> => {
    const { loaded, advanced } = await graphNow(kept);
    counts.steps++;
    if (advanced !== undefined) counts.advanced++;
    expect(said(advanced ?? loaded)).toEqual(said(loaded));
    kept = advanced ?? loaded;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
      for (const { source, records, complete } of steps)
        await load(sources[source] ?? must(isSourceId, ''), records, complete);
      await follow();
    }),
    { numRuns: 60 },
  );
  for (const id of sources) await removeSource(db, { id, at });
  await follow();
  expect(kept.nodeCount).toBe(0);
  expect(counts.advanced).toBeGreaterThan(counts.steps / 3);
}, 180_000);
