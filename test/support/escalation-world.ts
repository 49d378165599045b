import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { kubernetes } from '../../src/connectors/kubernetes/index.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import {
  addSource,
  importRead,
  openAccess,
  openEscalation,
  type AccessEngine,
  type EscalationEngine,
  type ImportOptions,
  type Resident,
} from '../../src/estate/index.ts';
import type { Becoming, Each, Spot } from '../../src/estate/escalation/becoming.ts';
import { kubernetesTechniques } from '../../src/estate/escalation/kubernetes/index.ts';
import { loadEscalation } from '../../src/estate/escalation/load-escalation.ts';
import { loadSourceAt } from '../../src/estate/escalation/source-at.ts';
import { loadHashers } from '../../src/estate/tables/keyed-hash.ts';
import { instantOf, isSourceId, must, type Observation } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { useDatabase } from './database.ts';

/** When everything in these tests is read. */
export const readAt = instantOf(Date.parse('2026-03-01T00:00:00Z'));

/** A database with an estate in it, and what its identities could become. */
export function useEscalation(): {
  readonly db: () => Database;
  readonly access: () => AccessEngine;
  readonly engine: () => EscalationEngine;
  /** Reads observations as a source of that connector. */
  readonly take: (source: string, connector: string, observations: readonly Observation[]) => Promise<void>;
  /** Reads manifests, or a folder or file of them. */
  readonly takeManifests: (source: string, yaml: string | { readonly path: string }) => Promise<void>;
  /** Every step that a technique opens, as one line each: `FROM: technique → TO`, with ` ?` where it depends. */
  readonly opened: (of: (becoming: Becoming) => boolean) => Promise<readonly string[]>;
  /** The same of one cluster alone. */
  readonly openedInCluster: (source: string) => Promise<readonly string[]>;
} {
  const test = useDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-escalation-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let db: Database;
  let access: AccessEngine;
  let engine: EscalationEngine;
  beforeAll(() => {
    db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
    access = openAccess(db);
    engine = openEscalation(db, access);
    return () => db.close();
  });
  const imported = async (name: string, connector: string, pages: ImportOptions['pages']): Promise<void> => {
    const source = must(isSourceId, name);
    const known = await db.query('select from sources.source where id = $1', [source]);
    if (known.length === 0) await addSource(db, { id: source, connector, config: {}, at: readAt });
    const read = await importRead({
      database: db,
      source,
      pages,
      startedAt: readAt,
      now: () => readAt,
    });
    if (!read.ok) throw new Error(read.message);
  };
  return {
    db: () => db,
    access: () => access,
    engine: () => engine,
    async take(source, connector, observations) {
      async function* pages() {
        yield { observations, complete: true };
      }
      await imported(source, connector, pages);
    },
    async takeManifests(source, given) {
      const path = typeof given === 'string' ? join(folder, `${source}.yaml`) : given.path;
      if (typeof given === 'string') writeFileSync(path, given);
      const reading = readSource(kubernetes, {
        config: kubernetes.locate(path),
        now: readAt,
        signal: new AbortController().signal,
        fingerprint: () => 'f'.repeat(64),
        secret: async () => '',
      });
      await imported(source, 'kubernetes', () => reading.pages);
    },
    async opened(of) {
      const resident = await access.resident();
      const { graph } = await loadEscalation(db, resident.graph);
      return inWords(db, resident, graph.becomings.filter(of));
    },
    async openedInCluster(source) {
      const resident = await access.resident();
      const { key: hash } = await loadHashers(db);
      const read = resident.graph.version.reads.find((each) => each.source === source);
      if (read === undefined) throw new TypeError(`${source} was not read`);
      const at = await loadSourceAt(db, { graph: resident.graph, hash, connector: 'kubernetes', ...read });
      return inWords(
        db,
        resident,
        [...kubernetesTechniques.becoming(at)].flatMap((each) => each ?? []),
      );
    },
  };
}

async function inWords(
  db: Database,
  resident: Resident,
  told: readonly Becoming[],
): Promise<readonly string[]> {
  const spots = told.flatMap(({ from, to }) => [from, ...(to.is === 'each' ? [] : [to])]);
  const nodes = new Set(spots.flatMap((spot) => (spot.is === 'node' ? [spot.node] : [])));
  await resident.labels.fetch(db, { node: nodes, membership: [], grant: [], entitlement: [] });
  const name = (spot: Spot | Each): string =>
    spot.is === 'each'
      ? 'each account'
      : spot.is === 'node'
        ? resident.labels.of('node', spot.node).ref.name
        : spot.name;
  return told.map(
    ({ from, to, technique, dependsOn }) =>
      `${name(from)}: ${technique.id} → ${name(to)}${dependsOn.length === 0 ? '' : ' ?'}`,
  );
}
