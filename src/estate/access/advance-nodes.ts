import type { Transaction } from '../../platform/store/index.ts';
import { HashTable } from '../tables/hash-table.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';
import type { AccessGraph, Entitlements, SourceRanges, TextIndex } from './graph.ts';
import { keysOf, nodeRows } from './graph-rows.ts';
import { mergeKeys, type KeyRange } from './key-range.ts';
import { loadRights, rightRow, sealRights, type RightRow } from './rights.ts';
import type { SourceChange } from './source-change.ts';

type Changes = ReadonlyMap<number, SourceChange>;

/** New numbers by old ones, -1 for what is gone; undefined where nothing moved. */
export interface Renumbered {
  readonly nodes: Int32Array | undefined;
  readonly rights: Int32Array | undefined;
}

interface Nodes {
  readonly ranges: readonly Omit<SourceRanges, 'rights'>[];
  readonly flags: Uint8Array;
  readonly to: Int32Array | undefined;
}

/** Accounts and groups with what began and ended, in the order in which loading would number them. */
export async function advanceNodes(tx: Transaction, base: AccessGraph, changes: Changes): Promise<Nodes> {
  const parts: Uint8Array[] = [];
  const to = new Int32Array(base.nodeCount);
  let count = 0;
  const take = async (source: number, entity: 'account' | 'group', before: KeyRange): Promise<KeyRange> => {
    const change = changes.get(source);
    const flags = base.nodeFlags.slice(before.first, before.first + before.keys.size);
    const after =
      change === undefined
        ? { keys: before.keys, flags }
        : await taken(tx, entity, { change, before, flags });
    const range = { first: count, keys: after.keys };
    for (let at = 0; at < before.keys.size; at++) {
      const place = after.to === undefined ? at : (after.to[at] ?? -1);
      to[before.first + at] = place === -1 ? -1 : range.first + place;
    }
    parts.push(after.flags);
    count += after.keys.size;
    return range;
  };
  const ranges: Omit<SourceRanges, 'rights'>[] = [];
  for (const { no, accounts, groups } of base.sources)
    ranges.push({
      no,
      accounts: await take(no, 'account', accounts),
      groups: await take(no, 'group', groups),
    });
  const flags = new Uint8Array(count);
  let filled = 0;
  for (const part of parts) {
    flags.set(part, filled);
    filled += part.length;
  }
  return { ranges, flags, to: to.every((number, at) => number === at) ? undefined : to };
}

/** One source's accounts or groups. */
async function taken(
  tx: Transaction,
  entity: 'account' | 'group',
  was: { readonly change: SourceChange; readonly before: KeyRange; readonly flags: Uint8Array },
): Promise<{ readonly keys: HashTable; readonly flags: Uint8Array; readonly to?: Int32Array }> {
  const { change, flags } = was;
  const { keys } = was.before;
  const began = new HashTable();
  const added: (Hash64 & { readonly flag: number })[] = [];
  await nodeRows(tx, { entity, where: change.began }, (key, flag) => {
    began.append(key.hi, key.lo);
    const at = keys.find(key.hi, key.lo);
    if (at === -1) added.push({ ...key, flag });
    else flags[at] = flag;
  });
  const gone = new HashTable();
  await keysOf(tx, { table: `${entity}s`, where: change.ended }, ({ hi, lo }) => {
    if (began.find(hi, lo) === -1) gone.append(hi, lo);
  });
  if (added.length + gone.size === 0) return { keys, flags };
  const merged = mergeKeys(keys, added, gone);
  let next = 0;
  const after = Uint8Array.from(merged.from, (at) => (at === -1 ? added[next++]?.flag : flags[at]) ?? 0);
  return { keys: merged.keys, flags: after, to: merged.to };
}

interface Rights {
  readonly ranges: readonly KeyRange[];
  readonly entitlements: Entitlements;
  readonly texts: TextIndex;
  readonly to: Int32Array | undefined;
}

/** Entitlements with what began and ended, in the order in which loading would number them. */
export async function advanceRights(tx: Transaction, base: AccessGraph, changes: Changes): Promise<Rights> {
  const began = new Map<number, readonly RightRow[]>();
  const ended = new Map<number, HashTable>();
  let changed = false;
  for (const change of changes.values()) {
    const rows = await loadRights(tx, { sourceNo: change.no, where: change.began });
    const gone = new HashTable();
    await keysOf(tx, { table: 'entitlements', where: change.ended }, ({ hi, lo }) => gone.append(hi, lo));
    began.set(change.no, rows);
    ended.set(change.no, gone);
    changed ||= rows.length + gone.size > 0;
  }
  if (!changed)
    return {
      ranges: base.sources.map(({ rights }) => rights),
      entitlements: base.entitlements,
      texts: base.texts,
      to: undefined,
    };
  const to = new Int32Array(base.entitlements.count);
  const rows: RightRow[] = [];
  const ranges: KeyRange[] = [];
  for (const { no, rights } of base.sources) {
    const range = { first: rows.length, keys: new HashTable(rights.keys.size) };
    const added = began.get(no) ?? [];
    const merged = mergeKeys(
      rights.keys,
      added.map(({ key }) => key),
      ended.get(no) ?? new HashTable(),
    );
    let next = 0;
    for (const at of merged.from) {
      const row = at === -1 ? added[next++] : rightRow(base, rights.first + at);
      if (row !== undefined) rows.push(row);
    }
    ranges.push({ ...range, keys: merged.keys });
    for (let at = 0; at < rights.keys.size; at++) {
      const place = merged.to[at] ?? -1;
      to[rights.first + at] = place === -1 ? -1 : range.first + place;
    }
    // a right that ended and began again under its key is the same right, said anew
    for (const { key } of added) {
      const before = rights.keys.find(key.hi, key.lo);
      if (before !== -1) to[rights.first + before] = range.first + merged.keys.find(key.hi, key.lo);
    }
  }
  return { ranges, ...sealRights(rows), to };
}
