import { expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { listenFor, openDatabase } from './index.ts';

const test = useDatabase();
const longMs = 600_000;

it('comes back when the connection that listens is cut, and hears what is told from then on', async () => {
  const database = openDatabase({
    url: test.urlAs('server'),
    applicationName: 'test-wake',
    maxConnections: 3,
  });
  const stop = new AbortController();
  const wake = listenFor(database, 'review_ending', stop.signal);
  try {
    expect(await wake.next(0)).toBe(false);

    const cut = wake.next(longMs);
    const ended = await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'test-wake' and pid <> pg_backend_pid() and query like 'listen%'`,
    );
    expect(ended).toHaveLength(1);
    expect(await cut).toBe(true);

    // it listens anew here, and says at once that something may have been missed
    expect(await wake.next(longMs)).toBe(true);

    const told = wake.next(longMs);
    await database.query('notify review_ending');
    expect(await told).toBe(true);
  } finally {
    stop.abort();
    await wake.close();
    await database.close();
  }
});
