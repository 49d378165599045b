// Reads a CSV folder into a source, skipping what it may, again and again: `node reread-child.ts URL SOURCE FOLDER…`. Made to
// be killed. Each folder in turn; says so on standard output before each read.
import { csv } from '../../src/connectors/csv/index.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { importRead } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must, type SourceId } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';

export const rereadKey = new Uint8Array(32).fill(9);
const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));

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

if (import.meta.main) {
  const [url = '', source = '', ...folders] = process.argv.slice(2);
  const database = openDatabase({ url, applicationName: 'reread-child' });
  for (let n = 0; ; n++) {
    process.stdout.write(`${n}\n`);
    await readFolder(database, must(isSourceId, source), folders[n % folders.length] ?? '', { skips: true });
  }
}
