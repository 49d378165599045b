import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundToImports } from './source-location.ts';

const top = mkdtempSync(join(tmpdir(), 'countersign-imports-'));
const imports = join(top, 'imports');

beforeAll(() => {
  mkdirSync(join(imports, 'crm'), { recursive: true });
  writeFileSync(join(imports, 'crm', 'mapping.yaml'), 'version: 1');
  writeFileSync(join(imports, 'reader.password'), 'secret');
  writeFileSync(join(imports, '.crm.json'), '{}');
  writeFileSync(join(top, 'credentials.json'), '{}');
  symlinkSync(join(top, 'credentials.json'), join(imports, 'link'));
  symlinkSync(top, join(imports, 'out'));
});
afterAll(() => rmSync(top, { recursive: true }));

const host = { host: 'db.example', port: 5432, user: 'reader', database: 'crm', tls: 'verify-full' };
const organization = { host: 'api.github.com', port: 443, tls: 'verify-full', base: '', org: 'acme' };
const cloud = { account: '111122223333', region: 'eu-west-1' };
const secret = 'env:COUNTERSIGN_SOURCE_AWS';
const ask = (config: object) => boundToImports({ ...config }, imports);

describe('where a source is, asked over the network', () => {
  it.each([
    ['an absolute path', { path: '/etc/passwd' }],
    ['a path upwards', { path: '../credentials.json' }],
    ['a path upwards from within', { path: 'crm/../../credentials.json' }],
    ['a link that leads out', { path: 'link' }],
    ['a folder behind a link', { path: 'out/credentials.json' }],
    ['a note of our own', { path: '.crm.json' }],
    ['the folder itself', { path: '' }],
    ['a name with a NUL', { path: 'crm\0' }],
    ['a secret by a path of the server', { ...host, passwordFrom: 'file:/etc/shadow' }],
    ['a secret by a path upwards', { ...host, passwordFrom: 'file:../credentials.json' }],
    ['another variable of the server', { ...host, passwordFrom: 'env:HOME' }],
    ['what the credential store keeps', { ...host, passwordFrom: 'stored:read/acme-postgres' }],
    ['certificates by a path of the server', { ...host, tlsAuthorityFile: '/etc/ssl/certs/ca.pem' }],
    ['a socket of this machine', { ...host, host: '/var/run/postgresql' }],
    ['an abstract socket', { ...host, host: '@pg' }],
    ['GitHub with a token by a path of the server', { ...organization, passwordFrom: 'file:/etc/shadow' }],
    ['GitHub with what the credential store keeps', { ...organization, passwordFrom: 'stored:read/acme' }],
    ['AWS with whatever credentials the server itself has', { ...cloud, credentials: 'default' }],
    ['AWS at a host of theirs', { ...cloud, passwordFrom: secret, endpoint: 'https://aws.example' }],
    ['AWS with what the credential store keeps', { ...cloud, passwordFrom: 'stored:read/aws' }],
    ['a member that nobody thought of', { ...host, commandToRun: 'x' }],
    ['a member called __proto__', JSON.parse('{"__proto__": {"path": "/etc"}, "path": "crm"}')],
  ])('refuses %s', (_what, config) => {
    expect(ask(config).ok).toBe(false);
  });

  it('takes what lies in the folder of imports, and variables for sources', () => {
    expect(ask({ path: 'crm' })).toEqual({ ok: true, value: { path: join(imports, 'crm') } });
    expect(ask({ ...host, passwordFrom: 'env:COUNTERSIGN_SOURCE_CRM' }).ok).toBe(true);
    expect(ask({ ...organization, passwordFrom: 'env:COUNTERSIGN_SOURCE_GITHUB' }).ok).toBe(true);
    expect(ask({ ...cloud, passwordFrom: secret, roleArn: 'arn:aws:iam::1:role/r' }).ok).toBe(true);
    expect(ask({ ...host, passwordFrom: 'file:reader.password' })).toEqual({
      ok: true,
      value: { ...host, passwordFrom: `file:${join(imports, 'reader.password')}` },
    });
  });

  it('takes a live tenant of Entra by its host, and no other secret of this server for it', () => {
    const tenant = { host: 'graph.microsoft.com', port: 443, tls: 'verify-full', tenant: 'acme', user: 'x' };
    expect(ask({ ...tenant, passwordFrom: 'env:COUNTERSIGN_SOURCE_ENTRA' }).ok).toBe(true);
    expect(ask({ ...tenant, passwordFrom: 'env:ENTRA' }).ok).toBe(false);
  });

  it('takes an application of Okta and a namespace of Vault, which name nothing of this server', () => {
    const server = { host: 'acme.okta.com', port: 443, tls: 'verify-full' };
    expect(ask({ ...server, client: '0oa1', passwordFrom: 'env:COUNTERSIGN_SOURCE_OKTA' }).ok).toBe(true);
    expect(ask({ ...server, namespace: 'admin/team', passwordFrom: 'env:COUNTERSIGN_SOURCE_V' }).ok).toBe(
      true,
    );
  });

  it('takes a live directory by its host, and no file of this server for it', () => {
    const directory = { host: 'ldap.example', port: 636, tls: 'ldaps', base: 'dc=x', user: 'cn=r,dc=x' };
    expect(ask({ ...directory, passwordFrom: 'env:COUNTERSIGN_SOURCE_LDAP' }).ok).toBe(true);
    expect(ask({ ...directory, passwordFrom: 'env:LDAP' }).ok).toBe(false);
    expect(ask({ ...directory, tlsAuthorityFile: '/etc/ssl/ca.pem' }).ok).toBe(false);
  });

  it('tells what leads out like what is not there', () => {
    const [out, gone] = [ask({ path: 'link' }), ask({ path: 'gone' })];
    expect(JSON.stringify(out).replaceAll('link', 'gone')).toBe(JSON.stringify(gone));
  });
});
