import type { Transaction } from '../../platform/store/index.ts';
import type { ResourceIndex } from './graph.ts';

export interface ResourceRow {
  readonly sourceNo: number;
  readonly key: string;
  readonly name: string;
}

/** The resources of one source that `where` selects. */
export async function loadResources(
  tx: Transaction,
  from: { readonly sourceNo: number; readonly where: string },
): Promise<readonly ResourceRow[]> {
  const rows = await tx.query<{ key: string; name: string }>(
    `select key, name from estate.resources where ${from.where} order by key_hash`,
  );
  return rows.map(({ key, name }) => ({ sourceNo: from.sourceNo, key, name }));
}

/** Everything that a resource may be called in a question. */
export function sealResources(rows: readonly ResourceRow[], arnSources: ReadonlySet<number>): ResourceIndex {
  const byName = new Map<string, number[]>();
  for (const [number, { key, name }] of rows.entries())
    for (const called of new Set([key, name, ...readableEnds(key)])) {
      const list = byName.get(called);
      if (list === undefined) byName.set(called, [number]);
      else list.push(number);
    }
  return {
    byName,
    keys: rows.map(({ key }) => key),
    names: rows.map(({ name }) => name),
    sourceNo: rows.map(({ sourceNo }) => sourceNo),
    arnSources,
  };
}

/** `table/app.public.customers` may be called `app.public.customers`, `public.customers` or `customers`. */
function readableEnds(key: string): readonly string[] {
  const slash = key.indexOf('/');
  // only `KIND/NAME`: not a path, not an ARN, not what a cluster calls a subresource
  if (!/^[a-z_-]+\//.test(key) || key.includes('/', slash + 1)) return [];
  const parts = key.slice(slash + 1).split('.');
  return parts.map((_, from) => parts.slice(from).join('.'));
}
