import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { readFolder } from '../../test/support/read-csv-folder.ts';
import { addSource } from '../estate/index.ts';
import { instantOf, isSourceId, must } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { findPeople } from './people-search.ts';

const test = useDatabase();
let database: Database;

beforeAll(async () => {
  database = openDatabase({ url: test.urlAs('server'), applicationName: 'test' });
  const id = must(isSourceId, 'hr');
  await addSource(database, { id, connector: 'csv', config: {}, at: instantOf(0) });
  await readFolder(database, id, join(import.meta.dirname, '../../fixtures/acme/hr'), { skips: false });
});
afterAll(() => database.close());

async function namesFor(text: string): Promise<readonly string[]> {
  const found = await findPeople({ database }, { text });
  return found.ok ? found.value.items.map(({ name }) => name) : [];
}

it('finds people by the beginning of a word of their name or of their address, whatever the case', async () => {
  for (const text of ['dana', 'REYES', 'Dana R', 'dana.reyes@'])
    expect([text, await namesFor(text)]).toEqual([text, ['Dana Reyes']]);
  expect(await namesFor('eyes')).toEqual([]);
});

it('names nobody who left, and takes no character for another', async () => {
  expect(await namesFor('Priya Nair')).toEqual([]);
  for (const text of ['%', '_ana', "' or '1'='1", '\\', '.*']) expect(await namesFor(text)).toEqual([]);
});

it('names at most twenty', async () => {
  const [row] = await database.query<{ n: number }>('select count(*)::int as n from estate.persons');
  expect(row?.n).toBeGreaterThan(20);
  expect((await namesFor(' ')).length).toBeLessThanOrEqual(20);
});
