import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  eventually,
  Installation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
  type FindingSaid,
  type StartSaid,
} from '../support/installation.ts';
import { runSql, startTestPostgres, type TestPostgres } from '../support/postgres.ts';

const [readerPassword, writerPassword] = [randomUUID(), randomUUID()];
let server: TestPostgres;
let own: Installation;
let key: string;
let started: StartSaid & { readonly took: number };
const socket = (): string =>
  new URL(server.url('app').replace('postgres@/', 'postgres@x/')).searchParams.get('host') ?? '';
const url = (user: string, more = ''): string =>
  `postgres://${user}@/app?host=${encodeURIComponent(socket())}${more}`;

beforeAll(async () => {
  server = await startTestPostgres();
  await runSql(server.url('postgres'), 'create database app');
  await runSql(
    server.url('app'),
    `create role reader login password '${readerPassword}' valid until '2100-01-01';
     create role writer login createrole password '${writerPassword}' valid until '2100-01-01';
     create role old_job login bypassrls valid until '2100-01-01';
     create role analyst login valid until '2100-01-01';
     create role readers nologin;
     grant readers to writer with admin true;
     grant readers to analyst granted by writer;
     comment on role analyst is 'kind: service_account';`,
  );
  own = new Installation({ env: { READER: readerPassword, WRITER: writerPassword } });
  key = join(own.folder, 'id_ed25519');
  expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]).status).toBe(0);
  started = await own.start(
    '--source',
    `aws=${join(import.meta.dirname, '../../fixtures/acme/aws')}`,
    '--source',
    `postgres=${url('reader', '&passwordFrom=env:READER')}`,
  );
});
afterAll(async () => {
  await own.close();
  await server.stop();
});

const isMember = async (): Promise<boolean> => {
  const client = new pg.Client({ connectionString: server.url('app') });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select from pg_auth_members where roleid = 'readers'::regrole and member = 'analyst'::regrole`,
    );
    return rows.length > 0;
  } finally {
    await client.end();
  }
};

describe('one’s own sources', () => {
  test('are read from the first minute, without Acme, and only observed', async () => {
    expect(started).toMatchObject({ demo: false, observeOnly: true, bootstrapped: false });
    const { items } = await own.ask<{ items: FindingSaid[] }>('findings', '--limit', '100');
    expect(new Set(items.map(({ subject }) => subject.source))).toEqual(new Set(['aws', 'postgres']));
    expect(items.map(({ rule, subject }) => `${rule} ${subject.key}`)).toContain(
      'postgres-power-unexpected role/old_job',
    );
    expect(readdirSync(own.data)).not.toContain('target');
  });

  test('take no password on a command line, and repeat none', async () => {
    for (const words of [
      ['source', 'add', `two:postgres=postgres://reader:${readerPassword}@/app?host=${socket()}`],
      ['source', 'add', `two:postgres=${url('reader')}&password=${readerPassword}`],
      ['source', 'writer', 'postgres', '--url', url('writer'), '--password-from', writerPassword],
    ]) {
      const said = await own.run(...words, '--json');
      expect(said.status).toBe(2);
      expect(said.out + said.err).not.toContain(readerPassword);
      expect(said.out + said.err).not.toContain(writerPassword);
    }
    const kept = spawnSync('grep', ['-rl', readerPassword, own.data], { encoding: 'utf8' });
    expect(kept.stdout).toBe(''); // not even in what is kept: it is sealed there
  });

  test('know no personas', async () => {
    expect(
      await own.refused('decide', 'prp_00000000000000000000000000', '--approve', '--as', 'dana'),
    ).toMatchObject({ status: 1, code: 'demo_only' });
  });
});

describe('a signer of one’s own', () => {
  let plan: string;
  const leave = JSON.stringify({
    type: 'membership.remove',
    source: 'postgres',
    memberKey: 'role/analyst',
    groupKey: 'role/readers',
  });
  const other = (): string => join(own.folder, 'other');
  const third = (): string => join(own.folder, 'third');

  test('enrols first with their own key, then two other people', async () => {
    const before = ['propose', '--change', leave, '--purpose', 'unused', '--key', key] as const;
    expect((await own.refused(...before)).status).toBe(1);
    await own.ask('signers', 'bootstrap', '--key', key, '--role', 'administrator', '--role', 'governor');
    for (const file of [other(), third()]) {
      expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]).status).toBe(0);
      const enrol = ['signers', 'enrol', '--public-key', file, '--key', key] as const;
      await own.ask(...enrol, '--role', 'reviewer', '--role', 'resource_owner');
    }
    const { items } = await own.ask<{ items: { assurance: string }[] }>('signers');
    expect(items.map(({ assurance }) => assurance)).toEqual(['key', 'key', 'key']);
  });

  test('signs what nothing can be changed by yet: the source is observed only', async () => {
    const { proposal } = await own.ask<FiledSaid>(
      'propose',
      '--change',
      leave,
      '--purpose',
      'unused',
      '--key',
      third(),
    );
    // Neither who asked, nor who alone enrolled them: that could be the same hand.
    for (const same of [third(), key])
      expect(await own.refused('decide', proposal, '--approve', '--key', same)).toMatchObject({ status: 1 });
    const decided = await own.ask<DecisionSaid>('decide', proposal, '--approve', '--key', other());
    plan = decided.plan ?? JSON.stringify(decided);
    const refused = await own.refused('execute', plan);
    expect(refused).toMatchObject({ status: 1, code: 'observe_only' });
    expect(refused.next).toContain('countersign source writer postgres');
    expect(await isMember()).toBe(true);
  });

  test('has the same plan carried out once the enforcer holds a write credential', async () => {
    const given = [
      'source',
      'writer',
      'postgres',
      '--url',
      url('writer'),
      '--password-from',
      'env:WRITER',
    ] as const;
    await own.ask(...given);
    await own.stop();
    const again = await own.start();
    expect(again.took).toBeLessThan(30);
    await eventually('the enforcer has said so in the ledger', async () => {
      const { items } = await own.ask<{ items: { source: { id: string }; writable: boolean }[] }>(
        'source',
        'list',
      );
      return items.some(({ source, writable }) => source.id === 'postgres' && writable);
    });
    const { execution, outcome } = await own.ask<ExecutionSaid>('execute', plan);
    expect(outcome).toBe('done');
    expect(await isMember()).toBe(false);
    expect(await own.ask('reverse', execution, '--key', other())).toMatchObject({ outcome: 'done' });
    expect(await isMember()).toBe(true);
    expect((await own.run('ledger', 'verify')).status).toBe(0);
    expect(readFileSync(join(own.data, 'enforcer', 'credentials.json'), 'utf8')).not.toContain(
      writerPassword,
    );
  });
});
