import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { standingReader, viewReader } from '../../src/commands/estate-views.ts';
import { readWhole } from '../../src/connectors/kit/read-whole.ts';
import { vault } from '../../src/connectors/vault/index.ts';
import {
  countCauses,
  defaultDetectionConfig,
  evaluateEstate,
  listFindings,
} from '../../src/detection/index.ts';
import { readAt, useEscalation } from '../support/escalation-world.ts';

const world = useEscalation();
const folder = mkdtempSync(join(tmpdir(), 'countersign-shared-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const policies: Readonly<Record<string, string>> = {
  payments: 'path "secret/data/payments/db" { capabilities = ["read"] }',
  team: 'path "secret/data/payments/*" { capabilities = ["read", "list"] }',
  web: 'path "secret/data/web" { capabilities = ["read"] }\npath "secret/metadata/payments/db" { capabilities = ["read"] }\npath "database/creds/orders" { capabilities = ["read"] }',
  denied:
    'path "secret/data/payments/*" { capabilities = ["read"] }\npath "secret/data/payments/db" { capabilities = ["deny"] }',
  everything: 'path "*" { capabilities = ["read", "sudo"] }',
};
const roles = new Map<string, { readonly serviceAccounts: readonly string[]; readonly policy: string }>([
  ['payments', { serviceAccounts: ['api'], policy: 'payments' }],
  ['web', { serviceAccounts: ['web'], policy: 'web' }],
  ['mail', { serviceAccounts: ['mail'], policy: 'web' }],
  ['careful', { serviceAccounts: ['careful'], policy: 'denied' }],
  ['admin', { serviceAccounts: ['admin'], policy: 'everything' }],
]);

async function take(source = 'vault', mounts = true): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const write = (path: string, data: unknown): void => {
    const file = join(folder, `v1/${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ data }));
  };
  write('sys/policies/acl', { keys: Object.keys(policies) });
  for (const [name, policy] of Object.entries(policies)) write(`sys/policies/acl/${name}`, { name, policy });
  if (mounts)
    write('sys/mounts', {
      'secret/': { type: 'kv', accessor: 'kv_1', options: { version: '2' } },
      'database/': { type: 'database', accessor: 'db_1' },
    });
  write('sys/auth', { 'kubernetes/': { type: 'kubernetes', accessor: 'k_1' } });
  write('auth/kubernetes/role', { keys: [...roles.keys()] });
  for (const [name, { serviceAccounts, policy }] of roles)
    write(`auth/kubernetes/role/${name}`, {
      bound_service_account_names: serviceAccounts,
      bound_service_account_namespaces: ['shop'],
      token_policies: [policy],
      token_no_default_policy: true,
    });
  const { all } = await readWhole(vault, vault.locate(folder), { now: readAt });
  await world.take(source, 'vault', all);
}

const evaluate = (scope: 'everything' | 'changed') =>
  evaluateEstate({
    database: world.db(),
    estate: viewReader(world.db(), world.access()),
    standings: standingReader(world.db(), world.access(), world.engine()),
    scope: scope === 'everything' ? { is: 'everything' } : { is: 'changed', accounts: [] },
    context: { ...defaultDetectionConfig, now: readAt },
  });
const found = async () =>
  (
    await listFindings(world.db(), {
      limit: 100,
      now: readAt,
      filter: { rules: ['secret-path-shared', 'vault-role-shared'] },
    })
  ).items.map(({ finding }) => finding);
const told = async (): Promise<readonly string[]> =>
  (await found()).map(({ ruleId, title }) => `${ruleId}: ${title}`).toSorted();

describe('secrets that several workloads have', () => {
  it('are paths of a KV engine that two of them read, and not what lies beside or is made for each', async () => {
    await take();
    await evaluate('everything');
    // `careful` is denied there, `admin` reads everything, and what `web` and `mail` have of the database is made for each
    expect(await told()).toEqual([
      'secret-path-shared: mail (kubernetes) and web (kubernetes) read secret/data/web',
      'secret-path-shared: web (kubernetes) and mail (kubernetes) read secret/data/web',
    ]);
    const [first, second] = await found();
    expect(first?.cause).toEqual(second?.cause);
    const causes = [{ ruleId: 'secret-path-shared', causeKey: 'vault/secret/data/web' }];
    expect(await countCauses(world.db(), { now: readAt, causes })).toMatchObject([{ count: 2 }]);
  });

  it('are found though nothing about the account itself changed, by a pattern that covers its path', async () => {
    roles.set('batch', { serviceAccounts: ['batch', 'report'], policy: 'team' });
    await take();
    expect(await evaluate('changed')).toMatchObject({ accounts: 3, opened: 5 });
    expect(await told()).toEqual([
      'secret-path-shared: batch (kubernetes) and careful (kubernetes) read secret/data/payments/*',
      'secret-path-shared: careful (kubernetes) and batch (kubernetes) read secret/data/payments/*',
      'secret-path-shared: mail (kubernetes) and web (kubernetes) read secret/data/web',
      'secret-path-shared: payments (kubernetes) and batch (kubernetes) read secret/data/payments/db',
      'secret-path-shared: web (kubernetes) and mail (kubernetes) read secret/data/web',
      'vault-role-shared: batch (kubernetes) is one role for 2 service accounts',
    ]);
    expect(await evaluate('changed')).toMatchObject({ accounts: 0, opened: 0, changed: 0, closed: 0 });
  });

  it('close when one of them loses the path', async () => {
    roles.delete('batch');
    roles.set('mail', { serviceAccounts: ['mail'], policy: 'payments' });
    await take();
    await evaluate('changed');
    expect(await told()).toEqual([
      'secret-path-shared: mail (kubernetes) and payments (kubernetes) read secret/data/payments/db',
      'secret-path-shared: payments (kubernetes) and mail (kubernetes) read secret/data/payments/db',
    ]);
  });

  it('are none where it was not read which engines keep secrets', async () => {
    await take('silent', false);
    await evaluate('everything');
    expect((await found()).filter(({ subject }) => subject.source === 'silent')).toEqual([]);
  });
});
