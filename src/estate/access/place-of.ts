import { refuse, type EstateRef, type Result } from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import { loadHashers } from '../tables/keyed-hash.ts';
import type { AccessGraph } from './graph.ts';

type Named = Pick<EstateRef, 'entity' | 'source' | 'key'>;

/** Where an account or group stands in the graph; `node` is -1 when it is not there. */
export async function placeOf(
  database: Database,
  graph: AccessGraph,
  { entity, source, key }: Named,
): Promise<{ readonly sourceNo: number; readonly node: number }> {
  const hash = (await loadHashers(database)).key(key);
  const sourceNo = graph.version.reads.find((read) => read.source === source)?.sourceNo ?? -1;
  const isNode = entity === 'account' || entity === 'group';
  return { sourceNo, node: isNode ? graph.find(sourceNo, entity, hash.hi, hash.lo) : -1 };
}

export const wasNotThere = ({ entity, source, key }: Named): Result<never> =>
  refuse(
    'not_found',
    `Source \`${source}\` had no ${entity} \`${key}\` then.`,
    'Name it by source and key, as `countersign show` prints them.',
  );
