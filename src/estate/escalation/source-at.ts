import type { SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { AccessGraph } from '../access/graph.ts';
import { thereAt } from '../access/graph-rows.ts';
import { HashTable } from '../tables/hash-table.ts';
import type { Hasher } from '../tables/keyed-hash.ts';
import type { Place } from './becoming.ts';

/** An account or group as its source tells it. */
export interface NodeFact {
  readonly node: number;
  readonly key: string;
  readonly name: string;
  readonly is: 'account' | 'group';
  /** Of an account its kind of identity, of a group what sort it is. */
  readonly kind: string;
  readonly state: string;
  readonly powers: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** What others may name an account by, besides its key. */
  readonly references: readonly string[];
}

/** A membership that is more than being in a group. */
export interface MembershipFact {
  /** In the access graph. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly via: string;
  readonly isAdmin: boolean;
  readonly conditions: readonly string[];
}

export interface CredentialFact {
  readonly key: string;
  readonly account: number;
  readonly state: string;
}

export interface OwnershipFact {
  readonly subjectKey: string;
  readonly ownerRef: string;
  readonly key: string;
}

/** One source at one read, with what techniques look at beside its rights. */
export interface SourceAt extends Place {
  readonly source: SourceId;
  readonly connector: string;
  readonly nodes: readonly NodeFact[];
  readonly memberships: readonly MembershipFact[];
  readonly credentials: readonly CredentialFact[];
  readonly ownerships: readonly OwnershipFact[];
  /** The node of a key, or undefined. */
  readonly nodeOf: (key: string) => number | undefined;
}

/** Reads what techniques need of one source, as the graph's version has it. */
export async function loadSourceAt(
  db: Queryable,
  of: {
    readonly graph: AccessGraph;
    readonly hash: Hasher;
    readonly source: SourceId;
    readonly sourceNo: number;
    readonly read: number;
    readonly connector: string;
  },
): Promise<SourceAt> {
  const { graph, sourceNo, source, connector } = of;
  const where = thereAt(sourceNo, of.read);
  const nodeOf = (key: string): number | undefined => {
    const { hi, lo } = of.hash(key);
    const account = graph.find(sourceNo, 'account', hi, lo);
    const node = account === -1 ? graph.find(sourceNo, 'group', hi, lo) : account;
    return node === -1 ? undefined : node;
  };
  const nodes = await nodesOf(db, { graph, sourceNo, where });
  const memberships = await db.query<MembershipSql>(
    `select ${hashOf('key_hash')}, via, coalesce(admin, false) as admin, conditions from estate.memberships
      where ${where} and (via not in ('member', 'attached') or admin)`,
  );
  const numberOf = memberships.length === 0 ? () => -1 : membershipNumbers(graph, sourceNo);
  const credentials = await db.query<{ key: string; account_key: string; state: string }>(
    `select key, account_key, state from estate.credentials where ${where} order by key`,
  );
  const ownerships = await db.query<{ key: string; subject: string; owner: string }>(
    `select key, subject_key as subject, owner_ref as owner from estate.ownerships where ${where} order by key`,
  );
  return {
    graph,
    sourceNo,
    source,
    connector,
    nodes,
    memberships: memberships
      .flatMap(({ hi, lo, via, admin, conditions }): readonly MembershipFact[] => {
        const number = numberOf(hi, lo | 0);
        if (number === -1) return [];
        const [from = -1, to = -1] = [graph.memberships.from[number], graph.memberships.to[number]];
        return [{ number, from, to, via, isAdmin: admin, conditions: conditions ?? [] }];
      })
      .toSorted((a, b) => a.number - b.number),
    credentials: credentials.flatMap(({ key, account_key: account, state }) => {
      const node = nodeOf(account);
      return node === undefined ? [] : [{ key, account: node, state }];
    }),
    ownerships: ownerships.map(({ key, subject, owner }) => ({ key, subjectKey: subject, ownerRef: owner })),
    nodeOf,
  };
}

interface MembershipSql {
  readonly hi: number;
  readonly lo: number;
  readonly via: string;
  readonly admin: boolean;
  readonly conditions: readonly string[] | null;
}

const hashOf = (column: string): string => `(${column} >> 32)::int as hi, (${column} & 4294967295) as lo`;

async function nodesOf(
  db: Queryable,
  of: { readonly graph: AccessGraph; readonly sourceNo: number; readonly where: string },
): Promise<readonly NodeFact[]> {
  const facts: NodeFact[] = [];
  for (const is of ['account', 'group'] as const) {
    const rows = await db.query<{
      hi: number;
      lo: number;
      key: string;
      name: string;
      kind: string;
      state: string;
      powers: readonly string[] | null;
      attributes: Readonly<Record<string, string>> | null;
      references: readonly string[];
    }>(
      `select ${hashOf('key_hash')}, key, name, kind, attributes,
              ${
                is === 'account'
                  ? `state, powers, array_remove(array[email, employee_number], null) as "references"`
                  : `'active' as state, null::jsonb as powers, array[]::text[] as "references"`
              }
         from estate.${is}s where ${of.where} order by key`,
    );
    for (const { hi, lo, powers, attributes, ...row } of rows) {
      const node = of.graph.find(of.sourceNo, is, hi, lo | 0);
      if (node !== -1) facts.push({ ...row, node, is, powers: powers ?? [], attributes: attributes ?? {} });
    }
  }
  return facts;
}

/** Numbers of the memberships of one source by the hash of their key. */
function membershipNumbers(graph: AccessGraph, sourceNo: number): (hi: number, lo: number) => number {
  const { count, from, keyHi, keyLo } = graph.memberships;
  const table = new HashTable();
  const numbers: number[] = [];
  for (let number = 0; number < count; number++) {
    if (graph.nodeSource[from[number] ?? -1] !== sourceNo) continue;
    table.append(keyHi[number] ?? 0, keyLo[number] ?? 0);
    numbers.push(number);
  }
  return (hi, lo) => numbers[table.find(hi, lo)] ?? -1;
}
