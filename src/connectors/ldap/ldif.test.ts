import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/index.ts';
import type { DirectoryEntry } from './entry.ts';
import { LdifReader, type LdifEnd } from './ldif.ts';

const wanted = new Set(['cn', 'member', 'objectguid', 'description']);

function read(
  text: string | Uint8Array,
  size = 1 << 16,
): { readonly entries: readonly DirectoryEntry[]; readonly end: LdifEnd } {
  const reader = new LdifReader(wanted);
  const bytes = Buffer.from(text);
  const entries: DirectoryEntry[] = [];
  for (let at = 0; at < bytes.length; at += size) entries.push(...reader.push(bytes.subarray(at, at + size)));
  entries.push(...reader.end());
  return { entries, end: reader.summary() };
}
const plain = ({ dn, values }: DirectoryEntry): object => ({ dn, ...Object.fromEntries(values) });

const example = [
  'version: 1',
  '# a comment that is',
  '  folded',
  'dn: cn=Barbara Jensen, ou=Product Development, dc=airius, d',
  ' c=com',
  'objectclass: top',
  'cn: Barbara Jensen',
  'CN;lang-de: Barbara auf Deutsch',
  'description:Babs is a big sailing fan, and travels extensively in sea',
  ' rch of perfect sailing conditions.',
  'jpegPhoto:< file:///usr/local/directory/photos/babs.jpg',
  'userPassword:: e1NTSEF9Y2FuYXJ5',
  '',
  '',
  'dn:: b3U95Za25qWt6YOoLG89QWlyaXVz',
  'member;range=0-1: cn=a',
  'member;range=2-*: cn=b',
  'cn:',
  '',
];

describe('LDIF', () => {
  it.each([
    ['\n', 1 << 16],
    ['\r\n', 1 << 16],
    ['\n', 1],
    ['\r\n', 7],
  ])(
    'is read with folding, base64, comments and options (line end %j, %i bytes at a time)',
    (newline, size) => {
      const { entries, end } = read(example.join(newline), size);
      expect(entries.map(plain)).toEqual([
        {
          dn: 'cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com',
          cn: ['Barbara Jensen'],
          description: [
            'Babs is a big sailing fan, and travels extensively in search of perfect sailing conditions.',
          ],
          userpassword: ['SSHA'],
        },
        { dn: 'ou=営業部,o=Airius', member: ['cn=a', 'cn=b'], cn: [''] },
      ]);
      expect([...(entries[1]?.partial ?? [])]).toEqual(['member']);
      expect([...end.secrets]).toEqual([['userpassword', 1]]);
    },
  );

  it('keeps of a password how it is stored, and nothing else', () => {
    const reader = new LdifReader(new Set(['userpassword']));
    const text =
      'dn: cn=a\nuserPassword: {SSHA}canary-hash\nuserPassword: canary-clear\nms-Mcs-AdmPwd: canary-laps\n';
    const entries = [...reader.push(Buffer.from(text)), ...reader.end()];
    expect(entries.map(plain)).toEqual([{ dn: 'cn=a', userpassword: ['SSHA', 'plain text'] }]);
    expect([...reader.summary().secrets]).toEqual([
      ['userpassword', 2],
      ['ms-mcs-admpwd', 1],
    ]);
  });

  it('takes what ldapsearch and ldifde write around it', () => {
    const { entries, end } = read(
      '# extended LDIF\n#\n\n# a, b\ndn: cn=a\ncn: a\n\n# search reference\nref: ldap://elsewhere/dc=x\n\ndn: cn=b\nchangetype: add\ncn: b\n\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n\n# numEntries: 2\n',
    );
    expect(entries.map(({ dn }) => dn)).toEqual(['cn=a', 'cn=b']);
    expect(end).toMatchObject({ failed: '4 Size limit exceeded', referrals: 1 });
  });

  it.each([
    ['a change', 'dn: cn=a\nchangetype: modify\nadd: x\nx: y\n', 'input_wrong_kind', 'change records'],
    ['a removal', 'dn: cn=a\nchangetype: delete\n', 'input_wrong_kind', 'change records'],
    ['a control', 'dn: cn=a\ncontrol: 1.2.3 true\nchangetype: add\n', 'input_wrong_kind', 'change records'],
    ['JSON', '{"dn": "cn=a"}\n', 'input_wrong_kind', 'no LDIF'],
    ['CSV', 'dn,cn\ncn=a,a\n', 'input_wrong_kind', 'no LDIF'],
    ['another version', 'version: 2\n\ndn: cn=a\n', 'input_invalid', 'version'],
    ['a record without a name', 'dn: cn=a\n\ncn: b\n', 'input_invalid', 'Line 3'],
    ['two names in one record', 'dn: cn=a\ndn: cn=b\n', 'input_invalid', 'Line 2'],
    ['a line cut off', 'dn: cn=a\ndescri', 'input_invalid', 'Line 2'],
    ['base64 cut off', 'dn: cn=a\ncn:: YWJ', 'input_invalid', 'Line 2'],
    ['a continuation of nothing', ' cn=a\n', 'input_invalid', 'Line 1'],
    ['a line without an end', `dn: cn=a\nphoto: ${'x'.repeat(17 << 20)}`, 'input_too_large', 'Line 2'],
    [
      'a value folded without end',
      `dn: cn=a\ncn: x\n${` ${'x'.repeat(70)}\n`.repeat(16_000)}`,
      'input_too_large',
      'Line 2',
    ],
    [
      'a value folded after nothing at all',
      `dn: cn=a\ncn: x\n${' \n'.repeat(100_000)}`,
      'input_too_large',
      'Line 2',
    ],
    ['a name of thousands of parts', `dn: ${'cn=a,'.repeat(1500)}cn=a\n`, 'input_too_large', 'parts'],
  ])('refuses %s, saying where', (_what, text, code, says) => {
    let fault: unknown;
    try {
      read(text);
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({
      code,
      message: expect.stringContaining(says),
      next: expect.stringMatching(/\S+ \S+/),
    });
  });

  it('drops photographs while they come', () => {
    const photo = `jpegPhoto:: ${'A'.repeat(72)}\n${` ${'A'.repeat(76)}\n`.repeat(100_000)}`;
    expect(read(`dn: cn=a\n${photo}cn: a\n`).entries.map(plain)).toEqual([{ dn: 'cn=a', cn: ['a'] }]);
  });

  it('is entries or a refusal, whatever the bytes and however they come', () => {
    const piece = fc.constantFrom(
      'dn: cn=a\n',
      'dn::',
      'cn: x\n',
      '\n',
      ' ',
      ':',
      '<',
      '#',
      'YWI=',
      'changetype: add\n',
      '\r\n',
      'é',
      '\0',
      'version: 1\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const outcome = (by: number): unknown => {
          try {
            return read(parts.join(''), by).entries.map(plain);
          } catch (error) {
            if (error instanceof Fault) return String(error);
            throw error;
          }
        };
        expect(outcome(size)).toEqual(outcome(1 << 16));
      }),
    );
  });
});
