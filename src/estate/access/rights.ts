import type { Transaction } from '../../platform/store/index.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';
import { rowsBy } from './edges.ts';
import { hasWildcard } from '../../platform/glob.ts';
import type { AccessGraph, Entitlements, TextIndex } from './graph.ts';

/** One entitlement: its key hash, its action (folded), pattern and resource. */
export interface RightRow {
  readonly key: Hash64;
  readonly sourceNo: number;
  readonly action: string;
  readonly pattern: string;
  readonly resource: string | undefined;
  readonly privileged: boolean;
}

/** The entitlements of one source that `where` selects, in order of key hash. */
export async function loadRights(
  tx: Transaction,
  from: { readonly sourceNo: number; readonly where: string },
): Promise<readonly RightRow[]> {
  const rows = await tx.query<{
    hi: number;
    lo: number;
    action: string;
    resource_pattern: string;
    resource_key: string | null;
    privileged: boolean;
  }>(
    `select (key_hash >> 32)::int as hi, (key_hash & 4294967295) as lo, action, resource_pattern, resource_key,
            coalesce(privileged, false) as privileged
       from estate.entitlements where ${from.where} order by key_hash`,
  );
  return rows.map((row) => ({
    key: { hi: row.hi, lo: row.lo | 0 },
    sourceNo: from.sourceNo,
    action: row.action.toLowerCase(),
    pattern: row.resource_pattern,
    resource: row.resource_key ?? undefined,
    privileged: row.privileged,
  }));
}

/** Entitlement `number` of a graph as the row it was made from. */
export function rightRow({ entitlements, texts }: AccessGraph, number: number): RightRow {
  const resource = entitlements.resource[number] ?? -1;
  return {
    key: { hi: entitlements.keyHi[number] ?? 0, lo: entitlements.keyLo[number] ?? 0 },
    sourceNo: entitlements.sourceNo[number] ?? -1,
    action: texts.actions[entitlements.action[number] ?? -1] ?? '',
    pattern: texts.patterns[entitlements.pattern[number] ?? -1] ?? '',
    resource: resource === -1 ? undefined : texts.patterns[resource],
    privileged: entitlements.privileged[number] === 1,
  };
}

/** Entitlements as columns, with actions and patterns interned: many rights share few texts. */
export function sealRights(rows: readonly RightRow[]): {
  readonly entitlements: Entitlements;
  readonly texts: TextIndex;
} {
  const actions = new Interned();
  const patterns = new Interned();
  const entitlements: Entitlements = {
    count: rows.length,
    keyHi: Int32Array.from(rows, (row) => row.key.hi),
    keyLo: Int32Array.from(rows, (row) => row.key.lo),
    sourceNo: Uint16Array.from(rows, (row) => row.sourceNo),
    action: Int32Array.from(rows, (row) => actions.numberOf(row.action)),
    pattern: Int32Array.from(rows, (row) => patterns.numberOf(row.pattern)),
    resource: Int32Array.from(rows, (row) =>
      row.resource === undefined ? -1 : patterns.numberOf(row.resource),
    ),
    privileged: Uint8Array.from(rows, (row) => (row.privileged ? 1 : 0)),
  };
  const { texts } = patterns;
  return {
    entitlements,
    texts: {
      actions: actions.texts,
      patterns: texts,
      patternNumber: patterns.numbers,
      wildPatterns: texts.flatMap((pattern, number) => (hasWildcard(pattern) ? [number] : [])),
      withPattern: rowsBy(entitlements.pattern, rows.length, texts.length),
      withResource: rowsBy(entitlements.resource, rows.length, texts.length),
    },
  };
}

class Interned {
  readonly texts: string[] = [];
  readonly numbers = new Map<string, number>();
  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.push(text) - 1;
    this.numbers.set(text, number);
    return number;
  }
}
