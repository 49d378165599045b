import { csv } from '../../src/connectors/csv/index.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { importRead } from '../../src/estate/index.ts';
import { instantOf, type SourceId } from '../../src/model/index.ts';
import type { Database } from '../../src/platform/store/index.ts';

const rereadKey = new Uint8Array(32).fill(9);
const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));

/** Reads a folder through the kit into a source, as a server does; answers how many items were skipped. */
export async function readFolder(
  database: Database,
  source: SourceId,
  path: string,
  how: { readonly skips: boolean },
): Promise<number> {
  const result = await importRead({
    database,
    source,
    startedAt: at,
    now: () => at,
    ...(how.skips ? { itemKey: rereadKey } : {}),
    pages: (memory) =>
      readSource(
        csv,
        {
          config: { path },
          now: at,
          signal: new AbortController().signal,
          fingerprint: () => '',
          secret: async () => '',
        },
        { items: { key: rereadKey, program: 'this', memory } },
      ).pages,
  });
  if (!result.ok) throw new Error(result.message);
  return result.value.itemsSkipped;
}
