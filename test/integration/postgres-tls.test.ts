import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgres } from '../../src/connectors/postgres/index.ts';
import { withCatalog } from '../../src/connectors/postgres/session.ts';
import { openPostgresWriter } from '../../src/connectors/postgres/write.ts';
import { Fault, isSourceId, must } from '../../src/model/index.ts';
import { openDatabase } from '../../src/platform/store/index.ts';
import { runSql } from '../support/postgres.ts';
import {
  hasOpenssl,
  makeAuthority,
  startTcpPostgres,
  type Authority,
  type TcpPostgres,
} from '../support/tls-postgres.ts';

if (!hasOpenssl)
  process.stderr.write('postgres-tls: `openssl` is missing; TLS to PostgreSQL is not tested.\n');

const password = 'canary-pass-word';
const folder = mkdtempSync(join(tmpdir(), 'countersign-tls-'));
let authority: Authority;
let other: Authority;
let secured: TcpPostgres;
let open: TcpPostgres;

beforeAll(async () => {
  if (!hasOpenssl) return;
  authority = makeAuthority(folder, 'ours');
  other = makeAuthority(folder, 'other');
  const tls = authority.issue('db', ['DNS:localhost', 'IP:127.0.0.2']);
  secured = await startTcpPostgres({ tls });
  open = await startTcpPostgres();
  for (const server of [secured, open])
    await runSql(server.url('postgres'), `create role app login password '${password}'`);
});
afterAll(async () => {
  await secured?.stop();
  await open?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Each way from us to a PostgreSQL; answers what refused it, or undefined. `url` is without a password. */
const ways: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  reader: (url) =>
    faultOf(async () => {
      const { signal } = new AbortController();
      const session = withCatalog(
        postgres.locate(url),
        async () => password,
        signal,
        async function* () {
          yield 'connected';
        },
      );
      for await (const said of session) expect(said).toBe('connected');
    }),
  writer: (url) =>
    faultOf(async () => {
      const writer = openPostgresWriter({ url, password, execution: 'ent_0' });
      const source = must(isSourceId, 'target');
      try {
        await writer.observe({ type: 'account.enable', source, accountKey: 'role/app' });
      } finally {
        await writer.close();
      }
    }),
  'our own database': (url) =>
    faultOf(async () => {
      const database = openDatabase({ url, password, applicationName: 'test' });
      try {
        await database.query('select 1');
      } finally {
        await database.close();
      }
    }),
};

async function faultOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

const refused = (text: RegExp): object => ({
  code: expect.stringMatching(/_unreachable$/),
  message: expect.stringMatching(text),
  next: expect.stringMatching(/\S+ \S+/),
});
const withCa = (file: string): string => `sslrootcert=${encodeURIComponent(file)}`;
const at = (server: TcpPostgres, host: string, settings = ''): string =>
  `postgres://app@${host}:${server.port}/postgres${settings === '' ? '' : `?${settings}`}`;

describe.skipIf(!hasOpenssl).each(Object.entries(ways))('TLS of the %s', (_, way) => {
  it('is had with the authority that the URL names, by host name and by address', async () => {
    expect(await way(at(secured, 'localhost', withCa(authority.file)))).toBeUndefined();
    expect(await way(at(secured, '127.0.0.2', withCa(authority.file)))).toBeUndefined();
  });

  it('is refused when the certificate is for another host', async () => {
    const error = await way(at(secured, '127.0.0.3', withCa(authority.file)));
    expect(error).toMatchObject(refused(/certificate for another host name/));
  });

  it('is refused when no authority, or another one, stands behind the certificate', async () => {
    for (const settings of ['', 'sslmode=verify-full', withCa(other.file)])
      expect(await way(at(secured, '127.0.0.2', settings))).toMatchObject(
        refused(/authority that is not trusted here/),
      );
  });

  it('is refused when the server has none, unless the URL says that the clear will do', async () => {
    expect(await way(at(open, '127.0.0.2'))).toMatchObject(refused(/offers no TLS/));
    expect(await way(at(open, 'localhost', 'sslmode=verify-full'))).toMatchObject(refused(/offers no TLS/));
    expect(await way(at(open, '127.0.0.2', 'sslmode=no-verify'))).toMatchObject(refused(/offers no TLS/));
    expect(await way(at(open, '127.0.0.2', 'sslmode=disable'))).toBeUndefined();
    expect(await way(at(open, 'localhost'))).toBeUndefined(); // this machine
  });

  it('only encrypts where the URL asks for no more', async () => {
    expect(await way(at(secured, '127.0.0.3', 'sslmode=no-verify'))).toBeUndefined();
  });

  it('is refused, before anything is sent, when the file of the authority holds no certificate', async () => {
    const empty = join(folder, 'empty.pem');
    writeFileSync(empty, '');
    expect(await way(at(secured, 'localhost', withCa(empty)))).toMatchObject({ code: 'input_invalid' });
  });

  it.each([
    ['that has no TLS and then asks for the password', 'N'],
    ['that asks for the password at once', 'R\0\0\0\u0008\0\0\0\u0003'],
    ['that asks for the password behind its yes to TLS', 'SR\0\0\0\u0008\0\0\0\u0003'],
  ])('gives nothing to a server %s', async (_what, answer) => {
    const thief = await startThief(answer);
    try {
      const error = await way(`postgres://app@127.0.0.2:${thief.port}/postgres`);
      expect(error).toBeInstanceOf(Fault);
      expect(String(error)).not.toContain(password);
      const got = thief.received();
      expect(got.subarray(0, 8).toString('hex')).toBe('0000000804d2162f'); // SSLRequest
      expect(got.subarray(8).toString('latin1')).not.toMatch(/app|postgres|canary/);
    } finally {
      thief.server.close();
    }
  });
});

describe.skipIf(!hasOpenssl)('the session behind TLS', () => {
  it('is what the server calls encrypted', async () => {
    const url = at(secured, 'localhost', withCa(authority.file));
    const database = openDatabase({ url, password, applicationName: 'test' });
    const rows = await database.query('select ssl, version from pg_stat_ssl where pid = pg_backend_pid()');
    await database.close();
    expect(rows).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
  });
});

/** Somebody on the way who would like a password, and keeps all that it gets. */
async function startThief(
  answer: string,
): Promise<{ readonly server: Server; readonly port: number; received(): Buffer }> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (chunks.length === 1) socket.write(Buffer.from(answer, 'latin1'));
    });
    setTimeout(() => socket.destroy(), 500);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.2', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return { server, port: address.port, received: () => Buffer.concat(chunks) };
}
