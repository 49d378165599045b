import { expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { openDatabase } from './index.ts';

const test = useDatabase();

it('lets work that holds a connection take another, however many do so at once', async () => {
  const database = openDatabase({ url: test.urlAs('server'), applicationName: 'test', maxConnections: 2 });
  let holding = 0;
  const bothHold = Promise.withResolvers<void>();
  const ask = async (n: number): Promise<number> =>
    database.transaction(async () => {
      if (++holding === 2) bothHold.resolve();
      await bothHold.promise;
      const [row] = await database.query<{ n: number }>('select $1::int as n', [n]);
      return database.transaction(async (inner) => {
        await database.query('select 1');
        const [again] = await inner.query<{ n: number }>('select $1::int as n', [row?.n ?? 0]);
        return again?.n ?? 0;
      });
    });
  const asked = Array.from({ length: 20 }, (_, n) => n);
  expect(await Promise.all(asked.map(ask))).toEqual(asked);
  await database.close();
});

it('rolls back what threw within it, and says that transactions are nested too deeply', async () => {
  const database = openDatabase({ url: test.urlAs('server'), applicationName: 'test', maxConnections: 1 });
  const nested = (depth: number): Promise<number> =>
    database.transaction(async (tx) => {
      const rows = await tx.query('select 1');
      return depth === 0 ? rows.length : nested(depth - 1);
    });
  expect(await nested(3)).toBe(1);
  await expect(nested(4)).rejects.toThrow('4 deep');
  await database.close();
});

it('answers what is asked apart while transactions hold every connection', async () => {
  const database = openDatabase({ url: test.urlAs('server'), applicationName: 'test', maxConnections: 2 });
  const asked = database.query('select pg_sleep(0)').then(() => database.apart.query('select 1 as n'));
  const held = [1, 2, 3].map(() => database.transaction(async () => (await asked).length));
  expect(await Promise.all(held)).toEqual([1, 1, 1]);
  const rows = await database.transaction(() => database.transaction(() => database.apart.query('select 1')));
  expect(rows).toHaveLength(1);
  await database.close();
});
