import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Installation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
} from '../support/installation.ts';
import { olderPostgres, type OlderMajor } from '../support/older-postgres.ts';
import { runSql } from '../support/postgres.ts';
import { hasOpenssl, makeAuthority, startTcpPostgres, type TcpPostgres } from '../support/tls-postgres.ts';

/** The product on somebody's own PostgreSQL, reached over verified TLS, with a source and a target reached so too. */
const older = olderPostgres();
const why = older.missing ?? (hasOpenssl ? undefined : '`openssl` is missing');
if (why !== undefined) process.stderr.write(`database-url: not tested, since ${why}.\n`);

const folder = mkdtempSync(join(tmpdir(), 'countersign-dburl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const durable = ['fsync=on', 'full_page_writes=on', 'synchronous_commit=on'];
const [ownPassword, readerPassword, writerPassword] = [randomUUID(), randomUUID(), randomUUID()];

async function startServer(major: OlderMajor): Promise<TcpPostgres & { readonly ca: string }> {
  if (older.missing !== undefined) throw new Error(older.missing);
  const authority = makeAuthority(folder, `ca${major}`);
  const tls = authority.issue('db', ['IP:127.0.0.2']);
  const server = await startTcpPostgres({ native: older.native(major), tls, settings: durable });
  // what docs/how-to/own-sources.md asks for, and nothing more
  await runSql(server.url('postgres'), `create role cs login createrole password '${ownPassword}'`);
  await runSql(server.url('postgres'), 'create database cs owner cs');
  await runSql(server.url('postgres'), 'create database app');
  await runSql(
    server.url('app'),
    `create role reader login password '${readerPassword}' valid until '2100-01-01';
     create role writer login createrole password '${writerPassword}' valid until '2100-01-01';
     create role analyst login valid until '2100-01-01';
     create role readers nologin;
     grant readers to writer with admin option;
     grant readers to analyst${major >= 16 ? ' granted by writer' : ''};
     comment on role analyst is 'kind: service_account';`,
  );
  return { ...server, ca: authority.file };
}

describe.skipIf(why !== undefined).each([15, 17] as const)('on PostgreSQL %i by DATABASE_URL', (major) => {
  let server: TcpPostgres & { readonly ca: string };
  let own: Installation;
  const key = (name: string): string => join(own.folder, name);
  const target = (user: string): string =>
    `postgres://${user}@127.0.0.2:${server.port}/app?sslrootcert=ca.pem`;

  beforeAll(async () => {
    server = await startServer(major);
    own = new Installation({
      database: server.url('cs'),
      env: {
        DATABASE_URL: `postgres://cs:${ownPassword}@127.0.0.2:${server.port}/cs?sslrootcert=ca.pem`,
        READER: readerPassword,
        WRITER: writerPassword,
      },
    });
    copyFileSync(server.ca, join(own.folder, 'ca.pem')); // the URLs name it from where the commands are called
    for (const name of ['one', 'two', 'three'])
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key(name)]);
    await own.start('--source', `postgres=${target('reader')}&passwordFrom=env:READER`);
  });
  afterAll(async () => {
    await own.close();
    await server.stop();
  });

  it('every process comes over TLS as its own role, and no password is kept in the clear', async () => {
    const users = await own.rows<{ usename: string; ssl: boolean }>(
      'postgres',
      `select distinct usename, ssl from pg_stat_activity join pg_stat_ssl using (pid)
       where usename like 'countersign%' order by 1`,
    );
    expect(users).toEqual(
      ['enforcer', 'sequencer', 'server'].map((name) => ({ usename: `countersign_${name}`, ssl: true })),
    );
    for (const password of [ownPassword, readerPassword])
      expect(spawnSync('grep', ['-rl', password, own.data], { encoding: 'utf8' }).stdout).toBe('');
  });

  it('a change is proposed, signed, carried out at a target over TLS, reversed and proven', async () => {
    const [first, second] = [
      ['--key', key('one')],
      ['--key', key('two')],
    ] as const;
    await own.ask('signers', 'bootstrap', ...first);
    for (const name of ['two', 'three'])
      await own.ask(
        'signers',
        'enrol',
        '--public-key',
        key(name),
        ...first,
        '--role',
        'reviewer',
        '--role',
        'resource_owner',
      );
    const change = JSON.stringify({
      type: 'membership.remove',
      source: 'postgres',
      memberKey: 'role/analyst',
      groupKey: 'role/readers',
    });
    const { proposal } = await own.ask<FiledSaid>(
      'propose',
      '--change',
      change,
      '--purpose',
      'unused',
      '--key',
      key('three'),
    );
    const { plan = 'none' } = await own.ask<DecisionSaid>('decide', proposal, '--approve', ...second);
    await own.ask('source', 'writer', 'postgres', '--url', target('writer'), '--password-from', 'env:WRITER');
    rmSync(join(own.folder, 'ca.pem')); // the writer's is kept with its credential
    copyFileSync(server.ca, join(own.folder, 'ca.pem'));
    await own.stop();
    await own.start();
    const { execution, outcome } = await own.ask<ExecutionSaid>('execute', plan);
    expect(outcome).toBe('done');
    const member = `select from pg_auth_members where roleid = 'readers'::regrole and member = 'analyst'::regrole`;
    expect(await own.rows('postgres', member)).toHaveLength(0);
    expect(await own.ask('reverse', execution, ...second)).toMatchObject({ outcome: 'done' });
    expect(await own.rows('postgres', member)).toHaveLength(1);
    expect(await own.ask('ledger', 'verify')).toMatchObject({ authenticity: { holds: true } });
  });
});

describe.skipIf(why !== undefined)('a DATABASE_URL', () => {
  it('of PostgreSQL 14 is refused, and says which is needed', async () => {
    const server = await startServer(14);
    const own = new Installation({
      env: {
        DATABASE_URL: `postgres://cs:${ownPassword}@127.0.0.2:${server.port}/cs?sslrootcert=${server.ca}`,
      },
    });
    const refused = await own.refused('start');
    expect(refused).toMatchObject({
      code: 'database_unsafe',
      message: expect.stringContaining('15 or newer'),
    });
    own.discard();
    await server.stop();
  });

  it('of a server without TLS, or with an unknown authority, is refused without the password', async () => {
    const server = await startServer(17);
    for (const settings of ['', '?sslmode=require']) {
      const own = new Installation({
        env: { DATABASE_URL: `postgres://cs:${ownPassword}@127.0.0.2:${server.port}/cs${settings}` },
      });
      const refused = await own.refused('start');
      expect(refused.message).toMatch(settings === '' ? /authority that is not trusted/ : /sslmode/);
      expect(JSON.stringify(refused)).not.toContain(ownPassword);
      own.discard();
    }
    await server.stop();
  });
});
