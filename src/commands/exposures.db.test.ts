import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { openSigningWorld } from '../../test/support/signing-world.ts';
import { byRank, listFindings } from '../detection/index.ts';
import type { Finding, Result } from '../model/index.ts';
import { blastRadius } from './escalation.ts';
import { evaluateFindings } from './findings.ts';
import { readSource } from './read-source.ts';
import { addSourceAt, remove } from './sources.ts';
import type { System } from './system.ts';

const test = useDatabase();
const top = mkdtempSync(join(tmpdir(), 'countersign-exposures-'));
afterAll(() => rmSync(top, { recursive: true }));
let system: System;
let pass: (seconds: number) => void;

const keyId = ['AKIA', '7QPL3XMTEXVGWBZZ'].join('');
const secret = 'canary-secret-of-the-billing-robot';
const mapping = `version: 1
files:
  - file: keys.csv
    record: account
    columns: { key: login, state: in use }
    values: { state: { "yes": active, "no": disabled } }
    constants: { kind: service_account }
  - file: keys.csv
    record: credential
    columns: { accountKey: login, secret: secret, publicId: id, state: state }
    constants: { credential: access_key }
  - file: owners.csv
    record: ownership
    columns: { subjectKey: login, ownerRef: owner }
`;
const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(top, folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(top, folder, name), content);
};
const keys = (robotState: string): void =>
  write('crm', {
    'mapping.yaml': mapping,
    'keys.csv': `login,in use,secret,id,state\nrobot,yes,${secret},,${robotState}\ndeployer,yes,,${keyId},active\n`,
    'owners.csv': 'login,owner\nrobot,dana@acme.example\n',
  });
const leak = (File: string, Secret: string, RuleID = 'github-pat'): object => ({
  RuleID,
  File,
  Secret,
  StartLine: 3,
  Commit: 'c0ffee',
  Email: 'lee@acme.example',
});
const leaks = (found: readonly object[]): void =>
  write('reports', { 'acme__web.gitleaks.json': JSON.stringify(found) });

const given = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
};
async function read(id: string): Promise<void> {
  given(await readSource(system, id, () => undefined, new AbortController().signal));
  await evaluateFindings(system, []);
}
/** What is open of the two rules about exposures: rule, account and subject. */
async function open(): Promise<readonly Finding[]> {
  const { items } = await listFindings(system.database, { limit: 100, now: system.clock.now() });
  return items.map(({ finding }) => finding).filter(({ ruleId }) => ruleId.startsWith('exposed-credential'));
}
/** Whether an answer about what the key opens says that nobody knows whose it is. */
const isOfNobody = async (): Promise<boolean> => {
  const { notRead } = given(await blastRadius(system, { of: keyId, limit: 5 }));
  return notRead.some(({ source, what }) => source === 'leaks' && what.startsWith('whose credential'));
};
const titles = async (): Promise<readonly string[]> => (await open()).map(({ title }) => title).toSorted();

beforeAll(() => {
  const world = openSigningWorld(test.urlAs);
  pass = (seconds) => world.pass(seconds);
  system = {
    ...world.system,
    fingerprint: (text) => createHash('sha256').update(`key ${text}`).digest('hex'),
  };
  keys('active');
  leaks([
    leak('a.env', secret),
    leak('b.tf', keyId, 'aws-access-token'),
    leak('c.sh', 'canary-of-nobody-known'),
  ]);
  return () => world.close();
});

// One story in its order.
describe('a secret that a scanner found', () => {
  it('belongs to nobody known while no source shows the account that it is of', async () => {
    given(
      await addSourceAt(system, {
        id: 'leaks',
        connector: 'secrets',
        location: join(top, 'reports'),
        from: 'owner',
      }),
    );
    await read('leaks');
    expect(await isOfNobody()).toBe(true);
    expect(await titles()).toEqual([
      'A secret (gitleaks: github-pat) in acme/web a.env:3 belongs to no account that is known here',
      'A secret (gitleaks: github-pat) in acme/web c.sh:3 belongs to no account that is known here',
      `${keyId} in acme/web b.tf:3 belongs to no account that is known here`,
    ]);
  });

  it('is told at the account that it is of once that is read, by secret or by id, with the place as evidence', async () => {
    given(
      await addSourceAt(system, { id: 'crm', connector: 'csv', location: join(top, 'crm'), from: 'owner' }),
    );
    await read('crm');
    expect(await isOfNobody()).toBe(false);
    expect(await titles()).toEqual([
      'A secret (gitleaks: github-pat) in acme/web c.sh:3 belongs to no account that is known here',
      `${keyId} of deployer is exposed and nobody owns deployer`,
      `${keyId} of deployer lies in acme/web b.tf:3`,
      'robot#access_key of robot lies in acme/web a.env:3',
    ]);
    const robot = (await open()).find(({ title }) => title.startsWith('robot'));
    expect(robot?.evidence.facts.find(({ predicate }) => predicate === 'lies in')).toMatchObject({
      source: 'leaks',
      value: ['acme/web a.env:3', 'gitleaks: github-pat', 'commit c0ffee', 'lee@acme.example'],
    });
    expect(robot).toMatchObject({ severity: 'medium', subject: { source: 'crm', key: 'robot#access_key' } });
  });

  it('ranks before what nobody tried and nobody knows', async () => {
    const ranked = [...(await open())].sort(byRank);
    expect(ranked[0]?.ruleId).toBe('exposed-credential-active');
    expect(ranked.at(-1)?.title).toContain('c.sh:3');
  });

  it('is closed when its key is off, and told again when it is on', async () => {
    keys('inactive');
    await read('crm');
    expect((await titles()).filter((title) => title.startsWith('robot'))).toEqual([]);
    keys('active');
    await read('crm');
    expect((await titles()).filter((title) => title.startsWith('robot'))).toHaveLength(1);
  });

  it('is gone from the account when the scanner no longer finds it', async () => {
    leaks([leak('c.sh', 'canary-of-nobody-known')]);
    await read('leaks');
    expect(await titles()).toEqual([
      'A secret (gitleaks: github-pat) in acme/web c.sh:3 belongs to no account that is known here',
    ]);
  });

  it('is told of nobody again when the source of its account is removed', async () => {
    leaks([leak('a.env', secret)]);
    await read('leaks');
    expect(await titles()).toEqual(['robot#access_key of robot lies in acme/web a.env:3']);
    const then = system.clock.now();
    pass(60);
    given(await remove(system, 'crm'));
    // whoever has it from then on has what it opened then
    expect(await blastRadius(system, { of: keyId, limit: 5 })).toMatchObject({ code: 'not_found' });
    expect(given(await blastRadius(system, { of: keyId, limit: 5, at: then }))).toMatchObject({
      credentials: [{ credential: { source: 'crm' }, account: { name: 'deployer' }, by: 'name' }],
    });
    await evaluateFindings(system, []);
    expect(await titles()).toEqual([
      'A secret (gitleaks: github-pat) in acme/web a.env:3 belongs to no account that is known here',
    ]);
  });

  it('is stored nowhere', async () => {
    const tables = await test.db.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const [row] = await test.db.query<{ there: boolean }>(
        `select exists (select from ${name} t where t::text ~ 'canary|63616e617279') as there`,
      );
      expect([name, row?.there]).toEqual([name, false]);
    }
  });
});
