import { expect, it } from 'vitest';
import { dnKey, guidBytes, guidText, parseKey } from './keys.ts';

it('reads a GUID back as it was written, its first parts turned round', () => {
  const id = '89ecea38-b35b-47b5-9821-f54a6cc5ec09';
  expect(guidText(guidBytes(id))).toBe(id);
  expect([...guidBytes(id).subarray(0, 4)]).toEqual([0x38, 0xea, 0xec, 0x89]);
});

it('takes apart exactly the keys that are written here', () => {
  for (const dn of ['cn=a*b?c%d#e/f,dc=x', String.raw`cn=smith\, john,dc=x`])
    expect(parseKey(dnKey(dn))).toEqual({ by: 'dn', dn });
  for (const key of [
    'dn/CN=a',
    'dn/cn=%41',
    'dn/cn=a*',
    'dn/',
    'uuid/x',
    'dn-sha256/00',
    'role/a',
    '__proto__',
    '',
  ])
    expect(parseKey(key)).toBeUndefined();
});
