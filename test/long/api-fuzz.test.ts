import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../src/api/routes/index.ts';
import { useDatabase } from '../support/database.ts';
import { fuzzRoute } from '../support/fuzz-routes.ts';
import { openFuzzedServer, type FuzzedServer } from '../support/fuzzed-server.ts';

/** As in `test/integration/api-fuzz.test.ts`, and for long enough that what piles up would be seen. */
const runs = Number(process.env['COUNTERSIGN_FUZZ_RUNS'] ?? '400');
const database = useDatabase();
let server: FuzzedServer;
beforeAll(async () => {
  server = await openFuzzedServer(database);
});
afterAll(() => server.close());

it.each(routes.map((route) => [route.name, route] as const))(
  `%s takes ${runs} requests of all kinds without a server error or half a write`,
  (_name, route) => fuzzRoute(route, server, runs),
);

it('keeps nothing of it in memory', async () => {
  const send = async (): Promise<number> => {
    for (let n = 0; n < 300; n++)
      await server.send({
        method: 'POST',
        path: '/v1/requests/statement',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ purpose: 'x'.repeat(1_000_000) }),
      });
    return process.memoryUsage().rss / 1e6;
  };
  await send();
  const [first, second] = [await send(), await send()];
  expect(second - first).toBeLessThan(150);
});
