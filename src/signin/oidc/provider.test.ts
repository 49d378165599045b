import { describe, expect, it } from 'vitest';
import { personSought, rolesGiven } from './asserted.ts';
import { readProvider, type Provider } from './provider.ts';

const given = {
  name: 'SSO',
  issuer: 'https://sso.example',
  clientId: 'countersign',
  clientSecret: 'stored:oidc/one',
  algorithm: 'RS256',
  scopes: ['openid', 'email'],
  person: { source: 'hr', claim: 'email', matches: 'email' },
  groups: { claim: 'groups', roles: [{ group: 'auditors', role: 'auditor' }] },
  links: 'keep',
};
function provider(bent: Readonly<Record<string, unknown>> = {}): Provider {
  const read = readProvider({ ...given, ...bent });
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

describe('a provider', () => {
  it.each([
    'http://sso.example',
    'https://user:password@sso.example',
    'https://sso.example/?tenant=1',
    'https://sso.example/#a',
    'http://localhost.evil.example',
    'http://127.0.0.1@evil.example',
    'javascript:alert(1)',
    ' https://sso.example',
  ])('is not at %s', (issuer) => {
    expect(readProvider({ ...given, issuer })).toMatchObject({ ok: false, code: 'input_invalid' });
  });

  it.each([
    [
      'a claim that people write themselves',
      { person: { source: 'hr', claim: 'preferred_username', matches: 'key' } },
    ],
    ['an e-mail by another claim', { person: { source: 'hr', claim: 'upn', matches: 'email' } }],
    ['a person’s key by their e-mail', { person: { source: 'hr', claim: 'email', matches: 'key' } }],
    ['a name of JavaScript', { groups: { claim: '__proto__', roles: [] } }],
    ['a secret that both know', { algorithm: 'HS256' }],
    ['no signature', { algorithm: 'none' }],
    ['a secret in the clear', { clientSecret: 'hunter2' }],
    ['no openid', { scopes: ['email'] }],
    ['a scope that is two', { scopes: ['openid', 'a b'] }],
    ['a role that is none', { groups: { claim: 'groups', roles: [{ group: 'a', role: 'root' }] } }],
    ['a member nobody reads', { also: 1 }],
  ])('is not set with %s', (_, bent) => {
    const read = readProvider({ ...given, ...bent });
    expect(read).toMatchObject({ ok: false, code: 'input_invalid' });
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });
});

describe('what a provider says of a subject', () => {
  const say = (token: Record<string, unknown>, userinfo?: Record<string, unknown>) => ({
    subject: 's',
    token,
    userinfo,
  });

  it('is an e-mail only with the word of the same claims that it is verified', () => {
    const email = 'sam@acme.example';
    expect(personSought(provider(), say({ email }, { email, email_verified: true }))).toMatchObject({
      ok: false,
    });
    expect(personSought(provider(), say({}, { email, email_verified: true }))).toEqual({
      ok: true,
      value: { by: 'email', value: email },
    });
  });

  it('is nobody when it is inherited, empty, long or of another kind', () => {
    const by = provider({ person: { source: 'hr', claim: 'toString', matches: 'key' } });
    expect(personSought(by, say({}))).toMatchObject({ ok: false });
    const own = provider({ person: { source: 'hr', claim: 'employee', matches: 'key' } });
    for (const employee of ['', 'x'.repeat(321), null, {}, ['E1'], true, 1.5])
      expect(personSought(own, say({ employee }))).toMatchObject({ ok: false });
    expect(personSought(own, say({ employee: 1001 }))).toMatchObject({ value: { value: '1001' } });
  });

  it('gives roles by exact group names alone, and none when there are too many groups to read', () => {
    expect(rolesGiven(provider(), say({ groups: ['auditors', 'x'] }))).toEqual({
      ok: true,
      value: ['auditor'],
    });
    for (const groups of [
      'Auditors',
      ['auditors '],
      [],
      { 0: 'auditors' },
      Array.from({ length: 2001 }, () => 'auditors'),
    ])
      expect(rolesGiven(provider(), say({ groups }))).toMatchObject({ ok: false, code: 'not_permitted' });
  });
});
