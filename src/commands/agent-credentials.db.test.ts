import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFindings } from '../detection/index.ts';
import type { Result } from '../model/index.ts';
import { openSigningWorld } from '../../test/support/signing-world.ts';
import { useDatabase } from '../../test/support/database.ts';
import { evaluateFindings } from './findings.ts';
import { readSource } from './read-source.ts';
import { addSourceAt } from './sources.ts';
import type { System } from './system.ts';

const test = useDatabase();
const top = mkdtempSync(join(tmpdir(), 'countersign-agents-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let system: System;

// put together here, so that no scanner takes this file for what it tests
const secret = ['ghp', '7Zq2Lw9XvTk4Rm8Np5Hd3Js6Bf1Gy0Cu8Aa'].join('_');
const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(top, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(top, folder, name), text);
};
/** A system in which dana has that token, and administers everything or only reads. */
const crm = (administers: boolean): void =>
  write('crm', {
    'mapping.yaml': `version: 1
files:
  - { file: accounts.csv, record: account, columns: { key: login }, constants: { kind: person, state: active } }
  - { file: tokens.csv, record: credential, columns: { accountKey: login, secret: token }, constants: { credential: token, state: active } }
  - { file: rights.csv, record: entitlement, columns: { key: right, action: action, resourcePattern: on } }
  - { file: rights.csv, record: grant, columns: { subjectKey: login, entitlementKey: right } }
`,
    'accounts.csv': 'login\ndana\nlee\n',
    'tokens.csv': `login,token\ndana,${secret}\n`,
    'rights.csv': administers
      ? 'login,right,action,on\ndana,all,*,*\nlee,all,*,*\n'
      : 'login,right,action,on\ndana,look,read,reports\nlee,all,*,*\n',
  });

const given = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
};
async function read(id: string): Promise<void> {
  given(await readSource(system, id, () => undefined, new AbortController().signal));
  await evaluateFindings(system, []);
}
async function add(id: string, connector: string, folder: string): Promise<void> {
  given(await addSourceAt(system, { id, connector, location: join(top, folder), from: 'owner' }));
  await read(id);
}
const titles = async (of = 'agent-'): Promise<readonly string[]> => {
  const { items } = await listFindings(system.database, { limit: 100, now: system.clock.now() });
  return items
    .map(({ finding }) => finding)
    .filter(({ ruleId }) => ruleId.startsWith(of))
    .map(({ title }) => title)
    .toSorted();
};

beforeAll(() => {
  const world = openSigningWorld(test.urlAs);
  system = {
    ...world.system,
    fingerprint: (text) => createHash('sha256').update(`key ${text}`).digest('hex'),
  };
  crm(true);
  const servers = { mcpServers: { gh: { command: 'gh-mcp', env: { GITHUB_TOKEN: secret } } } };
  write('fleet', { '.mcp.json': JSON.stringify(servers) });
  return () => world.close();
});

// One story in its order.
describe('an agent that was given somebody’s token', () => {
  it('is told of once a source shows whose it is, though no scanner found it anywhere', async () => {
    await add('ai', 'mcp', 'fleet');
    expect(await titles()).toEqual([]);
    await add('crm', 'csv', 'crm');
    expect(await titles()).toEqual([
      'gh of Claude Code can act as dana, an administrator',
      'gh of Claude Code holds a credential of dana (a person)',
    ]);
  });

  it('is looked at again when the rights of that account change, in another source than its own', async () => {
    crm(false);
    await read('crm');
    expect(await titles()).toEqual(['gh of Claude Code holds a credential of dana (a person)']);
    crm(true);
    await read('crm');
    expect(await titles()).toHaveLength(2);
  });

  it('is told of at both when two agents have it', async () => {
    write('fleet/other', {
      '.mcp.json': JSON.stringify({ mcpServers: { b: { command: 'b', env: { TOKEN: secret } } } }),
    });
    await read('ai');
    expect((await titles()).filter((title) => title.includes('holds a credential'))).toEqual([
      'b of Claude Code (other) holds a credential of dana (a person)',
      'gh of Claude Code holds a credential of dana (a person)',
    ]);
  });

  it('is told at the agent, too, when a scanner finds it lying elsewhere: knowing who holds it hides nothing', async () => {
    write('reports', {
      'acme__web.gitleaks.json': JSON.stringify([
        {
          RuleID: 'github-pat',
          File: 'a.env',
          Secret: secret,
          StartLine: 3,
          Commit: 'c0ffee',
          Email: 'lee@acme.example',
        },
      ]),
    });
    await add('leaks', 'secrets', 'reports');
    const told = await titles('exposed-credential-active');
    expect(told).toHaveLength(3);
    expect(told.filter((title) => title.includes(' of Claude Code'))).toHaveLength(2);
  });
});

describe('an agent whose server’s tools were not listed', () => {
  const tools = (...names: readonly string[]): void =>
    write('fleet', {
      'gh.tools.json': JSON.stringify({
        tools: names.map((name) => ({ name, inputSchema: { type: 'object' } })),
      }),
    });
  const controlled = async () =>
    (await titles('agent-reaches-control')).filter((title) => !title.includes('(other)'));

  it('is judged when they are, and again when they are others: what is not known closes nothing', async () => {
    expect(await controlled()).toEqual([]);
    tools('read_page', 'create_access_key');
    await read('ai');
    expect(await controlled()).toEqual(['Claude Code can write identities']);
    rmSync(join(top, 'fleet', 'gh.tools.json'));
    await read('ai');
    expect(await controlled()).toEqual(['Claude Code can write identities']);
    tools('read_page');
    await read('ai');
    expect(await controlled()).toEqual([]);
  });
});
