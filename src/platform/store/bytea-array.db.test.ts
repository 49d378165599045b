import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { byteaArray } from './bytea-array.ts';

const database = useDatabase();

test('brings every byte to the database, in order, nothing and none included', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 40 }), async (items) => {
      const rows = await database.db.query<{ item: Buffer }>(
        'select item from unnest($1::bytea[]) with ordinality as given (item, n) order by n',
        [byteaArray(items)],
      );
      expect(rows.map((row) => [...row.item])).toEqual(items.map((item) => [...item]));
    }),
    { numRuns: 60 },
  );
});
