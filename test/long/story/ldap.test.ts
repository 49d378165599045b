import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  person,
  personDn,
  readerDn,
  readerPassword,
  sceneAccess,
  sceneLdif,
  suffix,
  writerDn,
  writerPassword,
} from '../../support/directory-scene.ts';
import {
  eventually,
  Installation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
  type FindingSaid,
} from '../../support/installation.ts';
import { noSlapd, removeSlapd, startSlapd, type Slapd } from '../../support/slapd.ts';

const roePassword = 'canary-password-of-roe';
let server: Slapd;
let own: Installation;
const keyOf = (name: string): string => join(own.folder, name);

beforeAll(async () => {
  if (noSlapd !== undefined) return;
  server = await startSlapd({
    suffix,
    database: sceneAccess,
    ldif: [sceneLdif, person('roe', { userPassword: roePassword, employeeNumber: 'E7' })].join('\n'),
  });
  own = new Installation({ env: { READER: readerPassword, WRITER: writerPassword } });
  const hr = join(own.folder, 'hr');
  mkdirSync(hr);
  writeFileSync(
    join(hr, 'people.csv'),
    'id,name,mail,state,left\nE1,Dana,dana@acme.example,active,\nE7,Roe,roe@acme.example,left,2026-01-31\n',
  );
  writeFileSync(
    join(hr, 'mapping.yaml'),
    'version: 1\nfiles:\n  - file: people.csv\n    record: person\n    columns: { key: id, employeeNumber: id, name: name, email: mail, state: state, leftAt: left }\n',
  );
  const url = `ldap://127.0.0.1:${server.port}/${suffix}?user=${readerDn}&passwordFrom=env:READER`;
  await own.start('--source', `hr:csv=${hr}`, '--source', `ldap=${url}`);
  for (const name of ['first', 'second', 'third'])
    expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyOf(name)]).status).toBe(0);
  await own.ask(
    'signers',
    'bootstrap',
    '--key',
    keyOf('first'),
    '--role',
    'administrator',
    '--role',
    'governor',
  );
  for (const name of ['second', 'third'])
    await own.ask(
      'signers',
      'enrol',
      '--public-key',
      keyOf(name),
      '--key',
      keyOf('first'),
      '--role',
      'reviewer',
      '--role',
      'resource_owner',
    );
});
afterAll(async () => {
  if (noSlapd !== undefined) return;
  await own.close();
  await removeSlapd(server);
});

const signsIn = async (): Promise<boolean> => {
  const client = new Client({ url: `ldap://127.0.0.1:${server.port}` });
  try {
    await client.bind(personDn('roe'), roePassword);
    return true;
  } catch {
    return false;
  } finally {
    await client.unbind();
  }
};
interface Who {
  readonly holders: readonly {
    readonly account: { readonly name: string; readonly key: string };
    readonly path: readonly unknown[];
  }[];
}
const members = async (group: string): Promise<readonly string[]> => {
  const { holders } = await own.ask<Who>('who-can', 'member', group);
  return holders.map(({ account }) => account.name).toSorted();
};

describe.skipIf(noSlapd !== undefined)(
  `a directory of one’s own${noSlapd === undefined ? '' : ` (${noSlapd})`}`,
  () => {
    let disabling: ExecutionSaid;

    test('says who is in a group through others, in a circle too', async () => {
      expect(await members('admins')).toEqual(['dana', 'lee']);
      expect(await members('ops')).toEqual(['dana', 'lee']);
      expect(await members('staff')).toEqual(['lee', 'max']);
    });

    test('has a leaver found whom HR and the directory know as one person, and disables nothing before it may', async () => {
      const { items } = await own.ask<{ items: FindingSaid[] }>('findings', '--limit', '100');
      const leaver = items.find(
        ({ rule, subject }) => rule === 'orphan-account-of-leaver' && subject.source === 'ldap',
      );
      const { proposal } = await own.ask<FiledSaid>('propose', leaver?.id ?? 'none');
      const { plan } = await own.ask<DecisionSaid>('decide', proposal, '--approve', '--key', keyOf('second'));
      expect(await own.refused('execute', plan ?? '')).toMatchObject({ code: 'observe_only' });
      expect(await signsIn()).toBe(true);
      const url = `ldap://127.0.0.1:${server.port}/${suffix}?user=${writerDn}&policy=cn=default,ou=policies,${suffix}`;
      for (const wrong of [
        `${url}&password=${writerPassword}`,
        `${url}&passwordFrom=env:WRITER`,
        url.replace('user=', 'policy='),
      ])
        expect(
          (
            await own.run(
              'source',
              'writer',
              'ldap',
              '--url',
              wrong,
              '--password-from',
              'env:WRITER',
              '--json',
            )
          ).status,
        ).toBe(2);
      await own.ask('source', 'writer', 'ldap', '--url', url, '--password-from', 'env:WRITER');
      await own.stop();
      await own.start();
      await eventually('the enforcer has said so in the ledger', async () => {
        const list = await own.ask<{ items: { source: { id: string }; writable: boolean }[] }>(
          'source',
          'list',
        );
        return list.items.some(({ source, writable }) => source.id === 'ldap' && writable);
      });
      disabling = await own.ask<ExecutionSaid>('execute', plan ?? '');
      expect(disabling.outcome).toBe('done');
      expect(await signsIn()).toBe(false);
    });

    test('shows the next read what was done, and comes back as it was', async () => {
      await own.ask('source', 'read', 'ldap');
      const { items } = await own.ask<{ items: FindingSaid[] }>('findings', '--limit', '100');
      expect(
        items.filter(({ rule, subject }) => rule === 'orphan-account-of-leaver' && subject.source === 'ldap'),
      ).toEqual([]);
      expect(await own.ask('reverse', disabling.execution, '--key', keyOf('second'))).toMatchObject({
        outcome: 'done',
      });
      expect(await signsIn()).toBe(true);
    });

    test('has a person asked for out of a group, by its stable name, and put back', async () => {
      const { holders } = await own.ask<Who>('who-can', 'member', 'ops');
      const lee = holders.find(({ account }) => account.name === 'lee')?.account.key ?? '';
      expect(lee).toMatch(/^uuid\//);
      const { rights } = await own.ask<{ rights: { path: { to: { key: string; name: string } }[] }[] }>(
        'what-can',
        `ldap/${lee}`,
      );
      const reached = new Map(rights.flatMap(({ path }) => path.map(({ to }) => [to.name, to.key])));
      const change = JSON.stringify({
        type: 'membership.remove',
        source: 'ldap',
        memberKey: lee,
        groupKey: reached.get('ops'),
      });
      const asked = ['--change', change, '--purpose', 'moved on', '--key', keyOf('third')];
      // how much a group matters nobody has said yet, and unknown counts as high: two people, and passkeys
      const early = await own.ask<FiledSaid>('propose', ...asked);
      expect(
        await own.ask('decide', early.proposal, '--approve', '--key', keyOf('second')),
      ).not.toHaveProperty('plan');
      const register = join(own.folder, 'register');
      mkdirSync(register);
      writeFileSync(
        join(register, 'groups.csv'),
        ['key,tier', ...['ops', 'admins'].map((name) => `${reached.get(name) ?? ''},low`), ''].join('\n'),
      );
      writeFileSync(
        join(register, 'mapping.yaml'),
        'version: 1\nfiles:\n  - { file: groups.csv, record: resource, columns: { key: key, tier: tier }, constants: { kind: registered } }\n',
      );
      await own.ask('source', 'add', `register:csv=${register}`);
      await own.ask('source', 'read', 'register');
      const { proposal } = await own.ask<FiledSaid>('propose', ...asked);
      const { plan } = await own.ask<DecisionSaid>('decide', proposal, '--approve', '--key', keyOf('second'));
      const done = await own.ask<ExecutionSaid>('execute', plan ?? '');
      expect(done.outcome).toBe('done');
      await own.ask('source', 'read', 'ldap');
      expect(await members('admins')).toEqual(['dana']);
      expect(await own.ask('reverse', done.execution, '--key', keyOf('second'))).toMatchObject({
        outcome: 'done',
      });
      await own.ask('source', 'read', 'ldap');
      expect(await members('admins')).toEqual(['dana', 'lee']);
      expect((await own.run('ledger', 'verify')).status).toBe(0);
    });

    test('left no secret of its own anywhere', () => {
      for (const secret of [readerPassword, writerPassword, roePassword])
        expect(spawnSync('grep', ['-rl', secret, own.data], { encoding: 'utf8' }).stdout).toBe('');
    });
  },
);
