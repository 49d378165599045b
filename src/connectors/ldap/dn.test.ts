import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainOf, namesOf, normaliseDn } from './dn.ts';

describe('a distinguished name', () => {
  it.each([
    [
      'CN=Amy  Wong + SN=Kroker , OU=People,DC=planetexpress,DC=com',
      'cn=amy wong+sn=kroker,ou=people,dc=planetexpress,dc=com',
    ],
    ['sn=Kroker+cn=Amy Wong,ou=people', 'cn=amy wong+sn=kroker,ou=people'],
    ['2.5.4.3=Dana,OID.2.5.4.11=x', 'cn=dana,ou=x'],
    [String.raw`CN=Smith\, John,OU=a`, String.raw`cn=smith\, john,ou=a`],
    [String.raw`CN=Smith\2C John,OU=a`, String.raw`cn=smith\, john,ou=a`],
    ['CN="Smith, John";OU=a', String.raw`cn=smith\, john,ou=a`],
    [String.raw`cn=L\C3\A9a`, 'cn=léa'],
    [String.raw`cn=a\0Ab`, String.raw`cn=a b`],
    ['cn=', 'cn='],
    ['', ''],
  ])('%s is %s', (text, normal) => {
    expect(normaliseDn(text)).toBe(normal);
  });

  it.each([
    'cn',
    '=x',
    'cn=a,,ou=b',
    'cn=a,ou',
    String.raw`cn=a\ `.trimEnd(),
    'cn="a',
    'cn=a"b',
    '1cn=a',
    'cn=a,=b',
  ])('is not %s', (text) => {
    expect(normaliseDn(text)).toBeUndefined();
  });

  it('of thousands of parts or characters is none, and takes no time', () => {
    expect(normaliseDn('cn=a,'.repeat(2000) + 'cn=a')).toBeUndefined();
    expect(normaliseDn(String.raw`cn=\,,`.repeat(1000))).toBeUndefined();
    expect(normaliseDn(`cn=${'x'.repeat(10_000)}`)).toBeUndefined();
  });

  it('has one spelling, which reads back as itself, whatever the text', () => {
    const piece = fc.constantFrom(
      'cn=',
      'ou=',
      ',',
      '+',
      ';',
      '"',
      '\\',
      '\\2c',
      '\\,',
      ' ',
      'a',
      'É',
      '#',
      '=',
      '\0',
      '\u{1F600}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (parts) => {
        const normal = normaliseDn(parts.join(''));
        expect(normal === undefined ? undefined : normaliseDn(normal)).toBe(normal);
      }),
    );
  });

  it('says its domain', () => {
    expect(domainOf(namesOf('CN=x,DC=Corp,DC=example') ?? [])).toBe('corp.example');
  });
});
