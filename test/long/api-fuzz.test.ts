import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/api/routes/index.ts';
import { useDatabase } from '../support/database.ts';
import { fuzzRoute } from '../support/fuzz-routes.ts';
import { openFuzzedServer, type FuzzedServer } from '../support/fuzzed-server.ts';

const database = useDatabase();
let server: FuzzedServer;
beforeAll(async () => {
  server = await openFuzzedServer(database);
});
afterAll(() => server.close());

describe('whatever is sent to a route', () => {
  it.each(routes.map((route) => [route.name, route] as const))(
    '%s answers it without a server error, and a refusal leaves every row as it was',
    async (_name, route) => {
      await fuzzRoute(route, server, 25);
      expect(server.bugs()).toEqual([]);
    },
  );
});

describe('what no route takes', () => {
  it('is refused before it is read: a body without end', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const huge = Buffer.alloc(48 << 20, 0x20);
    for (const path of ['/v1/sources', '/v1/requests', '/v1/decisions/batch']) {
      const answered = await server.send({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json' },
        body: huge,
      });
      expect(answered === undefined || answered.status === 413).toBe(true);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * huge.byteLength);
    expect(server.bugs()).toEqual([]);
  });

  it('is refused before it is read: headers without end', async () => {
    const answered = await server.send({
      method: 'GET',
      path: '/v1/status',
      headers: { x: 'y'.repeat(100_000) },
    });
    expect(answered === undefined || answered.status === 431).toBe(true);
  });
});
