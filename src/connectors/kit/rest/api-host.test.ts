import { describe, expect, it } from 'vitest';
import { githubConfig } from '../../github/location.ts';
import { oktaConfig } from '../../okta/location.ts';
import { vaultConfig } from '../../vault/location.ts';

/** A configuration as it comes over the network, where no location is taken apart. */
const given = { port: 443, tls: 'verify-full', passwordFrom: 'env:COUNTERSIGN_SOURCE_A' };
const kinds = [
  ['github', githubConfig, { base: '', org: 'acme' }],
  ['okta', oktaConfig, {}],
  ['vault', vaultConfig, {}],
] as const;

describe.each(kinds)('a configuration of %s', (_kind, schema, more) => {
  const takes = (of: object): boolean => schema.safeParse({ ...given, ...more, ...of }).success;

  it('names a host by name or address', () => {
    for (const host of ['api.acme.example', '10.1.2.3', '[fd00::1]', 'localhost'])
      expect(takes({ host })).toBe(true);
  });

  it('refuses a host that is more than one, where the credential would go elsewhere', () => {
    for (const host of [
      '',
      'a.example/x?',
      'a@b.example',
      'a.example#',
      'a.example:1',
      'a b',
      'a.example\n',
      '[x]',
    ])
      expect(takes({ host })).toBe(false);
  });

  it('refuses to send the credential in the clear, except to this machine', () => {
    expect(takes({ host: 'api.acme.example', tls: 'disable' })).toBe(false);
    expect(takes({ host: '127.0.0.1', tls: 'disable' })).toBe(true);
  });
});
