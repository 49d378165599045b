import { describe, expect, it } from 'vitest';
import { ldapConfig, locateLdap } from './location.ts';

const who = 'user=cn=reader,dc=acme&passwordFrom=env:X';

describe('the way to a directory', () => {
  it.each([
    [`ldaps://ldap.example/dc=acme?${who}`, 'ldaps', 636],
    [`ldap://ldap.example/dc=acme?${who}`, 'starttls', 389],
    [`ldap://127.0.0.2:1389/dc=acme?${who}`, 'starttls', 1389],
    [`ldap://localhost.example/?${who}`, 'starttls', 389],
    [`ldap://localhost/?${who}`, 'none', 389],
    [`ldap://[::1]/?${who}`, 'none', 389],
    [`ldap://127.0.0.1/?${who}&starttls=yes`, 'starttls', 389],
    [`ldap://127.0.0.1/?${who}&sslrootcert=/ca.pem`, 'starttls', 389],
    ['ldaps://ldap.example', 'ldaps', 636],
  ])('%s is %s', (location, tls, port) => {
    expect(locateLdap(location)).toMatchObject({ tls, port });
  });

  it('is read whole', () => {
    expect(
      locateLdap(
        'ldaps://ldap.example:1636/ou=A%20b,dc=acme?user=cn%3Dr,dc=acme&passwordFrom=file:/run/p&sslrootcert=/ca.pem',
      ),
    ).toEqual({
      host: 'ldap.example',
      port: 1636,
      tls: 'ldaps',
      tlsAuthorityFile: '/ca.pem',
      base: 'ou=A b,dc=acme',
      user: 'cn=r,dc=acme',
      passwordFrom: 'file:/run/p',
    });
  });

  it.each([
    'ldaps://reader:canary@ldap.example/dc=acme',
    'ldaps://ldap.example/dc=acme?password=canary',
    'ldaps://ldap.example/dc=acme?user=cn=canary',
    'ldaps://ldap.example/dc=acme?passwordFrom=env:X',
    'ldaps://ldap.example/dc=acme?user=cn=a&passwordFrom=canary',
    'ldap://ldap.example/?starttls=no',
    `ldap://ldap.example/?${who}&tls=none`,
    `ldap://ldap.example/?${who}&user=cn=b`,
    'ldaps://ldap.example/canary',
    'ldaps:///dc=acme',
    'ldaps://ldap.example/%zz',
    'ldaps://ldap.example:99999/',
    'ldapi:///dc=acme',
  ])('is refused when it says %s, without repeating it', (location) => {
    const fault = ((): unknown => {
      try {
        return locateLdap(location);
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toMatchObject({ code: 'input_invalid', next: expect.stringMatching(/\S+ \S+/) });
    expect(String(fault)).not.toContain('canary');
  });

  it('is never in the clear to another machine, whatever a stored configuration says', () => {
    const config = { host: 'ldap.example', port: 389, tls: 'none' };
    expect(ldapConfig.safeParse(config).success).toBe(false);
    expect(ldapConfig.safeParse({ ...config, host: 'localhost' }).success).toBe(true);
  });
});
