import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VerificationReport } from '../../src/ledger/index.ts';
import {
  Installation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
} from '../support/installation.ts';
import { runSql, startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { makeSecurityKey, newSecurityKey, whyNoSecurityKey } from '../support/security-key.ts';

/**
 * A real ledger (no demo) whose people sign with `sk-…` keys of the real ssh-keygen. The security key behind it is software
 * of this test: what it proves is our reading of OpenSSH's keys, not that anybody touched anything.
 */
const folder = mkdtempSync(join(tmpdir(), 'countersign-sk-story-'));
const securityKey = makeSecurityKey(folder);
const why = whyNoSecurityKey(securityKey, folder);
if (why !== undefined) process.stderr.write(`security-key-story: not tested, since ${why}.\n`);

/** Of each command; tests change it. */
const env: Record<string, string> = { WRITER: 'none is asked for' };
const hr = join(import.meta.dirname, '../../fixtures/acme/hr');
let server: TestPostgres;
let own: Installation;
const people = { one: 'E1002', two: 'E1006', three: 'E1003', four: 'E1004' } as const;
const key = (name: keyof typeof people): string => join(own.folder, name);
const target = (user: string): string =>
  `postgres://${user}@/app?host=${encodeURIComponent(server.socketFolder)}`;

describe.skipIf(why !== undefined)('a ledger of people with security keys', () => {
  let asked: string;
  let plan: string;

  beforeAll(async () => {
    if (typeof securityKey === 'string') throw new Error(securityKey);
    server = await startTestPostgres();
    await runSql(server.url('postgres'), 'create database app');
    await runSql(server.url('app'), 'create role reader login; create role writer login createrole');
    Object.assign(env, securityKey.env);
    own = new Installation({ env });
    for (const [name, type] of [
      ['one', 'ed25519-sk'],
      ['two', 'ecdsa-sk'],
      ['three', 'ed25519-sk'],
      ['four', 'ecdsa-sk'],
    ] as const)
      expect(newSecurityKey(securityKey, type, key(name)).status).toBe(0);
    await own.start('--source', `hr:csv=${hr}`, '--source', `postgres=${target('reader')}`);
  });
  afterAll(async () => {
    await own?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('begins with one, who enrols two others, with whom they enrol a fourth; each at the passkey level', async () => {
    const first = ['--key', key('one')] as const;
    const roles = ['--role', 'administrator', '--role', 'governor', '--role', 'security'] as const;
    await own.ask('signers', 'bootstrap', ...first, '--person', `hr/${people.one}`, ...roles);
    const enrol = (name: keyof typeof people, role: string): readonly string[] => [
      'signers',
      'enrol',
      '--public-key',
      key(name),
      '--person',
      `hr/${people[name]}`,
      '--role',
      role,
    ];
    await own.ask(...enrol('two', 'resource_owner'), ...first);
    await own.ask(...enrol('three', 'reviewer'), ...first);
    // two vouch for them, and the first, who governs, gives a role that neither of the two holds
    const all = [key('one'), key('two'), key('three')].flatMap((file) => ['--key', file]);
    await own.ask(...enrol('four', 'requester'), ...all);
    const { items } = await own.ask<{ items: { assurance: string; publicKey: string }[] }>('signers');
    expect(items.map(({ assurance, publicKey }) => [assurance, publicKey.split(' ')[0]])).toEqual([
      ['passkey', 'sk-ssh-ed25519@openssh.com'],
      ['passkey', 'sk-ecdsa-sha2-nistp256@openssh.com'],
      ['passkey', 'sk-ssh-ed25519@openssh.com'],
      ['passkey', 'sk-ecdsa-sha2-nistp256@openssh.com'],
    ]);
  });

  /** Files the creation of an account, asked for by the fourth. */
  const file = async (account: string): Promise<string> => {
    const until = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const change = {
      type: 'account.create',
      source: 'postgres',
      accountKey: `role/${account}`,
      validUntil: `${until}T00:00:00.000Z`,
    };
    const words = ['propose', '--change', JSON.stringify(change), '--purpose', 'audit', '--key', key('four')];
    return (await own.ask<FiledSaid>(...words)).proposal;
  };

  /** The second signs, with an authenticator that behaves so. */
  const sign = async (
    proposal: string,
    behaviour: Readonly<Record<string, string>>,
  ): Promise<DecisionSaid> => {
    Object.assign(env, behaviour);
    try {
      return await own.ask<DecisionSaid>('decide', proposal, '--approve', '--key', key('two'));
    } finally {
      for (const name of Object.keys(behaviour)) delete env[name];
    }
  };

  test('refuses a touch that did not verify its user and a wrong PIN, and records neither', async () => {
    asked = await file('temp_audit');
    const signatures = async (): Promise<unknown> =>
      (await own.ask<VerificationReport>('ledger', 'verify')).signaturesByKind.byPasskey;
    const before = await signatures();
    await expect(sign(asked, { SK_TEST_NOT_VERIFIED: '1' })).rejects.toThrow(
      /"signature_invalid".*did not verify who touched it/,
    );
    await expect(sign(asked, { SK_TEST_PIN: '000000' })).rejects.toThrow('"signature_invalid"');
    expect(await signatures()).toBe(before);
  });

  test('takes the answer of the same key to the same case once it verified its user', async () => {
    const { verdict, plan: made = 'none' } = await sign(asked, {});
    expect(verdict).toMatchObject({ outcome: 'permit' });
    plan = made;
  });

  test('has it carried out, undone and proven', async () => {
    await own.ask('source', 'writer', 'postgres', '--url', target('writer'), '--password-from', 'env:WRITER');
    await own.stop();
    await own.start();
    const { execution, outcome } = await own.ask<ExecutionSaid>('execute', plan);
    expect(outcome).toBe('done');
    expect(await own.ask('reverse', execution, '--key', key('two'))).toMatchObject({ outcome: 'done' });
    expect(await own.ask('ledger', 'verify')).toMatchObject({ authenticity: { holds: true } });
  });
});
