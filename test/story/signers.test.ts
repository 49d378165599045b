import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useInstallation } from '../support/installation.ts';

/** Somebody's own company instead of the demo: sources come and go, signers are enrolled with keys of ssh-keygen. */
const own = useInstallation();
const hr = join(import.meta.dirname, '../../fixtures/acme/hr');
beforeAll(async () => {
  await own.start('--source', `hr:csv=${hr}`);
});

interface SignersSaid {
  readonly items: readonly { readonly person: string; readonly keyFingerprint: string }[];
  readonly demo: boolean;
  readonly problems: readonly string[];
}
const signers = (): Promise<SignersSaid> => own.ask<SignersSaid>('signers');

describe('a source', () => {
  test('is removed, is not read any more, and can be added again', async () => {
    await own.ask('source', 'remove', 'hr');
    expect(await own.refused('source', 'read', 'hr')).toMatchObject({ code: 'not_found' });
    await own.ask('source', 'add', `hr:csv=${hr}`);
    expect(await own.ask('source', 'read', 'hr')).toMatchObject({
      read: { counts: { person: { added: 60, closed: 0 } } },
    });
  });
});

describe.skipIf(spawnSync('ssh-keygen', ['-?']).error !== undefined)('a signer (needs ssh-keygen)', () => {
  const key = (name: string): string => join(own.folder, name);
  const enrol = (name: string, role: string, ...by: readonly string[]): readonly string[] => [
    'signers',
    'enrol',
    '--public-key',
    `${key(name)}.pub`,
    '--role',
    role,
    ...by.flatMap((each) => ['--key', key(each)]),
  ];

  test('begins the ledger, enrols others, and from three on needs two that do not depend on each other; what would not hold is not recorded', async () => {
    for (const name of ['alice', 'bob', 'carol', 'dave'])
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', key(name)]);
    await own.ask('signers', 'bootstrap', '--key', key('alice'));
    expect(await own.refused(...enrol('bob', 'reviewer', 'alice'), '--person', 'hr/E9999')).toMatchObject({
      code: 'not_found',
    });
    expect(await own.refused(...enrol('bob', 'reviewer', 'alice'), '--person', 'hr/E1033')).toMatchObject({
      code: 'policy_denied',
      message: expect.stringContaining('`hr` says that Priya Nair has left'),
    });
    await own.ask(...enrol('bob', 'reviewer', 'alice'), '--person', 'hr/E1006');
    expect(await own.refused(...enrol('carol', 'wizard', 'alice'))).toMatchObject({
      status: 2,
      code: 'input_invalid',
    });
    await own.ask(...enrol('carol', 'reviewer', 'alice'));
    expect(await own.refused(...enrol('dave', 'reviewer', 'alice'))).toMatchObject({ status: 1 });
    expect(await own.refused(...enrol('dave', 'reviewer', 'alice', 'bob'))).toMatchObject({ status: 1 });
    await own.ask(...enrol('dave', 'reviewer', 'bob', 'carol'));
    const { items, demo, problems } = await signers();
    expect({ signers: items.length, demo, problems }).toEqual({ signers: 4, demo: false, problems: [] });
    expect(await own.ask('ledger', 'verify')).toMatchObject({ authenticity: { holds: true } });
  });

  test('has their key replaced by another, by their own signature', async () => {
    const spare = key('spare');
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', spare]);
    const before = await signers();
    const carol = before.items[2]?.keyFingerprint ?? '';
    const replace = ['signers', 'replace', '--fingerprint', carol, '--public-key', `${spare}.pub`, '--key'];
    expect(await own.refused(...replace, key('alice'))).toMatchObject({ status: 1 });
    await own.ask(...replace, key('carol'));
    const { items, problems } = await signers();
    expect(problems).toEqual([]);
    expect(items.at(-1)).toMatchObject({ person: items[2]?.person, roles: ['reviewer'], until: null });
    expect(items[2]).toMatchObject({ keyFingerprint: carol, until: expect.any(String) });
    expect(await own.refused(...replace, key('carol'))).toMatchObject({ status: 2 });
  });

  test('is listed for ssh-keygen with the key it was enrolled with', async () => {
    const { out } = await own.run('signers', '--allowed-signers');
    const [type, text] = readFileSync(`${key('alice')}.pub`, 'utf8').split(' ');
    expect(out).toContain(` namespaces="countersign" ${type} ${text}\n`);
  });
});
