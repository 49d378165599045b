import type { EstateRef } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { int8Text } from '../tables/keyed-hash.ts';
import { isAccount, type AccessGraph } from './graph.ts';

/** Kinds of row that an answer names. */
export type Labelled = 'node' | 'membership' | 'grant' | 'entitlement';

export interface Label {
  readonly ref: EstateRef;
  readonly conditions: readonly string[];
  /** Of an account or group that is also whoever its source does not list. */
  readonly standsFor?: string;
}

const mostKept = 200_000;

/** Fetches the names and conditions of the rows that answers show, and keeps them for the next answer. */
export class Labels {
  readonly #graph: AccessGraph;
  readonly #kept = {
    node: new Map<number, Label>(),
    membership: new Map<number, Label>(),
    grant: new Map<number, Label>(),
    entitlement: new Map<number, Label>(),
  };

  constructor(graph: AccessGraph) {
    this.#graph = graph;
  }

  /** The label of something that `fetch` was asked for. */
  of(kind: Labelled, number: number): Label {
    const label = this.#kept[kind].get(number);
    if (label === undefined) throw new TypeError(`${kind} ${number} was not fetched before it was named`);
    return label;
  }

  async fetch(db: Queryable, wanted: Readonly<Record<Labelled, Iterable<number>>>): Promise<void> {
    for (const kind of ['node', 'membership', 'grant', 'entitlement'] as const) {
      const kept = this.#kept[kind];
      if (kept.size > mostKept) kept.clear();
      const missing = [...new Set(wanted[kind])].filter((number) => !kept.has(number));
      const byTable = Map.groupBy(missing, (number) => this.#placeOf(kind, number));
      for (const [place, numbers] of byTable) await this.#fetchFrom(db, { kind, place, numbers });
    }
  }

  async #fetchFrom(
    db: Queryable,
    what: { readonly kind: Labelled; readonly place: string; readonly numbers: readonly number[] },
  ): Promise<void> {
    const [entity = '', sourceText = ''] = what.place.split(' ');
    const read = this.#graph.version.reads.find(({ sourceNo }) => sourceNo === Number(sourceText));
    if (read === undefined) throw new TypeError(`source ${sourceText} is not part of this version`);
    const name =
      entity === 'entitlement'
        ? `t.action || ' on ' || t.resource_pattern`
        : entity === 'account' || entity === 'group'
          ? 't.name'
          : 't.key';
    const standsFor =
      entity === 'account' || entity === 'group' ? `t.attributes ->> 'standsFor'` : 'null::text';
    const conditions = entity === 'grant' || entity === 'membership' ? 't.conditions' : 'null::jsonb';
    const rows = await db.query<{
      place: number;
      key: string;
      name: string;
      conditions: readonly string[] | null;
      stands_for: string | null;
    }>(
      // in two parts, since each is answered by a partial index of its own and their union by none
      ['t.valid_to_read is null', 't.valid_to_read is not null and t.valid_to_read > $3']
        .map(
          (
            still,
          ) => `select w.place, t.key, ${name} as name, ${conditions} as conditions, ${standsFor} as stands_for
             from unnest($1::bigint[]) with ordinality as w (key_hash, place)
             cross join lateral (select * from estate.${entity}s t where t.source_no = $2
               and t.key_hash = w.key_hash and t.valid_from_read <= $3 and ${still} offset 0) t`,
        )
        .join(' union all '),
      [what.numbers.map((number) => this.#hashOf(what.kind, number)), read.sourceNo, read.read],
    );
    for (const row of rows) {
      const number = what.numbers[row.place - 1];
      if (number === undefined || !isEntity(entity)) continue;
      this.#kept[what.kind].set(number, {
        ref: { entity, source: read.source, key: row.key, name: row.name },
        conditions: row.conditions ?? [],
        ...(row.stands_for === null ? {} : { standsFor: row.stands_for }),
      });
    }
  }

  /** Table and source that hold the row, as one grouping key. */
  #placeOf(kind: Labelled, number: number): string {
    const { nodeFlags, nodeSource, memberships, grants, entitlements } = this.#graph;
    if (kind === 'node')
      return `${((nodeFlags[number] ?? 0) & isAccount) !== 0 ? 'account' : 'group'} ${nodeSource[number] ?? -1}`;
    if (kind === 'entitlement') return `entitlement ${entitlements.sourceNo[number] ?? -1}`;
    const edges = kind === 'grant' ? grants : memberships;
    return `${kind} ${nodeSource[edges.from[number] ?? -1] ?? -1}`;
  }

  #hashOf(kind: Labelled, number: number): string {
    const { nodeHi, nodeLo, memberships, grants, entitlements } = this.#graph;
    if (kind === 'node') return int8Text({ hi: nodeHi[number] ?? 0, lo: nodeLo[number] ?? 0 });
    const keys = kind === 'entitlement' ? entitlements : kind === 'grant' ? grants : memberships;
    return int8Text({ hi: keys.keyHi[number] ?? 0, lo: keys.keyLo[number] ?? 0 });
  }
}

const isEntity = (text: string): text is 'account' | 'group' | 'membership' | 'grant' | 'entitlement' =>
  ['account', 'group', 'membership', 'grant', 'entitlement'].includes(text);
