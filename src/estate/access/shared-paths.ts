import type { EstateRef, SharedPathView } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { Resident } from './engine.ts';
import { globMatches, hasWildcard, isUniversal } from '../../platform/glob.ts';
import { isAccount, isConditional, isDeny, isOutOfUse, type AccessGraph } from './graph.ts';
import { thereAt } from './graph-rows.ts';
import { rowOf } from './reach.ts';

type Shared = ReadonlyMap<string, readonly SharedPathView[]>;

const mostPathsTold = 10;
const mostOthersTold = 10;
/** Pairs of a path and a pattern that are compared; a store with more is looked at for equal paths alone. */
const mostCompared = 20_000_000;

const kept = new WeakMap<AccessGraph, Promise<Shared>>();

/**
 * By `SOURCE, line break, KEY`: the paths at which a secret store keeps secrets (engines of kind `kv`) that an account reads which is no
 * person's, and that another such account reads too. A right on everything counts for nobody: who has that is an administrator, and is
 * told as one. What an engine makes anew for whoever asks is shared with nobody. Worked out once for a version.
 */
export function sharedPathsOf(db: Queryable, resident: Resident): Promise<Shared> {
  const known =
    kept.get(resident.graph) ??
    findShared(db, resident).catch((error: unknown) => {
      kept.delete(resident.graph);
      throw error;
    });
  kept.set(resident.graph, known);
  return known;
}

async function findShared(db: Queryable, resident: Resident): Promise<Shared> {
  const { graph } = resident;
  const found = new Map<string, readonly SharedPathView[]>();
  const stores = await db.query<{ no: number }>(`select no from sources.source where connector = 'vault'`);
  for (const { no } of stores) {
    const read = graph.version.reads.find(({ sourceNo }) => sourceNo === no)?.read;
    if (read === undefined) continue;
    const where = thereAt(no, read);
    const engines = await db.query<{ name: string }>(
      `select name from estate.resources where ${where} and kind = 'secret engine kv' order by name`,
    );
    const machines = await machinesIn(db, { graph, no, where });
    const readers = new Readers(graph, { no, machines, mounts: engines.map(({ name }) => name) });
    await tell(db, { resident, shared: readers.shared(), found });
  }
  return found;
}

/** Accounts in use that are known to be programs. */
async function machinesIn(
  db: Queryable,
  of: { readonly graph: AccessGraph; readonly no: number; readonly where: string },
): Promise<ReadonlySet<number>> {
  const rows = await db.query<{ hi: number; lo: number }>(
    `select (key_hash >> 32)::int as hi, (key_hash & 4294967295) as lo from estate.accounts
      where ${of.where} and kind not in ('person', 'unknown')`,
  );
  const nodes = rows.map(({ hi, lo }) => of.graph.find(of.no, 'account', hi, lo | 0));
  return new Set(
    nodes.filter(
      (node) => node !== -1 && ((of.graph.nodeFlags[node] ?? 0) & (isAccount | isOutOfUse)) === isAccount,
    ),
  );
}

interface SharedPath {
  readonly node: number;
  readonly path: string;
  readonly isSure: boolean;
  readonly others: readonly number[];
}

/** Who reads what of one store. */
class Readers {
  readonly #graph: AccessGraph;
  /** By pattern: each reader, and whether it reads for certain. */
  readonly #readers = new Map<string, Map<number, boolean>>();
  readonly #denied = new Map<number, string[]>();

  constructor(
    graph: AccessGraph,
    of: { readonly no: number; readonly machines: ReadonlySet<number>; readonly mounts: readonly string[] },
  ) {
    this.#graph = graph;
    const { entitlements, texts, sources, holdersOf, grants } = graph;
    const range = sources.find(({ no }) => no === of.no)?.rights;
    if (range === undefined) return;
    for (let right = range.first; right < range.first + range.keys.size; right++) {
      if (texts.actions[entitlements.action[right] ?? -1] !== 'read') continue;
      const pattern = texts.patterns[entitlements.pattern[right] ?? -1] ?? '';
      if (isUniversal(pattern) || !isOfSecrets(pattern, of.mounts)) continue;
      for (const grant of rowOf(holdersOf, right)) {
        const flags = grants.flags[grant] ?? 0;
        const isOpen = (flags & isConditional) !== 0;
        for (const [node, isSure] of this.#heldBy(grants.from[grant] ?? -1)) {
          if (!of.machines.has(node)) continue;
          if ((flags & isDeny) !== 0) this.#denied.set(node, [...(this.#denied.get(node) ?? []), pattern]);
          else this.#add(pattern, node, isSure && !isOpen);
        }
      }
    }
  }

  #add(pattern: string, node: number, isSure: boolean): void {
    const readers = this.#readers.get(pattern) ?? new Map<number, boolean>();
    this.#readers.set(pattern, readers.set(node, isSure || readers.get(node) === true));
  }

  /** A holder and all who are members of it, each with whether that is for certain. */
  #heldBy(holder: number): ReadonlyMap<number, boolean> {
    const { membersOf, memberships } = this.#graph;
    const found = new Map([[holder, true]]);
    for (const open of [false, true])
      for (const node of found.keys())
        for (const edge of rowOf(membersOf, node)) {
          const from = memberships.from[edge] ?? -1;
          const isOpen = ((memberships.flags[edge] ?? 0) & isConditional) !== 0;
          if (found.has(from) || (!open && isOpen)) continue;
          found.set(from, !isOpen && found.get(node) === true);
        }
    return found;
  }

  *shared(): Iterable<SharedPath> {
    const wild = [...this.#readers.keys()].filter(hasWildcard);
    const isCompared = wild.length * this.#readers.size <= mostCompared;
    for (const [path, own] of this.#readers) {
      const all = new Map(own);
      for (const pattern of isCompared ? wild : [])
        if (pattern !== path && globMatches(pattern, path))
          for (const [node, isSure] of this.#readers.get(pattern) ?? [])
            all.set(node, isSure || all.get(node) === true);
      for (const node of all.keys())
        if (this.#denied.get(node)?.some((deny) => globMatches(deny, path)) === true) all.delete(node);
      if (all.size < 2) continue;
      const sure = [...all].flatMap(([node, isSure]) => (isSure ? [node] : []));
      for (const node of own.keys()) {
        if (!all.has(node)) continue;
        const isSure = all.get(node) === true && sure.length > 1;
        const others = (isSure ? sure : [...all.keys()]).filter((other) => other !== node);
        yield { node, path, isSure, others };
      }
    }
  }
}

/** Below an engine that keeps secrets, and not beside them: what version 2 keeps of them, and how they are deleted. */
const isOfSecrets = (pattern: string, mounts: readonly string[]): boolean => {
  const mount = mounts.find((each) => pattern.startsWith(each));
  return (
    mount !== undefined &&
    !/^(?:metadata|delete|undelete|destroy|config|subkeys)(?:\/|$)/.test(pattern.slice(mount.length))
  );
};

async function tell(
  db: Queryable,
  of: {
    readonly resident: Resident;
    readonly shared: Iterable<SharedPath>;
    readonly found: Map<string, readonly SharedPathView[]>;
  },
): Promise<void> {
  const { labels } = of.resident;
  const byNode = Map.groupBy(of.shared, ({ node }) => node);
  const nodes = [...byNode].flatMap(([node, paths]) => [node, ...paths.flatMap(({ others }) => others)]);
  await labels.fetch(db, { node: new Set(nodes), membership: [], grant: [], entitlement: [] });
  const refOf = (node: number): EstateRef => labels.of('node', node).ref;
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  for (const [node, paths] of byNode) {
    const { source, key } = refOf(node);
    const told = paths
      .toSorted((a, b) => Number(b.isSure) - Number(a.isSure) || compare(a.path, b.path))
      .slice(0, mostPathsTold)
      .map(({ path, isSure, others }): SharedPathView => {
        const refs = others.map(refOf).toSorted((a, b) => compare(a.key, b.key));
        return { path, isSure, others: refs.slice(0, mostOthersTold), isMore: refs.length > mostOthersTold };
      });
    of.found.set(`${source}\n${key}`, told);
  }
}
