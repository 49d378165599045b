import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../src/api/client.ts';
import { decisions, executions, signers } from '../../src/api/routes/index.ts';
import { readSoftwareKeyFile, type VerificationReport } from '../../src/ledger/index.ts';
import { socketNote } from '../../src/commands/start/socket-note.ts';
import { isEntryId, isProposalId, must } from '../../src/model/index.ts';
import { authenticator, type Authenticator, type Bent } from '../support/authenticator.ts';
import { Installation, type ExecutionSaid, type FiledSaid, type Said } from '../support/installation.ts';
import { openDatabase } from '../../src/platform/store/index.ts';
import { runSql, startTestPostgres, type TestPostgres } from '../support/postgres.ts';

/**
 * A real ledger whose people sign with passkeys, one of them with an SSH key: a change that needs passkeys is signed,
 * carried out by the enforcer, put back, and all of it verifies offline.
 */
const passwords = { reader: randomUUID(), writer: randomUUID() };
let server: TestPostgres;
let own: Installation;
let socket = '';
const ssh = (): string => join(own.folder, 'id_ed25519');
const url = (user: 'reader' | 'writer', more = ''): string => {
  const host = new URL(server.url('app').replace('postgres@/', 'postgres@x/')).searchParams.get('host') ?? '';
  return `postgres://${user}@/app?host=${encodeURIComponent(host)}${more}`;
};

beforeAll(async () => {
  server = await startTestPostgres();
  await runSql(server.url('postgres'), 'create database app');
  await runSql(
    server.url('app'),
    `create role reader login password '${passwords.reader}' valid until '2100-01-01';
     create role writer login createrole password '${passwords.writer}' valid until '2100-01-01';
     create role analyst login valid until '2100-01-01';
     create table public.salaries (id int);
     alter table public.salaries owner to writer;
     grant select on public.salaries to analyst;
     comment on role analyst is 'kind: service_account';`,
  );
  own = new Installation({ env: { READER: passwords.reader, WRITER: passwords.writer } });
  const source = `postgres=${url('reader', '&passwordFrom=env:READER')}`;
  await own.start('--source', source);
  await own.ask('source', 'writer', 'postgres', '--url', url('writer'), '--password-from', 'env:WRITER');
  await own.stop();
  await own.start();
  socket = readFileSync(socketNote(own.data), 'utf8').trim();
});
afterAll(async () => {
  await own.close();
  await server.stop();
});

const place = { rpId: 'localhost', origin: 'http://localhost:8080' };
const [dana, lee, pat] = [
  authenticator('ES256', place),
  authenticator('EdDSA', place),
  authenticator('RS256', place),
];
const registrationOf = (key: Authenticator) => {
  const { attestationObject, clientDataJSON } = key.register('bm90IGNoZWNrZWQgaGVyZQ');
  return {
    attestationObject: attestationObject.toString('base64url'),
    clientDataJSON: clientDataJSON.toString('base64url'),
  };
};
const done = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string },
): T => {
  if (!result.ok) throw new Error(result.message);
  return result.value;
};
/** Whether the right is there at the target. */
async function mayRead(): Promise<boolean> {
  const database = openDatabase({ url: server.url('app'), applicationName: 'story', maxConnections: 1 });
  try {
    const [row] = await database.query<{ may: boolean }>(
      `select has_table_privilege('analyst', 'public.salaries', 'select') as may`,
    );
    return row?.may === true;
  } finally {
    await database.close();
  }
}

describe('a ledger of passkeys and SSH keys', () => {
  test('is begun by a passkey, which enrols another passkey and an SSH key', async () => {
    const asked = {
      publicKey: dana.line,
      registration: registrationOf(dana),
      roles: ['administrator', 'governor', 'reviewer'],
    };
    const { statement, person } = done(await call(socket, signers.openBootstrap, asked));
    const taken = { ...asked, person, statement, signature: dana.sign(statement) };
    expect(
      await call(socket, signers.bootstrap, { ...taken, signature: dana.sign(statement, { flags: 1 }) }),
    ).toMatchObject({ ok: false });
    done(await call(socket, signers.bootstrap, taken));

    expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', ssh()]).status).toBe(0);
    const [type, data] = readFileSync(`${ssh()}.pub`, 'utf8').split(' ');
    const people = [
      {
        publicKey: lee.line,
        registration: registrationOf(lee),
        roles: ['reviewer', 'resource_owner'],
        assurance: 'passkey' as const,
      },
      { publicKey: `${type} ${data}`, roles: ['reviewer', 'security'], assurance: 'key' as const },
    ];
    for (const [at, each] of people.entries()) {
      const item = { subject: `psn_0000000000000${at}`, ...each };
      const change = { act: 'enrol', keyFingerprint: dana.fingerprint, item } as const;
      const { statement: text } = done(await call(socket, signers.openChange, change));
      const signatures = [dana.sign(text)];
      done(await call(socket, signers.change, { act: 'enrol', statement: text, signatures }));
    }

    // from three on it takes two: a passkey and an SSH key under one statement
    const item = {
      subject: 'psn_00000000000009',
      publicKey: pat.line,
      registration: registrationOf(pat),
      roles: ['reviewer'],
      assurance: 'passkey',
    } as const;
    const change = { act: 'enrol', keyFingerprint: lee.fingerprint, item } as const;
    const { statement: text } = done(await call(socket, signers.openChange, change));
    const enrol = (...signatures: readonly string[]) =>
      call(socket, signers.change, { act: 'enrol', statement: text, signatures: [...signatures] });
    expect(await enrol(lee.sign(text))).toMatchObject({ ok: false, code: 'policy_denied' });
    const key = readSoftwareKeyFile(readFileSync(ssh(), 'utf8'));
    done(await enrol(lee.sign(text), key.sign(text)));
    const { out } = await own.run('signers');
    expect(out).toContain('passkey at http://localhost:8080, on one device, it says; attestation: none');
  });

  test('lists the keys that ssh-keygen knows, and says which it leaves out', async () => {
    const { out }: Said = await own.run('signers', '--allowed-signers');
    const lines = out.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('psn_'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('# left out: passkey SHA256:'))).toHaveLength(3);
  });

  const request = (): Promise<FiledSaid> => {
    const change = {
      type: 'grant.remove',
      source: 'postgres',
      subjectKey: 'role/analyst',
      entitlementKey: 'table/app.public.salaries#SELECT',
    };
    const words = ['--change', JSON.stringify(change), '--purpose', 'nobody needs it', '--key', ssh()];
    return own.ask<FiledSaid>('propose', ...words);
  };
  const open = (proposal: string, keyFingerprint: string) =>
    call(socket, decisions.open, {
      proposal: must(isProposalId, proposal),
      keyFingerprint,
      answer: 'approve',
    });
  const decide = async (proposal: string, key: Authenticator, bent?: Bent) => {
    const { statement } = done(await open(proposal, key.fingerprint));
    return call(socket, decisions.take, { statement, signature: key.sign(statement, bent) });
  };

  test('takes no signature that is not of this person, over this, on this console', async () => {
    const { proposal } = await request();
    for (const bent of [
      { challenge: 'AAAA' },
      { origin: 'http://localhost:8081' },
      { rpId: 'example.org' },
      { type: 'webauthn.create' },
    ])
      expect(await decide(proposal, lee, bent)).toMatchObject({ ok: false, code: 'signature_invalid' });
    const { statement } = done(await open(proposal, lee.fingerprint));
    const take = (signature: string) => call(socket, decisions.take, { statement, signature });
    expect(await take(pat.sign(statement))).toMatchObject({ ok: false, code: 'signer_unknown' });
    expect(await take(lee.sign(`${statement} `))).toMatchObject({ ok: false, code: 'signature_invalid' });
    // nor their own for another case
    const other = done(await open((await request()).proposal, lee.fingerprint));
    expect(await take(lee.sign(other.statement))).toMatchObject({ ok: false, code: 'signature_invalid' });
  });

  test('does not count a touch where policy asks for a passkey', async () => {
    const { proposal } = await request();
    const touched = await decide(proposal, pat, { flags: 1 });
    expect(touched).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(touched).toMatchObject({ message: expect.stringMatching(/did not verify who touched it/) });
    const { plan, missingInWords } = done(await decide(proposal, lee));
    expect([plan, missingInWords]).toEqual([undefined, [expect.stringMatching(/reviewer/)]]);
  });

  test('has a change signed by two passkeys carried out and put back, and proves it offline', async () => {
    const { proposal } = await request();
    expect(done(await decide(proposal, pat)).verdict).toMatchObject({ outcome: 'requestable' });
    const { plan = '' } = done(await decide(proposal, lee));
    const { execution, outcome } = await own.ask<ExecutionSaid>('execute', plan);
    expect([outcome, await mayRead()]).toEqual(['done', false]);

    const asked = { execution: must(isEntryId, execution), reason: 'still needed' };
    const { statement } = done(
      await call(socket, executions.openRestore, { ...asked, keyFingerprint: lee.fingerprint }),
    );
    const restore = (signature: string) => call(socket, executions.restore, { statement, signature });
    expect(await restore(pat.sign(statement))).toMatchObject({ ok: false });
    const back = done(await restore(lee.sign(statement)));
    expect(await own.ask('execute', back.plan)).toMatchObject({ outcome: 'done' });
    expect(await mayRead()).toBe(true);

    const report = await own.ask<VerificationReport>('ledger', 'verify');
    expect([report.integrity, report.completeness, report.authenticity].map((each) => each.holds)).toEqual([
      true,
      true,
      true,
    ]);
    expect(report.executionsChecked).toBe(2);
    expect(report.signaturesByKind).toMatchObject({ byPasskey: 4 });
    expect(report.remarks).toContainEqual(expect.stringMatching(/^3 passkeys/));
  });

  test('carries nothing out on a passkey that was revoked after it signed', async () => {
    const { proposal } = await request();
    done(await decide(proposal, pat));
    const { plan = '' } = done(await decide(proposal, lee));
    const item = { subject: 'psn_00000000000009', fingerprint: pat.fingerprint, reason: 'phone lost' };
    const change = { act: 'revoke', keyFingerprint: pat.fingerprint, item } as const;
    const { statement } = done(await call(socket, signers.openChange, change));
    const signatures = [pat.sign(statement)];
    done(await call(socket, signers.change, { act: 'revoke', statement, signatures }));
    expect(await own.refused('execute', plan)).toMatchObject({
      code: 'signature_invalid',
      message: expect.stringContaining('did not speak for its signer'),
    });
    expect(await mayRead()).toBe(true);
    expect(await own.ask('ledger', 'verify')).toMatchObject({ authenticity: { holds: true } });
  });
});
