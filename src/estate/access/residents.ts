import type { Database, Transaction } from '../../platform/store/index.ts';
import { advanceGraph } from './advance-graph.ts';
import type { Resident } from './answers.ts';
import type { AccessVersion } from './graph.ts';
import { Labels } from './labels.ts';
import { loadGraph, readsOf, versionAt, type AsOf } from './load-graph.ts';
import { changesBetween } from './source-change.ts';

const mostResident = 2;

/**
 * The versions that are in memory: at most two, the last ones asked for. When a source has been read since, the next version
 * is made from the last one and the rows that changed.
 */
export class Residents {
  readonly #database: Database;
  readonly #kept = new Map<string, Kept>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The version as of then, loaded if it is not there. */
  at(at: AsOf = { is: 'now' }): Promise<Resident> {
    return this.#database.transaction(async (tx) => {
      const version = await versionAt(tx, at);
      const name = readsOf(version);
      const known = this.#kept.get(name);
      const before = [...this.#kept.values()].filter(
        (each) => changesBetween(each.version, version) !== undefined,
      );
      this.#kept.delete(name); // and put last: the first of the map is the one used longest ago
      const loading = known?.loading ?? load(tx, version, before.sort(byLatestRead)[0]?.loading);
      this.#kept.set(name, { version, loading });
      for (const oldest of this.#kept.keys()) if (this.#kept.size > mostResident) this.#kept.delete(oldest);
      return loading.catch((error: unknown) => {
        this.#kept.delete(name);
        throw error;
      });
    }, 'repeatable read');
  }
}

interface Kept {
  readonly version: AccessVersion;
  readonly loading: Promise<Resident>;
}

const byLatestRead = (a: Kept, b: Kept): number => latestRead(b.version) - latestRead(a.version);
const latestRead = ({ reads }: AccessVersion): number => Math.max(...reads.map(({ read }) => read));

/** From an earlier version, when this one follows from it; else from the database. */
async function load(
  tx: Transaction,
  version: AccessVersion,
  earlier: Promise<Resident> | undefined,
): Promise<Resident> {
  const base = await earlier?.catch(() => undefined);
  const advanced = base === undefined ? undefined : await advanceGraph(tx, base.graph, version);
  const graph = advanced ?? (await loadGraph(tx, version));
  return { graph, labels: new Labels(graph) };
}
