import { expect, test } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { openExternal } from './index.ts';

const database = useDatabase();

test('refuses a real server whose durability is off, saying what to turn on', async () => {
  await expect(
    openExternal({ url: database.urlAs('superuser'), applicationName: 'test' }),
  ).rejects.toMatchObject({
    code: 'database_unsafe',
    message:
      'The database has `fsync`, `full_page_writes`, `synchronous_commit` off: it would lose acknowledged entries when the power fails.',
  });
});

test('says that nobody answers', async () => {
  await expect(
    openExternal({ url: 'postgres://x@/x?host=/nowhere', applicationName: 'test' }),
  ).rejects.toMatchObject({ code: 'database_unreachable' });
});
