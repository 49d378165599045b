import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authenticator, present, type Bent } from '../../test/support/authenticator.ts';
import { readCbor } from './cbor.ts';
import { readRegistration, registrationOf } from './passkey-registration.ts';
import { parseWebauthnKey } from './webauthn-key.ts';

const key = authenticator();
const record = (bent: Bent = {}, from = key) => {
  const { attestationObject, clientDataJSON } = from.register('Y2hhbGxlbmdl', bent);
  return {
    attestationObject: attestationObject.toString('base64url'),
    clientDataJSON: clientDataJSON.toString('base64url'),
  };
};
const read = (bent: Bent = {}, from = key) => readRegistration(record(bent, from), from);
const facts = {
  aaguid: '00000000-0000-0000-0000-000000000000',
  attestation: 'none',
  attestationChecked: 'none',
  userVerified: true,
  backupEligible: false,
  backedUp: false,
  counter: 0,
};

describe('a registration', () => {
  test.each(['ES256', 'EdDSA', 'RS256'] as const)('gives the key that was made (%s)', (algorithm) => {
    const made = authenticator(algorithm);
    expect(read({}, made)).toMatchObject({
      key: { line: made.line, fingerprint: made.fingerprint },
      challenge: 'Y2hhbGxlbmdl',
      facts,
    });
  });

  test.each(['ES256', 'EdDSA', 'RS256'] as const)('that attests itself is checked (%s)', (algorithm) => {
    const made = authenticator(algorithm);
    expect(read({ fmt: 'packed' }, made)).toMatchObject({
      facts: { attestation: 'packed', attestationChecked: 'self' },
    });
  });

  test('with a maker’s attestation says that it was not checked', () => {
    expect(read({ fmt: 'tpm' })).toMatchObject({
      facts: { attestation: 'tpm', attestationChecked: 'unchecked' },
    });
  });

  test('may carry extensions that nobody asked for, and says what it shows of its user', () => {
    const more = Buffer.from('a16b6372656450726f7465637402', 'hex'); // {"credProtect": 2}
    expect(read({ flags: present | 0xc0, more })).toMatchObject({ facts });
    expect(read({ flags: 0x41 | 0x18 })).toMatchObject({
      facts: { userVerified: false, backupEligible: true, backedUp: true },
    });
  });

  test.each<[string, Bent, string]>([
    ['an assertion’s client data', { type: 'webauthn.get' }, 'not of a registration'],
    ['another origin', { origin: 'https://evil.example.org' }, 'it was made on'],
    ['another party', { rpId: 'evil.example.org' }, 'another party'],
    ['nobody’s touch', { flags: 0x44 }, 'nobody touched'],
    ['no credential', { flags: present }, 'no credential'],
    ['bytes after the key', { more: Buffer.of(0) }, 'bytes after its credential'],
    ['extensions that are none', { flags: present | 0xc0, more: Buffer.of(0x01) }, 'bytes after'],
    ['the extension flag and none', { flags: present | 0xc0 }, 'bytes after'],
    ['extensions and more', { flags: present | 0xc0, more: Buffer.of(0xa0, 0) }, 'bytes after'],
    ['a key on no curve', { coseKey: Buffer.concat([key.coseKey.subarray(0, 76), Buffer.of(1)]) }, 'P-256'],
    [
      'another key inside its own attestation',
      { fmt: 'packed', coseKey: authenticator().coseKey },
      'self-attestation',
    ],
  ])('with %s is refused', (_name, bent, why) => {
    expect(read(bent)).toContain(why);
  });

  test('is refused when its bytes go on, are huge, or are no base64url', () => {
    const good = record();
    const longer = Buffer.concat([Buffer.from(good.attestationObject, 'base64url'), Buffer.of(0)]);
    const huge = Buffer.alloc(9000).toString('base64url');
    for (const attestationObject of [longer.toString('base64url'), huge, `${good.attestationObject}=`, ''])
      expect(typeof readRegistration({ ...good, attestationObject }, key)).toBe('string');
  });

  test('is kept for its own key only', () => {
    const parsed = parseWebauthnKey(key.line);
    if (typeof parsed === 'string') throw new Error(parsed);
    expect(registrationOf(record(), parsed)).toEqual(facts);
    expect(registrationOf(record({}, authenticator()), parsed)).toContain('another key');
    expect(registrationOf({ ...record(), more: 1 }, parsed)).toContain('with its `registration`');
    expect(registrationOf(undefined, parsed)).toContain('with its `registration`');
  });

  test('is refused and never thrown on, whichever byte is changed', () => {
    const good = record({ fmt: 'packed' });
    const bytes = Buffer.from(good.attestationObject, 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bent = Buffer.from(bytes);
        bent[at] = (bent[at] ?? 0) ^ by;
        const answer = readRegistration({ ...good, attestationObject: bent.toString('base64url') }, key);
        // its own signature covers everything but the statement’s own bytes and names
        expect(typeof answer === 'string' || answer.facts.attestationChecked === 'unchecked').toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('CBOR', () => {
  const hex = (digits: string) => readCbor(Buffer.from(digits, 'hex'));
  test.each([
    ['00', 0],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['20', -1],
    ['390100', -257],
    ['43010203', Buffer.of(1, 2, 3)],
    ['63c3bc61', 'üa'],
    ['820102', [1, 2]],
    ['a1616101', new Map([['a', 1]])],
    ['f4', false],
    ['f5', true],
    ['f6', null],
  ])('reads %s', (digits, value) => {
    expect(hex(digits)).toEqual({ value, length: digits.length / 2 });
  });
  test.each([
    ['a number in a longer form', '1817'],
    ['a number in a much longer form', '1a00000001'],
    ['64 bits', '1b0000000100000000'],
    ['an indefinite length', '5f42010243030405ff'],
    ['a tag', 'c000'],
    ['a float', 'f93c00'],
    ['undefined', 'f7'],
    ['a map key twice', 'a2010101 02'.replace(' ', '')],
    ['a key that is a list', 'a18001'],
    ['text that is no UTF-8', '61ff'],
    ['bytes cut short', '430102'],
    ['a list that promises too much', '9affffffff01'],
    ['a nest too deep', '81818181818181818100'],
    ['nothing', ''],
  ])('refuses %s', (_name, digits) => {
    expect(hex(digits)).toBeUndefined();
  });
  test('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = readCbor(bytes);
        expect((read?.length ?? 0) <= bytes.length).toBe(true);
      }),
    );
  });
});
