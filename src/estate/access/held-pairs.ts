import type { EstateRef } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { Resident } from './answers.ts';
import { isAccount, isOutOfUse, isOutsider, type AccessVersion } from './graph.ts';
import { thereAt } from './graph-rows.ts';
import { heldBy } from './held.ts';
import { rowOf } from './reach.ts';

/** What the accounts in use of one source hold, as far as rights tell: as a matrix, with the groups of each. */
export interface HeldPairs {
  readonly version: AccessVersion;
  readonly accounts: readonly {
    readonly ref: EstateRef;
    readonly groups: readonly string[];
    /** Places in `rights`. */
    readonly holds: readonly number[];
  }[];
  readonly rights: readonly EstateRef[];
  /** Held only under a condition, or beside a denial: in no pair. */
  readonly leftOut: number;
}

/** Undefined: the source was never read, or it holds more than so many accounts or pairs. */
export type HeldPairsFound =
  | { readonly is: 'found'; readonly pairs: HeldPairs }
  | { readonly is: 'not read' }
  | { readonly is: 'too much'; readonly accounts: number; readonly pairs: number };

/** Every right for certain that each account in use of a source has, itself or through groups, without becoming another account. */
export async function heldPairsOf(
  db: Queryable,
  { graph, labels }: Resident,
  asked: { readonly source: string; readonly mostAccounts: number; readonly mostPairs: number },
): Promise<HeldPairsFound> {
  const read = graph.version.reads.find(({ source }) => source === asked.source);
  const range = graph.sources.find(({ no }) => no === read?.sourceNo)?.accounts;
  if (read === undefined || range === undefined) return { is: 'not read' };
  const listed = await db.query<{ count: number }>(
    `select count(*)::int as count from estate.accounts where ${thereAt(read.sourceNo, read.read)}`,
  );
  const total = listed[0]?.count ?? 0;
  if (total > asked.mostAccounts) return { is: 'too much', accounts: total, pairs: 0 };
  const nodes: number[] = [];
  const holds = new Map<number, readonly number[]>();
  const rights = new Map<number, number>();
  let pairs = 0;
  let leftOut = 0;
  for (let node = range.first; node < range.first + range.keys.size; node++) {
    const flags = graph.nodeFlags[node] ?? 0;
    if ((flags & (isAccount | isOutOfUse | isOutsider)) !== isAccount) continue;
    const own: number[] = [];
    for (const each of heldBy(graph, node, { limit: Infinity, staysItself: true }).held) {
      if (each.entitlement === undefined) continue;
      if (each.conditional || each.denies.length > 0) {
        leftOut++;
        continue;
      }
      const place = rights.get(each.entitlement) ?? rights.size;
      rights.set(each.entitlement, place);
      own.push(place);
    }
    pairs += own.length;
    if (pairs > asked.mostPairs) return { is: 'too much', accounts: total, pairs };
    if (own.length === 0) continue;
    nodes.push(node);
    holds.set(node, own);
  }
  const groupsOf = (node: number): readonly number[] =>
    [...rowOf(graph.groupsOf, node)]
      .map((edge) => graph.memberships.to[edge] ?? -1)
      .filter((to) => ((graph.nodeFlags[to] ?? 0) & isAccount) === 0);
  await labels.fetch(db, {
    node: new Set(nodes.flatMap((node) => [node, ...groupsOf(node)])),
    membership: [],
    grant: [],
    entitlement: rights.keys(),
  });
  return {
    is: 'found',
    pairs: {
      version: graph.version,
      accounts: nodes.map((node) => ({
        ref: labels.of('node', node).ref,
        groups: groupsOf(node).map((group) => labels.of('node', group).ref.name),
        holds: holds.get(node) ?? [],
      })),
      rights: [...rights.keys()].map((right) => labels.of('entitlement', right).ref),
      leftOut,
    },
  };
}
