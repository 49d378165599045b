import type { DataClass, Environment, EstateRef, Tier } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { int8Text, loadHashers } from '../tables/keyed-hash.ts';

/** A value and the resource whose record said it: the resource itself or one that contains it. */
export interface Sourced<T> {
  readonly value: T;
  readonly from: EstateRef;
}

/** Absent: neither the resource nor anything above it says; unknown, which counts as the highest where it is compared. */
export interface ResourceView {
  readonly ref: EstateRef;
  readonly kind: string;
  readonly environment?: Sourced<Environment>;
  readonly dataClass?: Sourced<DataClass>;
  readonly tier?: Sourced<Tier>;
}

const deepest = 20;

/** The resource that an entitlement is a right on; undefined when the source names none (a pattern over many). */
export async function resourceOf(
  db: Queryable,
  entitlement: Pick<EstateRef, 'source' | 'key'>,
): Promise<ResourceView | undefined> {
  const { key } = await loadHashers(db);
  const find = async (table: 'entitlements' | 'resources', wanted: string): Promise<Row | undefined> => {
    const own =
      table === 'entitlements'
        ? `t.resource_key as parent_key, '' as name, '' as kind, null as environment, null as data_class, null as tier`
        : 't.parent_key, t.name, t.kind, t.environment, t.data_class, t.tier';
    const [row] = await db.query<Row>(
      `select t.key, ${own} from estate.${table} t join sources.source s on s.no = t.source_no
        where s.id = $1 and t.key_hash = $2 and t.valid_to_read is null`,
      [entitlement.source, int8Text(key(wanted))],
    );
    return row;
  };
  const right = await find('entitlements', entitlement.key);
  const chain: Row[] = [];
  for (let next = right?.parent_key ?? null; next !== null && chain.length < deepest;) {
    const row = await find('resources', next);
    if (row === undefined || chain.some(({ key: seen }) => seen === row.key)) break;
    chain.push(row);
    next = row.parent_key;
  }
  const [resource] = chain;
  if (resource === undefined) return undefined;
  const refOf = (row: Row): EstateRef => ({
    entity: 'resource',
    source: entitlement.source,
    key: row.key,
    name: row.name,
  });
  const first = <T>(pick: (row: Row) => T | null): Sourced<T> | undefined => {
    for (const row of chain) {
      const value = pick(row);
      if (value !== null) return { value, from: refOf(row) };
    }
    return undefined;
  };
  const environment = first((row) => row.environment);
  const dataClass = first((row) => row.data_class);
  const tier = first((row) => row.tier);
  return {
    ref: refOf(resource),
    kind: resource.kind,
    ...(environment === undefined ? {} : { environment }),
    ...(dataClass === undefined ? {} : { dataClass }),
    ...(tier === undefined ? {} : { tier }),
  };
}

interface Row {
  readonly key: string;
  readonly parent_key: string | null;
  readonly name: string;
  readonly kind: string;
  readonly environment: Environment | null;
  readonly data_class: DataClass | null;
  readonly tier: Tier | null;
}
