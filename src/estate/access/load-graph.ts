import { isSourceId, must } from '../../model/index.ts';
import type { Instant } from '../../model/index.ts';
import type { Transaction } from '../../platform/store/index.ts';
import { copyOut } from '../tables/copy.ts';
import { HashTable } from '../tables/hash-table.ts';
import { EntitlementList } from './entitlement-list.ts';
import {
  EdgeList,
  isAccount,
  isAllPowerful,
  isConditional,
  isDeny,
  isOutOfUse,
  rowsBy,
  type AccessGraph,
  type AccessVersion,
  type NodeRange,
} from './graph.ts';
import { ResourceList } from './resource-list.ts';

/** As of when: now, the last reads begun by a moment, or the state just after a read number. */
export type AsOf =
  | { readonly is: 'now' }
  | { readonly is: 'time'; readonly at: Instant }
  | { readonly is: 'read'; readonly read: number };

/** The last read of each source at that moment; sources never read by then are not in it. */
export async function versionAt(tx: Transaction, at: AsOf): Promise<AccessVersion> {
  const rows = await tx.query<{ source: string; no: number; read: number }>(
    `select s.id as source, s.no, r.number as read from sources.source s cross join lateral (
       select number from sources.read r where r.source_no = s.no
          and ($1::timestamptz is null or r.started_at <= $1) and ($2::bigint is null or r.number <= $2)
        order by number desc limit 1) r order by s.no`,
    [at.is === 'time' ? at.at : null, at.is === 'read' ? at.read : null],
  );
  return {
    reads: rows.map(({ source, no, read }) => ({ source: must(isSourceId, source), sourceNo: no, read })),
  };
}

/** Powers that answer yes to every question about their source. */
const allPowers = `array['superuser', 'root']`;

/** Reads every node and edge that was there at the version. Run it in a repeatable read transaction. */
export async function loadGraph(tx: Transaction, version: AccessVersion): Promise<AccessGraph> {
  const ranges = new Map<string, NodeRange>();
  const nodes = { hi: new Array<Int32Array>(), lo: new Array<Int32Array>(), count: 0 };
  const flagParts: number[] = [];
  const sources: { readonly no: number; readonly nodes: number }[] = [];
  const memberships = new EdgeList();
  const grants = new EdgeList();
  const entitlements = new EntitlementList();
  const resources = new ResourceList();
  let dangling = 0;
  for (const { sourceNo, read } of version.reads) {
    const there = `source_no = ${sourceNo} and valid_from_read <= ${read} and (valid_to_read is null or valid_to_read > ${read})`;
    const before = nodes.count;
    const range = async (entity: 'account' | 'group', flags: string): Promise<NodeRange> => {
      const keys = new HashTable();
      await copyOut(
        tx.client,
        `select key_hash, (${flags})::bigint from estate.${entity}s where ${there} order by key_hash`,
        2,
        (row) => {
          keys.append(row.hi(0), row.lo(0));
          flagParts.push(row.number(1));
        },
      );
      const made = { first: nodes.count, keys };
      nodes.count += keys.size;
      ranges.set(`${sourceNo} ${entity}`, made);
      return made;
    };
    const accounts = await range(
      'account',
      `${isAccount} + case when state in ('disabled', 'locked', 'expired') then ${isOutOfUse} else 0 end
        + case when powers ?| ${allPowers} then ${isAllPowerful} else 0 end`,
    );
    const groups = await range('group', '0');
    sources.push({ no: sourceNo, nodes: nodes.count - before });
    const rights = await entitlements.load(tx, { sourceNo, there });
    await resources.load(tx, { sourceNo, there });
    const placesOf = (hi: number, lo: number): readonly number[] => {
      const account = accounts.keys.find(hi, lo);
      const group = groups.keys.find(hi, lo);
      return [
        ...(account === -1 ? [] : [accounts.first + account]),
        ...(group === -1 ? [] : [groups.first + group]), // the same key for both: shown as both, never as neither
      ];
    };
    await copyOut(
      tx.client,
      `select key_hash, member_hash, group_hash, (case when ${conditional} then ${isConditional} else 0 end)::bigint
         from estate.memberships where ${there}`,
      4,
      (row) => {
        const members = placesOf(row.hi(1), row.lo(1));
        const holders = placesOf(row.hi(2), row.lo(2));
        if (members.length === 0 || holders.length === 0) dangling++;
        const key = { hi: row.hi(0), lo: row.lo(0) };
        for (const member of members)
          for (const holder of holders) memberships.add(member, holder, key, row.number(3));
      },
    );
    await copyOut(
      tx.client,
      `select key_hash, subject_hash, entitlement_hash, (case when ${conditional} then ${isConditional} else 0 end
        + case when effect = 'deny' then ${isDeny} else 0 end)::bigint from estate.grants where ${there}`,
      4,
      (row) => {
        const right = rights.find(row.hi(2), row.lo(2));
        const account = accounts.keys.find(row.hi(1), row.lo(1));
        const group = groups.keys.find(row.hi(1), row.lo(1));
        if (right === -1 || (account === -1 && group === -1)) {
          dangling++;
          return;
        }
        const key = { hi: row.hi(0), lo: row.lo(0) };
        if (account !== -1) grants.add(accounts.first + account, rights.first + right, key, row.number(3));
        if (group !== -1) grants.add(groups.first + group, rights.first + right, key, row.number(3));
      },
    );
    nodes.hi.push(accounts.keys.allHi(), groups.keys.allHi());
    nodes.lo.push(accounts.keys.allLo(), groups.keys.allLo());
  }
  return sealed({
    version,
    ranges,
    nodes,
    flagParts,
    sources,
    memberships,
    grants,
    entitlements,
    resources,
    dangling,
  });
}

const conditional = `conditions is not null and conditions <> '[]'`;

function sealed(parts: {
  readonly version: AccessVersion;
  readonly ranges: ReadonlyMap<string, NodeRange>;
  readonly nodes: {
    readonly hi: readonly Int32Array[];
    readonly lo: readonly Int32Array[];
    readonly count: number;
  };
  readonly flagParts: readonly number[];
  readonly sources: readonly { readonly no: number; readonly nodes: number }[];
  readonly memberships: EdgeList;
  readonly grants: EdgeList;
  readonly entitlements: EntitlementList;
  readonly resources: ResourceList;
  readonly dangling: number;
}): AccessGraph {
  const nodeCount = parts.nodes.count;
  const memberships = parts.memberships.seal();
  const grants = parts.grants.seal();
  const { entitlements, texts } = parts.entitlements.seal();
  const nodeFlags = Uint8Array.from(parts.flagParts);
  const nodeSource = new Uint16Array(nodeCount);
  let filled = 0;
  for (const { no, nodes } of parts.sources) {
    nodeSource.fill(no, filled, filled + nodes);
    filled += nodes;
  }
  const allPowerful: number[] = [];
  for (let node = 0; node < nodeCount; node++)
    if (((nodeFlags[node] ?? 0) & isAllPowerful) !== 0) allPowerful.push(node);
  return {
    version: parts.version,
    nodeCount,
    nodeHi: joined(parts.nodes.hi, nodeCount),
    nodeLo: joined(parts.nodes.lo, nodeCount),
    nodeSource,
    nodeFlags,
    memberships,
    grants,
    groupsOf: rowsBy(memberships.from, memberships.count, nodeCount),
    membersOf: rowsBy(memberships.to, memberships.count, nodeCount),
    grantsOf: rowsBy(grants.from, grants.count, nodeCount),
    holdersOf: rowsBy(grants.to, grants.count, entitlements.count),
    entitlements,
    texts,
    resources: parts.resources.seal(),
    allPowerful,
    dangling: parts.dangling,
    find: (sourceNo, entity, hi, lo) => {
      const range = parts.ranges.get(`${sourceNo} ${entity}`);
      const at = range?.keys.find(hi, lo) ?? -1;
      return range === undefined || at === -1 ? -1 : range.first + at;
    },
  };
}

function joined(parts: readonly Int32Array[], length: number): Int32Array {
  const whole = new Int32Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
